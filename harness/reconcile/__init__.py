"""Where the systems of a world disagree, for people: what, between whom, since when, and worth how much."""
