"""``ordergate connect``: the connector under test at work in a world that is served already."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from ..config.model import Kind
from ..config.reading import read_config
from ..connectors.checking import check_config
from ..connectors.starting import open_connector
from ..errors import OrdergateError
from ..evidence.words import counted
from ..world.attached import opened_world
from ..world.control_client import ControlClient, ControlRefused, ServerGone
from ..world.edges import Stopwatch, wait
from ..world.remote import RemoteConnector
from .attaching import control_token

_LOOK_EVERY_S = 0.5
_SERVER_LIMIT_S = 10.0
"""A server that is away for no longer may have been restarted with its worlds."""
_NOT_FOUND = 404
_SERVED_NO_MORE = 0


def connect(file: Path, *, url: str, token: str | None, world: str) -> int:
    """Start the connector for a world, and keep it at work until Ctrl-C, its end, or that of the server.

    Webhooks that it subscribed to meanwhile are ended with it: nobody would answer them any more.
    """
    config = read_config(file, os.environ)
    check_config(config)
    for end in (signal.SIGTERM, signal.SIGINT):  # A shell's background jobs ignore the second.
        signal.signal(end, signal.default_int_handler)
    with (
        closing(ControlClient(url.rstrip("/"), control_token(token))) as control,
        TemporaryDirectory(prefix="ordergate-") as folder,
    ):
        opened = opened_world(control, world)
        with _webhooks_ended(control, world, leave=config.connector.kind is Kind.URL):
            connector = open_connector(config, Path(folder))(opened)
            try:
                print(f"{config.name} is at work in world {world}; stop it with Ctrl-C", flush=True)
                reason = kept_at_work(connector, control, world)
            finally:
                connector.stop()
        print(f"{reason}; {config.name} was stopped", flush=True)
        return _SERVED_NO_MORE


def kept_at_work(
    connector: RemoteConnector, control: ControlClient, world: str, *, limit_s: float = _SERVER_LIMIT_S
) -> str:
    """Until its world is gone, and why; its own end is ConnectorTrouble, and Ctrl-C ends it too."""
    unanswered = Stopwatch()
    while True:
        connector.check(0)
        try:
            control.ask("GET", _path(world))
        except ServerGone:
            if unanswered.elapsed_s >= limit_s:
                return f"the server at {control.base_url} has not answered for {limit_s:g} s"
        except ControlRefused as refused:
            if refused.status == _NOT_FOUND:
                return f"the server at {control.base_url} has no world {world} any more"
        else:
            unanswered.restart()
        wait(_LOOK_EVERY_S)


@contextmanager
def _webhooks_ended(control: ControlClient, world: str, *, leave: bool) -> Iterator[None]:
    """Ends the webhooks that were subscribed to while this lasted, but not those of a service."""
    before = {(row["system"], row["id"]) for row in _webhooks(control, world)}
    try:
        yield
    finally:
        if not leave:
            with suppress(OrdergateError):  # A server that is gone delivers nothing.
                _end_webhooks(control, world, before)


def _end_webhooks(control: ControlClient, world: str, before: set[tuple[str, str]]) -> None:
    ended = dropped = 0
    for row in _webhooks(control, world):
        if (row["system"], row["id"]) not in before:
            control.ask("DELETE", f"{_path(world)}/webhooks/{row['system']}/{row['id']}")
            ended, dropped = ended + 1, dropped + row["undelivered"]
    if ended:
        waiting = f", and {counted(dropped, 'webhook')} that waited dropped" if dropped else ""
        print(f"{counted(ended, 'subscription')} to webhooks ended{waiting}", flush=True)


def _webhooks(control: ControlClient, world: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = control.ask("GET", f"{_path(world)}/webhooks")["webhooks"]
    return rows


def _path(world: str) -> str:
    return f"/worlds/{quote(world, safe='')}"
