"""Scenarios in YAML, for people who do not write Python: read, checked, and played in a world."""
