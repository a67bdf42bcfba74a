"""Clients of the four vendors: their wire form on one side, canonical documents on the other."""
