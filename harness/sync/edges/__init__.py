"""Where the engine meets the real world: sockets, the wall clock, chance, and its own URLs."""
