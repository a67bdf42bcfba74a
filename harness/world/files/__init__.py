"""Items, customers, prices and stock from a user's own files, checked whole before anything is sent."""

from .contents import WorldFiles
from .reading import read_world_files

__all__ = ["WorldFiles", "read_world_files"]
