"""Systems put together into worlds, and worlds served."""
