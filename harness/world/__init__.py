"""One isolated world that a scenario can talk to, in process or served."""

from .world import World

__all__ = ["World"]
