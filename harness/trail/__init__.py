"""The money of each order followed through all systems, for people who have to sign for it."""
