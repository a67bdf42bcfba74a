"""Stories drawn from seeds, played in a world, judged, and shrunk when they break a rule."""
