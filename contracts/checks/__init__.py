"""Checks of what vendors promise: pure, handed the means to send a request."""
