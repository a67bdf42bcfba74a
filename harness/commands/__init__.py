"""What the command line can be asked to do, one file a command."""
