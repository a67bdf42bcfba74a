"""Decisions: from what is there on both sides to what has to be done, without input or output."""
