"""Reads all systems at once and says whether every order, unit and cent is where it belongs."""
