"""What the command line does, one function for each command; ``ordergate.harness.cli`` calls them."""
