"""Load profiles; they speak HTTP only and import nothing else of the project."""
