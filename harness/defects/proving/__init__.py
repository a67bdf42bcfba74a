"""Whether the broken connectors are caught, by what, and whether right ones are left in peace."""
