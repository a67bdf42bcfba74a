"""A served world in real time for a load run, with the connector under test attached."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

from ordergate.simulators.kernel.settings import PLAIN, Layout

from ..config.model import Config, Kind
from ..connectors.image import also_served_on
from ..connectors.starting import open_connector
from ..errors import UsageError
from ..running.worlds import Over, Worlds
from ..world.control_client import ControlClient
from ..world.served import Patience, ServedBlueprint, ServedWorld
from ..world.server_process import ServerProcess
from ..world.waits import Waits
from ..world.world import World


class LiveWorlds(Worlds):
    """Opens one world whose seconds are those of the wall; its server ends with it."""

    def __init__(self, config: Config) -> None:
        if config.connector.kind is Kind.PYTHON:
            raise UsageError(
                "a connector of kind python lives in virtual time; load needs one that runs by itself: "
                "kind command, url, image or reference"
            )
        super().__init__(config, Over.HTTP)
        self.server_pid = 0
        self.port: ServedWorld
        self.control: ControlClient
        self.token = ""

    def open(
        self, topology: str, *, seed: int, journal: Path | None, repeat: str,
        policies: Mapping[str, str] | None = None, layout: Layout = PLAIN,
        start_us: int | None = None,
    ) -> World:  # fmt: skip
        """The world, once the connector is ready."""
        by_url = self.config.connector.kind is Kind.URL
        blueprint = ServedBlueprint(
            topology, seed, journal=journal, repeat=repeat, scale=1, layout=layout, start_us=start_us,
            safety_stock=self.config_with(policies).policies.safety_stock,
            name=self.config.world.name if by_url else None,
            world_seed=self.config.world.seed if by_url else None,
        )  # fmt: skip
        patience = Patience(settle_s=self.config.connector.settle.limit_s)
        with ExitStack() as owned:
            folder = Path(owned.enter_context(TemporaryDirectory(prefix="ordergate-")))
            serving = ServerProcess(folder, port=self.config.world.port, also_on=also_served_on(self.config))
            server = owned.enter_context(serving)
            self.server_pid, self.token = server.pid, server.token
            self.control = owned.enter_context(closing(server.control()))
            starting = open_connector(self.config_with(policies), folder / "connector")
            self.port = ServedWorld(self.control, blueprint, starting, patience)
            self.port.owned = owned.pop_all()
        return World(self.port, waits=Waits(self.config.waits, live=self.foreign))
