"""Opens a world for a scenario: in this process, or served over HTTP."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ordergate.simulators.server.topology import TOPOLOGIES

from ..errors import UsageError
from ..world.in_process import Blueprint, InProcessWorld
from ..world.reference import reference_engine
from ..world.world import World

if TYPE_CHECKING:
    from ..world.server_process import ServerProcess


class Over(StrEnum):
    """How systems and connector are joined."""

    PROCESS = "process"
    HTTP = "http"


class Worlds:
    """Opens the worlds of one session; served ones share a server, which ends with the session."""

    def __init__(self, over: Over) -> None:
        self._over = over
        self._owned = ExitStack()
        self._server: ServerProcess | None = None

    def open(self, topology: str, *, seed: int, journal: Path | None, repeat: str) -> World:
        """A fresh world with the reference engine attached."""
        if topology not in TOPOLOGIES:
            raise UsageError(f"there is no topology {topology}; there are: {', '.join(TOPOLOGIES)}")
        if self._over is Over.HTTP:
            return self._served(topology, seed, journal, repeat)
        blueprint = Blueprint(topology, seed, journal=journal, repeat=repeat)
        return World(InProcessWorld(blueprint, reference_engine))

    def close(self) -> None:
        """End the server, if there is one."""
        self._owned.close()

    def _served(self, topology: str, seed: int, journal: Path | None, repeat: str) -> World:
        from ..world.served import serve_world
        from ..world.server_process import ServerProcess

        if self._server is None:
            folder = Path(self._owned.enter_context(TemporaryDirectory(prefix="ordergate-")))
            self._server = self._owned.enter_context(ServerProcess(folder))
        port = serve_world(topology, seed=seed, journal=journal, repeat=repeat, server=self._server)
        return World(port)
