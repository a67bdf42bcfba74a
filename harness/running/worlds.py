"""Opens a world for a scenario, with the connector under test attached."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from enum import StrEnum
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ordergate.simulators.erp.policy import TAX_ROUNDING
from ordergate.simulators.faults.on_connector import CONNECTOR
from ordergate.simulators.faults.profiles import PROFILES
from ordergate.simulators.faults.rule import read_rule
from ordergate.simulators.kernel.policy import wrong_with_policies
from ordergate.simulators.kernel.settings import PLAIN, Layout, wrong_with_sites
from ordergate.simulators.server.topology import POLICIES, TOPOLOGIES

from ..config.features import FEATURES
from ..config.model import Config, Kind, Policies
from ..errors import UsageError
from ..world.control_client import ServedSystem
from ..world.files.reading import read_world_files
from ..world.in_process import Blueprint, InProcessWorld, MakeConnector
from ..world.port import WorldPort
from ..world.reference import reference_engine
from ..world.waits import Waits
from ..world.world import World
from .secrets import secrets_of

if TYPE_CHECKING:
    from ..world.connector import Connector
    from ..world.control_client import OpenedWorld
    from ..world.remote import RemoteConnector, StartConnector
    from ..world.served import ServedWorld
    from ..world.server_process import ServerProcess

_REFERENCE_SCALE = 10


class Over(StrEnum):
    """How systems and connector are joined."""

    PROCESS = "process"
    HTTP = "http"


class Worlds:
    """Opens the worlds of one session; served ones share a server, which ends with the session."""

    def __init__(self, config: Config, over: Over = Over.PROCESS) -> None:
        self.config = config
        self.over = way_to(config, over)
        self._owned = ExitStack()
        self._server: ServerProcess | None = None
        self._folder: Path | None = None
        self._numbers = count(1)
        self.secrets: dict[str, str] = {}
        """Those of all worlds opened so far and of the connector, by value, with their names."""
        self._files = read_world_files(config.folder / config.world.data) if config.world.data else None

    @property
    def foreign(self) -> bool:
        """Whether the connector is somebody else's, of whose inside nothing is known."""
        return self.config.connector.kind is not Kind.REFERENCE

    @property
    def grace_s(self) -> float:
        """How long to wait before a finding about a foreign connector is believed."""
        settle = self.config.connector.settle
        return settle.cycles * settle.poll_every_s if self.foreign else 0.0

    @property
    def webhooks_must_arrive(self) -> bool:
        """Whether a webhook that was never acknowledged is a finding."""
        return self.foreign and not self.config.connector.settle.webhooks_may_fail

    def open(
        self, topology: str, *, seed: int, journal: Path | None, repeat: str,
        policies: Mapping[str, str] | None = None, layout: Layout = PLAIN,
        start_us: int | None = None,
    ) -> World:  # fmt: skip
        """A fresh world with the connector attached; ``policies`` are those that the scenario is about.

        Without ``start_us`` it begins as ever: in process on a working day in winter, over HTTP now.
        """
        if wrong := wrong_with_sites(layout.sites + layout.warehouse_only):
            raise UsageError(wrong)
        if wrong := wrong_with_policies(layout.policies, POLICIES):
            raise UsageError(wrong)
        policies = _told_of(layout) | dict(policies or {})
        if topology not in TOPOLOGIES:
            raise UsageError(f"there is no topology {topology}; there are: {', '.join(TOPOLOGIES)}")
        waits = Waits(self.config.waits, live=self.over is Over.HTTP and self.foreign)
        blueprint = Blueprint(
            topology, seed, journal=journal, repeat=repeat, layout=layout,
            safety_stock=self.config_with(policies).policies.safety_stock,
        )  # fmt: skip
        if self.over is Over.HTTP:
            port: WorldPort = self._served(blueprint, policies, start_us)
        else:
            blueprint = blueprint if start_us is None else replace(blueprint, start_us=start_us)
            port = InProcessWorld(blueprint, self._in_process(policies))
        return self._disturbed(World(port, waits=waits, files=self._files, profile=self._profile(topology)))

    def _profile(self, topology: str) -> list[str]:
        """The rules of the run's profile for the systems that there are."""
        rules = PROFILES[self.config.run.profile]
        return [rule for rule in rules if read_rule(rule).system in TOPOLOGIES[topology]]

    def _disturbed(self, world: World) -> World:
        """The world with the faults that the run asks for, as far as it has their systems."""
        for rule in self.config.run.faults:
            if read_rule(rule).system in (*world.systems, CONNECTOR):
                world.disturb(rule)
        return world

    def close(self) -> None:
        """End the server, if there is one."""
        self._owned.close()

    def config_with(self, policies: Mapping[str, str] | None) -> Config:
        """The settings, with the policies that a scenario is about."""
        chosen = Policies.model_validate(self.config.policies.model_dump() | dict(policies or {}))
        return self.config.model_copy(update={"policies": chosen})

    def _in_process(self, policies: Mapping[str, str] | None) -> MakeConnector:
        from ..connectors.site import found_engine, python_connector

        if self.config.connector.kind is Kind.PYTHON:
            return self._noting(python_connector(self.config))
        policies = self.config_with(policies).policies.model_dump()
        return self._noting(partial(reference_engine, policies=policies, make=found_engine(self.config)))

    def _noting(self, make: MakeConnector) -> MakeConnector:
        """The same, noting first what must not be told of the world."""

        def noted(world: InProcessWorld) -> Connector:
            served = world.vendors.served.items()
            self._note({name: ServedSystem("", system.access.credentials()) for name, system in served})
            return make(world)

        return noted

    def _note(self, systems: Mapping[str, ServedSystem]) -> None:
        self.secrets |= secrets_of(systems, self.config.connector.environment)

    def _served(
        self, wanted: Blueprint, policies: Mapping[str, str] | None, start_us: int | None
    ) -> ServedWorld:
        from ..world.served import Patience, ServedBlueprint, ServedWorld

        if self.config.connector.engine:
            raise UsageError(
                f"connector.engine {self.config.connector.engine} works in process; leave out --over http"
            )
        server = self._serving()
        by_url = self.config.connector.kind is Kind.URL
        blueprint = ServedBlueprint(
            wanted.topology, wanted.seed, journal=wanted.journal, repeat=wanted.repeat,
            layout=wanted.layout, safety_stock=wanted.safety_stock, start_us=start_us,
            name=self.config.world.name if by_url else None,
            world_seed=self.config.world.seed if by_url else None,
            scale=self.config.world.scale if self.foreign else _REFERENCE_SCALE,
        )  # fmt: skip
        patience = Patience()
        if self.foreign:
            settle = self.config.connector.settle
            idle_s = max(patience.idle_s, settle.cycles * settle.poll_every_s)
            patience = Patience(settle_s=settle.limit_s, idle_s=idle_s)
        with ExitStack() as owned:
            control = owned.enter_context(closing(server.control()))
            world = ServedWorld(control, blueprint, self._starting(policies), patience)
            world.owned = owned.pop_all()
            return world

    def _starting(self, policies: Mapping[str, str] | None) -> StartConnector:
        from ..connectors.starting import open_connector

        assert self._folder is not None, "the server made the folder"
        start = open_connector(self.config_with(policies), self._folder / str(next(self._numbers)))

        def noted(opened: OpenedWorld) -> RemoteConnector:
            self._note({**opened.systems, **opened.apis})
            return start(opened)

        return noted

    def _serving(self) -> ServerProcess:
        from ..connectors.image import also_served_on
        from ..world.server_process import ServerProcess

        if self._server is None:
            self._folder = Path(self._owned.enter_context(TemporaryDirectory(prefix="ordergate-")))
            port = self.config.world.port
            try:
                server = ServerProcess(self._folder, port=port, also_on=also_served_on(self.config))
            except UsageError as error:
                if not port:
                    raise
                reason = str(error).partition(";")[0]
                raise UsageError(
                    f"world.port is {port}: {reason}; end that, or set another and tell the connector"
                ) from None
            self._server = self._owned.enter_context(server)
        return self._server


def _told_of(layout: Layout) -> dict[str, str]:
    """What a connector has to know of the policies of the systems, by the names of its own policies."""
    chosen = {TAX_ROUNDING.name: "tax_rounding"}
    return {chosen[name]: choice for name, choice in layout.policies.items() if name in chosen}


def way_to(config: Config, over: Over) -> Over:
    """How systems and connector are joined: a foreign process is always met over HTTP."""
    if config.connector.kind is Kind.REFERENCE:
        return over
    return Over.PROCESS if config.connector.kind is Kind.PYTHON else Over.HTTP


def can_crash(config: Config, over: Over) -> bool:
    """Whether the worlds of a run can make their connector crash at a given step: the engine in process."""
    return config.connector.kind is Kind.REFERENCE and over is Over.PROCESS


def features_of(config: Config, over: Over) -> tuple[str, ...] | None:
    """What the connector of a run can do beyond the plain flows; None is everything."""
    way = way_to(config, over)
    if config.features is not None or can_crash(config, way):
        return config.features
    missing = ("crash",) if way is Over.PROCESS else ("crash", "virtual_time")
    return tuple(feature for feature in FEATURES if feature not in missing)
