"""``ordergate doctor``: whether everything is there that a run needs, and the connector starts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ..config.model import Config, Kind
from ..config.reading import read_config
from ..connectors.checking import check_config
from ..connectors.links import links_covered
from ..errors import OrdergateError
from ..evidence.masking import Masker
from ..running.worlds import Worlds


@dataclass
class Examination:
    """What was looked at; ``code`` is that of the worst trouble, ``secrets`` are never printed."""

    code: int = 0
    secrets: dict[str, str] = field(default_factory=dict)

    def look(self, what: str, at: Callable[[], str]) -> bool:
        """Look at one thing and print how it is; whether it is well."""
        try:
            said = at()
        except OrdergateError as error:
            print(f"  wrong  {what}: {Masker(self.secrets).text(str(error))}")
            self.code = max(self.code, error.exit_code)
            return False
        print(f"  ok     {what}: {said}")
        return True


def doctor(file: Path, *, start: bool = True) -> int:
    """Check the settings, then start the connector once in every topology that it can work in."""
    examination = Examination()
    read: list[Config] = []

    def settings() -> str:
        read.append(read_config(file, os.environ))
        return f"{file}, connector {read[0].name}, kind {read[0].connector.kind.value}"

    if not examination.look("settings", settings):
        return examination.code
    config = read[0]
    if not examination.look("what they name", lambda: _named(config)):
        return examination.code
    if start:
        for topology in config.connector.topologies:
            examination.look(
                f"start in {topology.value}", partial(_started, config, topology.value, examination)
            )
    _hints(config)
    return examination.code


def _named(config: Config) -> str:
    check_config(config)
    names = [topology.value for topology in config.connector.topologies]
    covered = {name: links_covered(config, name) for name in names}
    if config.connector.links == "all":
        return f"covers every data flow in {', '.join(names)}"
    return "; ".join(f"{name}: covers {', '.join(links) or 'nothing'}" for name, links in covered.items())


def _started(config: Config, topology: str, examination: Examination) -> str:
    worlds = Worlds(config)
    try:
        world = worlds.open(topology, seed=config.run.seed, journal=None, repeat="")
        try:
            world.settle()
            calls = world.port.connector_calls()
        finally:
            world.port.close()
    finally:
        examination.secrets |= worlds.secrets
        worlds.close()
    return f"it becomes ready and settles; it made {calls} requests to the systems"


def _hints(config: Config) -> None:
    """What is not wrong and still worth knowing."""
    connector = config.connector
    if connector.kind in (Kind.COMMAND, Kind.IMAGE) and not connector.start.probe:
        print("  hint   without connector.start.probe it counts as ready as soon as it runs")
    if connector.kind is not Kind.REFERENCE and not connector.settle.probe:
        needed = connector.settle.cycles * connector.settle.poll_every_s
        print(f"  hint   without connector.settle.probe each step of a scenario waits {needed:g} s of calm")
    if connector.kind is Kind.IMAGE and shutil.which("docker") is None:
        print(
            "  hint   there is no program docker on the PATH; an engine may still be reached by DOCKER_HOST"
        )
