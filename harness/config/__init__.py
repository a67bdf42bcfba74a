"""``ordergate.toml``: which connector is tested, how it is started, and what counts as done."""
