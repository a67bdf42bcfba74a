"""Opens a world for a scenario: in this process, or served over HTTP."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from ordergate.simulators.server.topology import TOPOLOGIES

from ..errors import UsageError
from ..world.in_process import Blueprint, InProcessWorld
from ..world.reference import reference_engine
from ..world.world import World


class Over(StrEnum):
    """How systems and connector are joined."""

    PROCESS = "process"
    HTTP = "http"


def open_world(
    topology: str, *, seed: int, over: Over = Over.PROCESS, journal: Path | None, repeat: str
) -> World:
    """A fresh world with the reference engine attached."""
    if topology not in TOPOLOGIES:
        raise UsageError(f"there is no topology {topology}; there are: {', '.join(TOPOLOGIES)}")
    if over is Over.HTTP:
        from ..world.served import serve_world

        return World(serve_world(topology, seed=seed, journal=journal, repeat=repeat))
    blueprint = Blueprint(topology, seed, journal=journal, repeat=repeat)
    return World(InProcessWorld(blueprint, reference_engine))
