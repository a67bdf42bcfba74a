"""World, actors, judge, connectors, reports and the command line; the reference engine in ``sync``."""
