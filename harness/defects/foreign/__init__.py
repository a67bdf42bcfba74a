"""Broken variants of connectors that are not ours, which are met over HTTP."""
