"""The reference engine in a process of its own, beside a served world."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import msgspec

from ..errors import ConnectorTrouble, ConnectorUnready
from ..judge.scope import Accounts
from .accounts import in_words_of_the_judge
from .child_process import ChildProcess
from .control_client import OpenedWorld
from .edges import Stopwatch, wait

_MODULE = "ordergate.harness.sync"
_PREFIX = "ORDERGATE_ENGINE_"
_LOOPBACK = "127.0.0.1"
_READY_LIMIT_S = 30.0
_ANSWER_LIMIT_S = 10.0
_LOOK_EVERY_S = 0.05
_PORTS_TRIED = 3
HABITS = {
    "POLLS__SAFETY_S": "60",
    "POLLS__ERP_S": "10",
    "POLLS__STOCK_S": "10",
    "RETRY__FIRST_S": "2",
    "RETRY__CAP_S": "20",
    "RETRY__ATTEMPTS_MAX": "1000",
}
"""Short waits, in seconds of the engine's time: a person or a build waits for it on the wall."""
REAL_TIME_HABITS = HABITS | {
    "POLLS__SAFETY_S": "5",
    "POLLS__ERP_S": "1",
    "POLLS__STOCK_S": "1",
    "RETRY__FIRST_S": "1",
    "RETRY__CAP_S": "2",
}
"""The same where the engine's seconds are as long as ours."""
_FAST = 5
"""A world whose time runs this many times as fast as ours makes long waits short."""


class EngineProcess:
    """``python -m ordergate.harness.sync`` for one world, with its store and log in a directory.

    Its time runs as fast as the world's and began with it; nobody moves it. ``links`` are the data
    flows that it plays, None for all; ``policies`` are settings of its own by their names.
    """

    def __init__(
        self,
        world: OpenedWorld,
        directory: Path,
        *,
        links: Sequence[str] | None = None,
        policies: Mapping[str, str] | None = None,
    ) -> None:
        self._chosen = dict(policies or {})
        if links is not None:
            self._chosen["links"] = ",".join(links)
        self._http = httpx.Client(timeout=_ANSWER_LIMIT_S, trust_env=False)
        self.base_url = ""
        self._process = self._started(world, directory)

    @property
    def webhook_url(self) -> str:
        """Where systems deliver webhooks; each to its name below this."""
        return f"{self.base_url}/webhooks"

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def pending(self) -> int:
        """Pieces of work that are not done; reading what has changed is one too."""
        said = self._ask("GET", "/status")
        return int(said["pending"]) or int(not said["idle"])

    def news(self, calm_s: float) -> str | None:
        """What it finds when it looks everywhere now, or what keeps it from looking."""
        del calm_s
        reply = self._reply("POST", "/sweep")
        said = msgspec.json.decode(reply.content)
        if reply.status_code != 200:
            return f"the connector cannot look for news: {said['detail']}"
        return f"the connector found {said['news']} documents that were news" if said["news"] else None

    def accounts(self) -> Accounts:
        """What became of what it received."""
        said = self._ask("GET", "/accounts")
        return in_words_of_the_judge(_pairs(said["ignored"]), _pairs(said["quarantined"]))

    def requeue(self) -> int:
        """Try again what was set aside; how many documents that is."""
        return int(self._ask("POST", "/requeue")["requeued"])

    def check(self, partner_calls: int) -> None:
        """ConnectorTrouble when it has ended."""
        del partner_calls
        if (code := self._process.ended()) is not None:
            raise ConnectorTrouble(f"the reference engine ended with {code}: {self._process.last_words()}")

    def die_and_begin_again(self, now_us: int) -> None:
        """End it with ``kill -9``, in the middle of whatever it does, and start it again on its store.

        It is ready again, in the same place, when this returns; ``now_us`` is the world's time then.
        """
        os.kill(self.pid, signal.SIGKILL)
        self._process.stop()
        settings = self._settings | {f"{_PREFIX}CLOCK_START_US": str(now_us)}
        self._process = ChildProcess.of_module(_MODULE, settings, self._log)
        if (trouble := self._trouble_at_start(self._process)) is not None:
            raise ConnectorTrouble(f"the reference engine did not come up again: {trouble}")

    def stop(self) -> None:
        """End it, and leave no process behind."""
        self._process.stop()
        self._http.close()

    def _started(self, world: OpenedWorld, directory: Path) -> ChildProcess:
        log = self._log = directory / f"{world.name}-engine.log"
        for attempt in range(1, _PORTS_TRIED + 1):
            port = free_port()
            self.base_url = f"http://{_LOOPBACK}:{port}"
            settings = engine_settings(world, self.webhook_url)
            settings |= {f"{_PREFIX}{name.upper()}": value for name, value in self._chosen.items()}
            settings |= {
                f"{_PREFIX}LISTEN": f"{_LOOPBACK}:{port}",
                f"{_PREFIX}STORE_PATH": str(directory / f"{world.name}-engine-{attempt}.sqlite"),
            }
            self._settings = settings
            process = ChildProcess.of_module(_MODULE, settings, log)
            try:
                trouble = self._trouble_at_start(process)
            except BaseException:
                process.stop()
                raise
            if trouble is None:
                return process
            process.stop()
            if "address already in use" not in trouble.lower():
                break
        raise ConnectorUnready(f"the reference engine did not start: {trouble}")

    def _trouble_at_start(self, process: ChildProcess) -> str | None:
        waited = Stopwatch()
        while process.ended() is None:
            if self._is_healthy():
                return None
            if waited.elapsed_s >= _READY_LIMIT_S:
                return f"{self.base_url}/healthz gave no answer for {_READY_LIMIT_S:g} s"
            wait(_LOOK_EVERY_S)
        return f"it ended with {process.ended()} ({process.last_words()})"

    def _is_healthy(self) -> bool:
        try:
            return self._http.get(f"{self.base_url}/healthz").status_code == 200
        except httpx.HTTPError:
            return False

    def _ask(self, method: str, path: str) -> Any:
        reply = self._reply(method, path)
        if reply.status_code != 200:
            raise ConnectorTrouble(
                f"the reference engine answered {method} {path} with {reply.status_code}: "
                f"{self._process.last_words()}"
            )
        return msgspec.json.decode(reply.content)

    def _reply(self, method: str, path: str) -> httpx.Response:
        try:
            return self._http.request(method, f"{self.base_url}{path}")
        except httpx.HTTPError as error:
            # A connection breaks a moment before its process has ended.
            ended = self._process.ended(within_s=1.0)
            state = "it still runs" if ended is None else f"it ended with {ended}"
            raise ConnectorTrouble(
                f"the reference engine gave no answer to {method} {path} ({error}); {state}: "
                f"{self._process.last_words()}"
            ) from error


def engine_settings(world: OpenedWorld, webhook_url: str) -> dict[str, str]:
    """The environment variables that tell an engine of a world."""
    settings = {
        "TOPOLOGY": world.topology,
        "SITE": world.layout.sites[0],
        "WEBHOOK_URL": webhook_url,
        "CLOCK_START_US": str(world.now_us),
        "CLOCK_SCALE": str(world.scale),
        **(HABITS if world.scale >= _FAST else REAL_TIME_HABITS),
    }
    for name, system in world.systems.items():
        section: Mapping[str, str] = {"base_url": system.base_url, **system.credentials}
        settings |= {f"{name}__{key}".upper(): value for key, value in section.items()}
    return {f"{_PREFIX}{name}": value for name, value in settings.items()}


def _pairs(rows: list[list[str]]) -> frozenset[tuple[str, str]]:
    return frozenset((kind, key) for kind, key in rows)


def free_port() -> int:
    """A port of this machine that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
