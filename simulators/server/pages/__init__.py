"""Pages for the browser: a start page over all worlds, and one page for each order of a shop."""
