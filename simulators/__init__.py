"""Pretend vendors with real state and real business rules, each speaking its own wire form."""
