"""Starts the connector under test for a served world, with the reference engine for what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import httpx

from ..config.model import Config, Kind
from ..config.templates import environment_of, filled
from ..errors import ConnectorTrouble, ConnectorUnready
from ..sync.links.registry import link_names
from ..sync.settings import Topology
from ..world.control_client import OpenedWorld
from ..world.edges import Stopwatch, wait
from ..world.engine_process import EngineProcess, free_port
from ..world.own_apis import usable_apis
from ..world.remote import RemoteConnector, StartConnector
from .asking import answer_from
from .foreign import ForeignConnector
from .image import run_image, seen_inside
from .links import links_covered
from .program import Elsewhere, Program, run_command
from .together import Together

_LOOK_EVERY_S = 0.05
_PROBE_LIMIT_S = 2.0
_PORTS_TRIED = 3
_LOOPBACK = "127.0.0.1"
_IN_USE = ("address already in use", "eaddrinuse")


def open_connector(config: Config, directory: Path) -> StartConnector:
    """What starts the connector for each world; logs and scratch folders go below ``directory``."""

    def start(world: OpenedWorld) -> RemoteConnector:
        if config.connector.kind is Kind.REFERENCE:
            return EngineProcess(world, directory, policies=_as_texts(config))
        covered = links_covered(config, world.topology)
        left = [name for name in link_names(Topology(world.topology)) if name not in covered]
        with ExitStack() as started:
            connectors: list[RemoteConnector] = [_foreign(config, world, directory, covered)]
            started.callback(connectors[0].stop)
            if left:
                connectors.append(EngineProcess(world, directory, links=left, policies=_as_texts(config)))
            started.pop_all()
        return connectors[0] if len(connectors) == 1 else Together(connectors)

    return start


def _as_texts(config: Config) -> dict[str, str]:
    return {name: str(value) for name, value in config.policies.model_dump().items()}


def placeholder_values(world: OpenedWorld, links: tuple[str, ...]) -> dict[str, str]:
    """What settings may name of a world."""
    values = {
        "world.name": world.name,
        "world.topology": world.topology,
        "world.seed": str(world.seed),
        "world.sites": ",".join(world.layout.sites),
        "world.links": ",".join(links),
    }
    for name, system in {**world.systems, **world.apis}.items():
        values[f"{name}.base_url"] = system.base_url
        values |= {f"{name}.{key}": value for key, value in system.credentials.items()}
    return values


def _foreign(config: Config, world: OpenedWorld, directory: Path, links: tuple[str, ...]) -> ForeignConnector:
    values = placeholder_values(world, links)
    scratch = directory / f"{world.name}-connector"
    scratch.mkdir(parents=True, exist_ok=True)
    values["connector.directory"] = str(scratch)
    if config.connector.kind is Kind.URL:
        return _found_running(config, values)
    trouble = ""
    for attempt in range(1, _PORTS_TRIED + 1):
        port = free_port()
        values |= {"connector.port": str(port), "connector.url": f"http://{_LOOPBACK}:{port}"}
        log = directory / f"{world.name}-connector-{attempt}.log"
        program = _run(config, values, log)
        try:
            trouble = _trouble_at_start(config, values, program) or ""
            if not trouble:
                return _adapter(config, values, program)
        except BaseException:
            program.stop()
            raise
        program.stop()
        if not any(words in trouble.lower() for words in _IN_USE):
            break
    raise ConnectorUnready(f"the connector never became ready: {trouble}")


def _found_running(config: Config, values: dict[str, str]) -> ForeignConnector:
    """A connector that somebody else runs: asked if it is there, and told to forget the last world."""
    values["connector.url"] = config.connector.url.rstrip("/")
    program = Elsewhere()
    if trouble := _trouble_at_start(config, values, program):
        raise ConnectorUnready(f"the connector is not ready: {trouble}")
    if config.connector.reset:
        url = filled(config.connector.reset, values, setting="connector.reset")
        try:
            reply = answer_from(url, config.connector.start.limit_s, method="POST")
        except httpx.HTTPError as error:
            raise ConnectorUnready(f"connector.reset {url} gave no answer: {error}") from None
        if not reply.is_success:
            raise ConnectorUnready(f"connector.reset {url} was answered with {reply.status}")
    return _adapter(config, values, program)


def _run(config: Config, values: Mapping[str, str], log: Path) -> Program:
    in_container = config.connector.kind is Kind.IMAGE
    environment = environment_of(
        config.connector.environment, seen_inside(config, values) if in_container else values,
        setting="connector.environment",
        own_apis=tuple(api.name for api in usable_apis()),
    )  # fmt: skip
    if in_container:
        return run_image(config, environment, log, port=int(values["connector.port"]))
    return run_command(config, environment, log)


def _adapter(config: Config, values: Mapping[str, str], program: Program) -> ForeignConnector:
    settle = config.connector.settle
    told = settle.model_copy(
        update={
            "probe": filled(settle.probe, values, setting="connector.settle.probe"),
            "accounts": filled(settle.accounts, values, setting="connector.settle.accounts"),
            "requeue": filled(settle.requeue, values, setting="connector.settle.requeue"),
        }
    )
    connector = ForeignConnector(
        program, told,
        requests_max=config.connector.requests_max, restart_limit_s=config.connector.start.limit_s,
    )  # fmt: skip
    try:  # Probes that cannot be used are a matter of settings, and better known now.
        connector.pending()
        connector.accounts()
    except ConnectorTrouble as trouble:
        raise ConnectorUnready(f"the connector is not ready: {trouble}") from None
    return connector


def _trouble_at_start(config: Config, values: Mapping[str, str], program: Program) -> str | None:
    """Why it is not ready within its limit; None when it is."""
    start, waited = config.connector.start, Stopwatch()
    probe = filled(start.probe, values, setting="connector.start.probe")
    # Of a process that is not ours nothing is known but that it answers, whatever it says.
    url = probe or (config.connector.url if config.connector.kind is Kind.URL else "")
    said = "nothing was asked yet"
    while (code := program.ended()) is None:
        if not url:
            return None
        said = _answer_of(url, any_status=not probe)
        if not said:
            return None
        if waited.elapsed_s >= start.limit_s:
            return f"{url} {said} for {start.limit_s:g} s; {program.last_words()}"
        wait(_LOOK_EVERY_S)
    return f"it ended with code {code} ({program.last_words()})"


def _answer_of(url: str, *, any_status: bool) -> str:
    """Empty when it answers 2xx, or at all if that is enough; what it does instead otherwise."""
    try:
        answer = answer_from(url, _PROBE_LIMIT_S)
    except httpx.TimeoutException:
        return "gave no answer in time"
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"could not be reached ({error})"
    return "" if any_status or answer.is_success else f"answered {answer.status}"
