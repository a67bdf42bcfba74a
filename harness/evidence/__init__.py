"""What is handed over after a run: the verdict in files for people and machines, and on the terminal."""
