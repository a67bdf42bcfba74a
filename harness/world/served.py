"""A world on a server: systems over HTTP in real time, the connector in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from ordergate.simulators.kernel.clock import SECOND_US, moment
from ordergate.simulators.kernel.conduct import Offence
from ordergate.simulators.kernel.settings import PLAIN, Layout

from ..actors.hands import RefusedByWorld
from ..errors import UsageError
from ..judge.judge import Judge
from ..judge.scope import Accounts, declared
from .control_client import ControlClient, ControlRefused, answer_in
from .edges import Stopwatch, wait
from .engine_process import EngineProcess
from .followed import FeedPage, feed_page
from .journal_copy import copy_journal
from .port import Settled
from .remote import RemoteConnector, StartConnector
from .server_process import ServerProcess

_LOOK_EVERY_S = 0.05
_PAGE = 500
_STEPS = 6
_NOT_FOUND = 404
_STILL_CHANGING = "documents still change, or changes are still asked for"


@dataclass(frozen=True)
class ServedBlueprint:
    """What a served world is made from.

    Without ``start_us`` its time begins with the wall's; ``scale`` is how many seconds pass in it
    for each second on the wall. ``world_seed`` decides what the systems draw, credentials included;
    it is ``seed`` where none is given. ``journal`` is where its journal is copied to in the end.
    ``safety_stock`` is what the shop keeps back of each item.
    """

    topology: str
    seed: int
    name: str | None = None
    world_seed: int | None = None
    start_us: int | None = None
    scale: int = 10
    journal: Path | None = None
    repeat: str = ""
    layout: Layout = PLAIN
    safety_stock: int = 0


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds on the wall, before a world is said to be stuck.

    When only webhooks that wait for their time are left, the world's clock jumps to it, so that a
    vendor's schedule of hours takes seconds: by up to ``jump_us`` when nothing has happened for
    ``nap_s``, further when nothing has for ``idle_s``.
    """

    change_s: float = 30.0
    settle_s: float = 60.0
    work_s: float = 3.0
    calm_s: float = 0.1
    nap_s: float = 0.15
    idle_s: float = 0.6
    jump_us: int = 30 * SECOND_US


@dataclass(frozen=True)
class _Look:
    """What the server said of a world at one moment."""

    busy: str | None
    in_flight: int
    undelivered: int
    now_us: int
    next_timer_us: int | None


class ServedWorld:
    """The adapter of WorldPort for a world on a server; the server may hold many."""

    def __init__(
        self,
        control: ControlClient,
        blueprint: ServedBlueprint,
        connector: StartConnector | None = None,
        patience: Patience = Patience(),
    ) -> None:
        self.topology = blueprint.topology
        self.seed = blueprint.seed
        self._control = control
        self._blueprint = blueprint
        self._patience = patience
        start = None if blueprint.start_us is None else moment(blueprint.start_us).isoformat()
        self.opened = control.open(
            blueprint.topology,
            blueprint.seed if blueprint.world_seed is None else blueprint.world_seed,
            name=blueprint.name, start=start, scale=blueprint.scale, layout=blueprint.layout,
        )  # fmt: skip
        self.systems = tuple(self.opened.systems)
        self.sites = self.opened.layout.sites
        self.judge = self._fresh_judge()
        self._generation: int | None = None
        self._read_up_to = 0
        self._undelivered = 0
        self._writes = 0
        self._calm_since: tuple[int | None, int, int] | None = None
        self._idle = Stopwatch()
        self.connector: RemoteConnector | None = None
        self.owned = ExitStack()
        self.follow()
        if connector is not None:
            self.connector = self._started(connector)

    def call(self, system: str, method: str, path: str, body: Any = None, *, who: str) -> dict[str, Any]:
        """Ask a system for something; RefusedByWorld when it answers 4xx."""
        if system not in self.opened.systems:
            raise UsageError(
                f"there is no {system} in topology {self.topology}; there is: {', '.join(self.systems)}"
            )
        url = self.opened.systems[system].base_url + path
        reply = self._control.send(method, url, body, who=who)
        answer: dict[str, Any] = answer_in(reply)
        if method != "GET":
            self.follow()
        if reply.status_code >= 400:
            raise RefusedByWorld(who, f"{method} {path} of the {system}", answer)
        return answer

    def now_us(self) -> int:
        """The world's time."""
        return int(self._ask("GET", "/clock")["now_us"])

    def run_until(self, at_us: int) -> None:
        """Move the world's time up to an instant, and let what is due then happen.

        Webhooks that wait for another attempt get one at each step of the way.
        """
        steps = _STEPS if self._look().undelivered else 1
        for left in range(steps, 0, -1):
            ahead_us = at_us - self.now_us()
            if ahead_us > 0:
                self._advance(ahead_us // left)
                self._let_work_be_done(self._patience.work_s / steps)
        self.follow()

    def wait_until_changed(self) -> bool:
        """Wait until some document changes; False when none will, or none does within the limit."""
        seen, waited, calm = self._progress(), Stopwatch(), Stopwatch()
        while True:
            look = self._look()
            if self._progress() != seen:
                return True
            if self._unsettled(look, calm) is None or waited.elapsed_s >= self._patience.change_s:
                return self._progress() != seen
            self._skip_idle_time(look)
            wait(_LOOK_EVERY_S)

    def settle(self, limit_us: int) -> Settled:
        """Wait until nothing moves any more: at most this long in the world, and not for ever here."""
        began_us, waited, calm = self.now_us(), Stopwatch(), Stopwatch()
        seen = self._progress()
        while True:
            look = self._look()
            if self._calm_since == self._progress() and self._moving(look) is None:
                return Settled(True, "nothing has changed since everything had arrived", look.now_us)
            if self._progress() != seen:
                seen = self._progress()
                calm.restart()
            reason = self._unsettled(look, calm)
            if reason is None:
                self._calm_since = self._progress()
                return Settled(True, "everything has arrived", look.now_us)
            if look.now_us - began_us >= limit_us:
                return Settled(False, reason, look.now_us)
            if waited.elapsed_s >= self._patience.settle_s:
                waited_s = f"{self._patience.settle_s:g} s"
                return Settled(False, f"{reason} (waited {waited_s} on the wall)", look.now_us)
            self._skip_idle_time(look)
            wait(_LOOK_EVERY_S)

    def disturb(self, rule: str, *, gives_way: bool = False) -> str:
        """Put a rule of faults in force; returns its handle."""
        self._calm_since = None
        return str(self._ask("POST", "/disturbances", {"rule": rule, "gives_way": gives_way})["name"])

    def heal(self, handle: str) -> int:
        """End a rule; how often it fired."""
        self._calm_since = None
        return int(self._ask("DELETE", f"/disturbances/{handle}")["fired"])

    def rest(self, handles: Sequence[str]) -> None:
        """Let these rules rest, but for those with an end of their own; all others strike."""
        self._calm_since = None
        self._ask("POST", "/disturbances/rest", {"resting": list(handles)})

    def accounts(self) -> Accounts:
        """What the connector says became of what it received."""
        return Accounts() if self.connector is None else self.connector.accounts()

    def requeue(self) -> int:
        """Have the connector try again what it set aside; how many documents that is."""
        self._calm_since = None
        return 0 if self.connector is None else self.connector.requeue()

    def connector_calls(self) -> int:
        """How many requests the connector has made to the systems."""
        return int(self._ask("GET", "/quiet")["partner_calls"])

    def unacknowledged(self) -> int:
        """How many webhooks the connector refused, or did not answer, on every attempt."""
        return int(self._ask("GET", "/quiet")["exhausted"])

    def linger(self, seconds: float) -> bool:
        """Watch for a while after everything has arrived; whether anything changed all the same."""
        seen, waited = self._progress(), Stopwatch()
        while waited.elapsed_s < seconds and self._progress() == seen:
            wait(_LOOK_EVERY_S)
            self._look()
        return self._progress() != seen

    def note(self, kind: str, **fields: Any) -> None:
        """Add an entry to the journal."""
        self._ask("POST", "/journal", {"kind": kind, "fields": fields})

    def snapshot(self, name: str) -> None:
        """Remember under a name how every system stands."""
        self._ask("POST", "/snapshots", {"name": name})

    def restore(self, name: str) -> None:
        """Let every system stand as a snapshot did; the judge forgets what never was."""
        self._ask("POST", f"/snapshots/{name}/restore")
        self.follow()

    def _fresh_judge(self) -> Judge:
        made = self._blueprint
        told = declared(self.topology, made.layout, safety_stock=made.safety_stock)
        return Judge(self.systems, repeat=made.repeat, declared=told)

    def follow(self) -> None:
        """Tell the judge of everything that changed since it was told last."""
        page = self._page()
        if self._generation not in (None, page.generation):
            self.judge = self._fresh_judge()
            self._read_up_to = 0
            page = self._page()
        self._generation = page.generation
        last = page.last
        while page.changes:
            self.judge.observe([told.rebuilt() for told in page.changes])
            self._read_up_to = page.changes[-1].n
            self._idle.restart()
            if self._read_up_to >= last:
                return
            page = self._page()

    def close(self) -> None:
        """End the connector, keep the journal, and end the world."""
        try:
            if self.connector is not None:
                self.connector.stop()
        finally:
            with self.owned:
                if self._blueprint.journal is not None:
                    copy_journal(self._control, f"/worlds/{self.opened.name}", self._blueprint.journal)
                self._end()

    def _started(self, connector: StartConnector) -> RemoteConnector:
        try:
            return connector(self.opened)
        except BaseException:
            self._end()
            raise

    def _end(self) -> None:
        try:
            self._ask("DELETE", "")
        except ControlRefused as refused:
            if refused.status != _NOT_FOUND:  # Somebody else may have ended it.
                raise

    def _page(self) -> FeedPage:
        return feed_page(self._raw(f"/changes?after={self._read_up_to}&limit={_PAGE}"))

    def _progress(self) -> tuple[int | None, int, int]:
        """What is different whenever a document has changed, or the connector has asked for a change."""
        return self._generation, self._read_up_to, self._writes

    def _look(self) -> _Look:
        said = self._ask("GET", "/quiet")
        if (said["generation"], said["changes"]) != (self._generation, self._read_up_to):
            self.follow()
        self.judge.heard(msgspec.convert(said["offences"], dict[str, list[Offence]]))
        if said["partner_writes"] != self._writes:
            self._writes = said["partner_writes"]
            self._idle.restart()
        if self.connector is not None:
            self.connector.check(said["partner_calls"])
        if said["undelivered"] != self._undelivered:
            self._undelivered = said["undelivered"]
            self._idle.restart()
        return _Look(
            said["busy"], said["in_flight"], said["undelivered"], said["now_us"], said["next_timer_us"]
        )

    def _moving(self, look: _Look) -> str | None:
        if look.busy is not None:
            return look.busy
        pending = 0 if self.connector is None else self.connector.pending()
        return f"work that the connector has left: {pending}" if pending else None

    def _unsettled(self, look: _Look, calm: Stopwatch) -> str | None:
        """Why something may still happen; None when everything has arrived."""
        moving = self._moving(look)
        if moving is not None:
            calm.restart()
            return moving
        if calm.elapsed_s < self._patience.calm_s:
            return _STILL_CHANGING
        if self.connector is None:
            return None
        seen = self._progress()
        news = self.connector.news(calm.elapsed_s)
        moving = news or self._moving(self._look())
        return moving or (None if self._progress() == seen else _STILL_CHANGING)

    def _let_work_be_done(self, limit_s: float) -> None:
        waited, calm, seen = Stopwatch(), Stopwatch(), self._progress()
        while waited.elapsed_s < limit_s:
            if self._moving(self._look()) is not None or self._progress() != seen:
                seen = self._progress()
                calm.restart()
            if calm.elapsed_s >= self._patience.calm_s:
                return
            wait(_LOOK_EVERY_S)

    def _skip_idle_time(self, look: _Look) -> None:
        if not look.undelivered or look.in_flight or look.next_timer_us is None:
            return
        ahead_us = look.next_timer_us - look.now_us
        rest_s = self._patience.nap_s if ahead_us <= self._patience.jump_us else self._patience.idle_s
        if ahead_us > 0 and self._idle.elapsed_s >= rest_s:
            self._advance(ahead_us)
            self._idle.restart()

    def _advance(self, by_us: int) -> None:
        self._calm_since = None
        self._ask("POST", "/clock", {"advance_us": by_us})

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        return self._control.ask(method, f"/worlds/{self.opened.name}{path}", body)

    def _raw(self, path: str) -> bytes:
        return self._control.ask_raw(f"/worlds/{self.opened.name}{path}")


def serve_world(
    topology: str,
    *,
    seed: int,
    journal: Path | None = None,
    repeat: str = "",
    server: ServerProcess | None = None,
) -> ServedWorld:
    """A served world with the reference engine, each in a process of its own.

    Without a ``server`` it has one to itself. All that was started ends when the world is closed.
    """
    with ExitStack() as owned:
        directory = Path(owned.enter_context(TemporaryDirectory(prefix="ordergate-")))
        holder = owned.enter_context(ServerProcess(directory)) if server is None else server
        control = owned.enter_context(closing(holder.control()))
        blueprint = ServedBlueprint(topology, seed, journal=journal, repeat=repeat)
        world = ServedWorld(control, blueprint, lambda opened: EngineProcess(opened, directory))
        world.owned = owned.pop_all()
        return world
