"""What the systems publish, as files that can be compared, and what a change of it breaks."""
