"""Real orders: a file of them read, classed, grouped into documents, matched and accounted for."""
