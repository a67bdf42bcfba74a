"""Connectors under test: a command, a running service, a container, a Python factory."""
