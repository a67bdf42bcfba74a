"""A world in this process: systems and connector on one loop in virtual time."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from ordergate.simulators.faults.crash import Crash
from ordergate.simulators.faults.rule import read_rule
from ordergate.simulators.kernel.clock import HOUR_US, MINUTE_US, SECOND_US, VirtualClock
from ordergate.simulators.kernel.journal import Journal
from ordergate.simulators.kernel.problems import Refusal
from ordergate.simulators.kernel.settings import PLAIN, Layout, Settings
from ordergate.simulators.kernel.tables import Change
from ordergate.simulators.kernel.virtual_loop import Deadlock, VirtualLoop
from ordergate.simulators.kernel.wire import WireRequest
from ordergate.simulators.server.systems import Systems

from ..actors.hands import RefusedByWorld
from ..errors import UsageError
from ..judge.judge import Judge
from ..judge.scope import Accounts, declared
from .connector import Connector
from .own_apis import usable_apis
from .port import Settled

ResultT = TypeVar("ResultT")
DEFAULT_START_US = 1_767_342_600 * SECOND_US  # 2026-01-02 08:30 UTC, a working day
DEFAULT_SETTINGS = Settings()
_CHANGE_LIMIT_US = 24 * HOUR_US
_STEP_US = 5 * MINUTE_US
_STILL_LIMIT_US = 96 * HOUR_US
"""Longer than a long weekend: what waits for longer waits for ever."""
_SPINNING_PER_HOUR = 72_000
"""Nobody who asks twenty times a second, for an hour in which nothing changes, will ever come to rest."""


@dataclass(frozen=True)
class Blueprint:
    """What a world in process is made from; ``safety_stock`` is what the shop keeps back of each item.

    ``rules`` disturb it from before the connector starts.
    """

    topology: str
    seed: int
    start_us: int = DEFAULT_START_US
    journal: Path | None = None
    bodies: bool = True
    repeat: str = ""
    settings: Settings = DEFAULT_SETTINGS
    layout: Layout = PLAIN
    safety_stock: int = 0
    rules: tuple[str, ...] = ()


MakeConnector = Callable[["InProcessWorld"], Connector]


@dataclass(frozen=True)
class Calm:
    """Since when no document has changed, and how many requests the connector had made by then."""

    since_us: int
    calls: int

    def hopeless(self, now_us: int, calls: int) -> str:
        """In words why nothing will change any more; empty as long as something may."""
        passed_us, asked = now_us - self.since_us, calls - self.calls
        if passed_us >= _STILL_LIMIT_US:
            return f"no document changed for {passed_us // HOUR_US} hours"
        if passed_us >= HOUR_US and asked * HOUR_US >= passed_us * _SPINNING_PER_HOUR:
            return f"the connector asked {asked:,} times while no document changed"
        return ""


class InProcessWorld:
    """The adapter of WorldPort for a world in this process."""

    def __init__(self, blueprint: Blueprint, connector: MakeConnector | None) -> None:
        self.topology = blueprint.topology
        self.seed = blueprint.seed
        self.sites = blueprint.layout.sites
        self.loop = VirtualLoop()
        self._torn = False
        self.clock = VirtualClock(self.loop, blueprint.start_us)
        if blueprint.journal is None:
            self.journal = Journal(self.clock.now_us, bodies=blueprint.bodies)
        else:
            self.journal = Journal.to_file(self.clock.now_us, blueprint.journal, bodies=blueprint.bodies)
        self.journal.write("world", topology=self.topology, seed=self.seed, clock="virtual")
        self.vendors = Systems(
            self.topology, seed=self.seed, clock=self.clock, journal=self.journal,
            settings=replace(blueprint.settings, layout=blueprint.layout), apis=usable_apis(),
        )  # fmt: skip
        self.systems = tuple(self.vendors.systems)
        told = declared(
            self.topology, blueprint.layout, safety_stock=blueprint.safety_stock, zone=blueprint.settings.zone
        )
        self.judge = Judge(self.systems, repeat=blueprint.repeat, declared=told)
        self.vendors.listen(self._observe)
        self.vendors.connect(self)
        self.connector = connector(self) if connector is not None else None
        self.vendors.adversary.crashes = hasattr(self.connector, "may_crash")
        self.handles = [self.disturb(rule) for rule in blueprint.rules]
        if self.connector is not None:
            self.complete(self.connector.start())

    def complete(self, coroutine: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Run a coroutine on the world's loop to its end."""
        try:
            return self.loop.run_until_complete(coroutine)
        except (KeyboardInterrupt, SystemExit):
            self._torn = True
            raise

    def call(self, system: str, method: str, path: str, body: Any = None, *, who: str) -> dict[str, Any]:
        """Ask a system for something; RefusedByWorld when it answers 4xx."""
        if system not in self.vendors:
            raise UsageError(
                f"there is no {system} in topology {self.topology}; there is: {', '.join(self.systems)}"
            )
        raw = b"" if body is None else msgspec.json.encode(body)
        bare, _, query = path.partition("?")
        request = WireRequest(method, bare, query, {"x-actor": who}, raw)
        reply = self.complete(self.vendors.answer(system, request))
        answer: dict[str, Any] = msgspec.json.decode(reply.body) if reply.body else {}
        if reply.status >= 400:
            raise RefusedByWorld(who, f"{method} {path} of the {system}", answer)
        return answer

    async def deliver(self, url: str, request: WireRequest) -> int | None:
        """Carry a webhook to the connector, as the systems' courier."""
        if self.connector is None:
            return None
        system = url.rstrip("/").rpartition("/")[2]
        return await self.connector.receive(system, request.headers, request.body)

    def now_us(self) -> int:
        """The world's time."""
        return self.clock.now_us()

    def run_until(self, at_us: int) -> None:
        """Let the world's time pass up to an instant."""
        self.complete(self.clock.sleep_until(at_us))

    def wait_until_changed(self) -> bool:
        """Let time pass until some document changes; False when none does within a day."""
        seen = self.judge.changes_seen
        deadline = self.now_us() + _CHANGE_LIMIT_US
        while self.judge.changes_seen == seen and self.now_us() < deadline:
            self.run_until(min(deadline, self.now_us() + SECOND_US))
        return self.judge.changes_seen != seen

    def settle(self, limit_us: int) -> Settled:
        """Let time pass until nothing moves any more, at most this long."""
        deadline = self.now_us() + limit_us
        quiet_us = SECOND_US if self.connector is None else self.connector.quiet_us()
        seen, since = self.judge.changes_seen, self.now_us()
        calm = Calm(self.now_us(), self.vendors.partner_calls())
        while True:
            written, changes = self.vendors.writes(), self.judge.changes_seen
            self.run_until(min(deadline, self.now_us() + _STEP_US))
            moving = self._moving()
            if self.judge.changes_seen != changes:
                calm = Calm(self.now_us(), self.vendors.partner_calls())
            if moving is not None or self.judge.changes_seen != seen:
                seen, since = self.judge.changes_seen, self.now_us()
            if moving is None and self.now_us() - since >= quiet_us:
                self.judge.heard(self.vendors.offences(), self.vendors.writes() - written)
                return Settled(True, "everything has arrived", self.now_us())
            hopeless = calm.hopeless(self.now_us(), self.vendors.partner_calls())
            if hopeless or self.now_us() >= deadline:
                why = moving or "documents still change"
                return Settled(False, f"{why}, and {hopeless}" if hopeless else why, self.now_us())

    def _moving(self) -> str | None:
        waiting = self.vendors.busy()
        if waiting is None and self.connector is not None and self.connector.pending():
            waiting = f"work that the connector has left: {self.connector.pending()}"
        return waiting

    def disturb(self, rule: str, *, gives_way: bool = False) -> str:
        """Put a rule of faults in force; returns its handle."""
        try:
            struck = self.vendors.adversary.begin(read_rule(rule), gives_way=gives_way)
        except Refusal as refusal:
            raise UsageError(refusal.detail) from None
        if isinstance(struck.rule.fault, Crash):
            getattr(self.connector, "may_crash")()  # noqa: B009 - checked above, and no part of the port
        return struck.name

    def heal(self, handle: str) -> int:
        """End a rule; how often it fired."""
        return self.vendors.adversary.end(handle).fired

    def rest(self, handles: Sequence[str]) -> None:
        """Let these rules rest, but for those with an end of their own; all others strike."""
        self.vendors.adversary.rest(handles)

    def accounts(self) -> Accounts:
        """What the connector says became of what it received."""
        self._wait_until_up()
        return Accounts() if self.connector is None else self.connector.accounts()

    def requeue(self) -> int:
        """Have the connector try again what it set aside; how many documents that is."""
        self._wait_until_up()
        again = getattr(self.connector, "requeue", None)
        return 0 if again is None else int(again())

    def connector_calls(self) -> int:
        """How many requests the connector has made to the systems."""
        return self.vendors.partner_calls()

    def unacknowledged(self) -> int:
        """How many webhooks the connector refused on every attempt."""
        return sum(len(system.context.outbox.exhausted) for system in self.vendors.systems.values())

    def linger(self, seconds: float) -> bool:
        """Let time pass after everything has arrived; whether anything changed all the same."""
        seen = self.judge.changes_seen
        self.run_until(self.now_us() + round(seconds * SECOND_US))
        return self.judge.changes_seen != seen

    def note(self, kind: str, **fields: Any) -> None:
        """Add an entry to the journal."""
        self.journal.write(kind, **fields)

    def close(self) -> None:
        """End everything that runs for this world."""
        if self.connector is not None:
            self._end(self.connector.stop())
        self._end(self.vendors.stop())
        self.journal.close()
        self.loop.close()

    def _end(self, stopping: Coroutine[Any, Any, None]) -> None:
        """Let something stop; after an interruption amid a step a task may wait for what has come."""
        try:
            self.complete(stopping)
        except Deadlock:
            if not self._torn:
                raise

    def _wait_until_up(self) -> None:
        """Whoever asks a connector that has crashed waits until it is up again."""
        while getattr(self.connector, "down", False):
            self.run_until(self.now_us() + SECOND_US)

    def _observe(self, changes: list[Change]) -> None:
        self.judge.observe(changes)
