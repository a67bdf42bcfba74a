"""The people of a world, in verbs; they act through the world surface alone."""
