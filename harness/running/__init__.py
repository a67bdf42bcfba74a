"""Runs scenarios in worlds of their own and keeps what happened."""
