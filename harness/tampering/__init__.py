"""Breaks the traffic of a right connector, and says what of it the scenarios notice."""
