"""One isolated world that a scenario can talk to, in process or served."""

from .waits import Wait
from .world import World

__all__ = ["Wait", "World"]
