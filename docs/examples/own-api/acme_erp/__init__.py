"""Acme's ERP, as connectors see it."""
