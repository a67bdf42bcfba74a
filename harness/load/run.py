"""One load run: a stocked world, Locust on it, everything settled, and the judge asked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ordergate.simulators.kernel.clock import SECOND_US

from ..config.model import Config
from ..errors import ConnectorUnready, OrdergateError
from ..evidence.records import ScenarioRecord, Verdict
from ..findings import Finding
from ..judge.scope import Accounts
from ..running.trial import CONNECTOR, Ending, Trial
from ..running.wall import stopwatch
from ..world.pictures import Picture, stock_rows
from .generator import Generator, Progress, Results
from .outcome import Outcome, of_lost
from .profile import Profile
from .worlds import LiveWorlds

_UNITS_STOCKED = 1_000_000
_REQUESTS_PER_ORDER = 200
_ROWS_MAX = 500

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a load run is made from; ``directory`` takes what it leaves."""

    name: str
    profile: Profile
    config: Config
    topology: str
    directory: Path
    repeat: str

    @property
    def limits(self) -> dict[str, float]:
        """The limits by name."""
        return self.profile.limits(self.config.sla)


def run_load(asked: Asked, say: Say) -> tuple[Outcome, ScenarioRecord]:
    """What came of it, for the exit code and for the reports."""
    began_s = stopwatch()
    worlds = LiveWorlds(_without_flood(asked))
    trial = Trial(
        id=asked.name, title=asked.profile.title, rule=asked.profile.rule, topology=asked.topology,
        seed=asked.config.run.seed, repeat=asked.repeat, worlds=worlds,
        journal=asked.directory / "journals" / f"{asked.name}.ndjson",
    )  # fmt: skip
    say(f"a world of topology {asked.topology}, and {asked.config.name} as its connector")
    trial.open()
    try:
        outcome = _Load(asked, worlds, trial, say).outcome()
        ending = Ending(findings=outcome.all_findings(), interrupted=outcome.interrupted)
        record = trial.record(ending, wall_s=stopwatch() - began_s)
    finally:
        trial.close()
    return replace(outcome, secrets=worlds.secrets), _told(record, outcome)


class _Load:
    """A run under way in its world."""

    def __init__(self, asked: Asked, worlds: LiveWorlds, trial: Trial, say: Say) -> None:
        self._asked = asked
        self._worlds = worlds
        self._port = worlds.port
        self._trial = trial
        self._say = say
        self._results: Results | None = None
        self._calls_before = 0

    def outcome(self) -> Outcome:
        """Everything from the first item to the last finding; what there is when somebody interrupts."""
        try:
            findings = self._prepared() or self._loaded()
        except KeyboardInterrupt:
            return self._interrupted()
        return self._settled(findings)

    def _prepared(self) -> list[Finding]:
        """Stock the world; findings before any load keep it from being put on."""
        who, world = self._asked.profile.who, self._trial.world
        items = [world.data.item() for _ in range(who.items)]
        world.merchandiser.lists({item.sku: (item.title, item.list_price) for item in items})
        world.receiver.receives({item.sku: _UNITS_STOCKED for item in items})
        self._skus = [item.sku for item in items]
        findings = self._judged()
        world.before = Picture(stock_rows(world.books, world.systems))
        return findings

    def _loaded(self) -> list[Finding]:
        rate, shape = self._asked.profile.rate.orders_per_s, self._asked.profile.shape
        buyers = self._asked.profile.who.buyers
        self._trial.world.say("the load", f"{buyers} buyers place {rate:g} orders a second together")
        self._say(
            f"{buyers} buyers, {rate:g} orders/s; {shape.total_s:g} s, longer only while orders are missing"
        )
        self._calls_before = self._port.connector_calls()
        generator = Generator(self._plan(), self._asked.directory)
        with closing(generator):
            try:
                self._results = generator.results(self._progress)
            except KeyboardInterrupt:
                self._results = generator.interrupted()
                raise
        self._say("the load is over; waiting until everything has arrived")
        return self._judged()

    def _judged(self) -> list[Finding]:
        try:
            return self._trial.findings()
        except ConnectorUnready as gone:
            return [Finding(CONNECTOR, str(gone), repeat=self._asked.repeat)]

    def _settled(self, findings: list[Finding]) -> Outcome:
        books, accounts = self._trial.world.books, self._accounts()
        orders = books.table("marketplace", "orders").values()
        booked = {str(order.external_ref) for order in books.table("erp", "orders").values()}
        missing = [order for order in orders if f"{order.store}/{order.id}" not in booked]
        lost = [o.id for o in missing if not accounts.excused("order", f"{o.store}/{o.id}")]
        measured = () if self._results is None else self._results.limits
        allowed = self._asked.limits.get("orders_lost_max")
        limits = [*measured, *(() if allowed is None or not orders else (of_lost(allowed, len(lost)),))]
        return Outcome(
            placed=len(orders), in_erp=len(orders) - len(missing), set_aside=len(missing) - len(lost),
            lost=lost, results=self._results, limits=limits, findings=findings,
            repeat=self._asked.repeat, cpu=self._cpu(), asked_per_s=self._asked.profile.rate.orders_per_s,
            hold_s=self._asked.profile.shape.hold_s,
            placed_per_s=self._rate(), connector_calls=self._port.connector_calls() - self._calls_before,
        )  # fmt: skip

    def _interrupted(self) -> Outcome:
        orders = () if self._results is None else self._results.orders
        return Outcome(
            placed=len(orders), in_erp=sum(order.in_erp_us is not None for order in orders),
            results=self._results, interrupted=True, repeat=self._asked.repeat, placed_per_s=self._rate(),
            asked_per_s=self._asked.profile.rate.orders_per_s,
            hold_s=self._asked.profile.shape.hold_s,
        )  # fmt: skip

    def _rate(self) -> float:
        """Orders a second while all buyers ordered."""
        if self._results is None:
            return 0.0
        shape = self._asked.profile.shape
        begins_us = self._results.began_us + round((shape.warm_up_s + shape.ramp_s) * SECOND_US)
        ends_us = begins_us + round(shape.hold_s * SECOND_US)
        held = sum(begins_us <= order.placed_us < ends_us for order in self._results.orders)
        return held / shape.hold_s if shape.hold_s else 0.0

    def _accounts(self) -> Accounts:
        try:
            return self._port.accounts()
        except OrdergateError:  # It is gone, which a finding says already.
            return Accounts()

    def _cpu(self) -> dict[str, float | None]:
        if self._results is None:
            return {}
        return {
            "the load generator": self._results.generator_cpu_max,
            "the served systems": self._results.server_cpu_max,
        }

    def _progress(self, now: Progress) -> None:
        p95 = "" if now.p95_us is None else f", 95 of 100 within {now.p95_us / 1e6:.1f} s"
        buyers = f"{now.buyers} buyer{'s' * (now.buyers != 1)}"
        self._say(f"{now.at_s:>4} s  {buyers:>9}  {now.placed} placed, {now.in_erp} in the ERP{p95}")
        self._port.follow()

    def _plan(self) -> dict[str, Any]:
        profile, opened = self._asked.profile, self._port.opened
        limits = {name: limit for name, limit in self._asked.limits.items() if name != "orders_lost_max"}
        shape = profile.shape.model_dump()
        # An order that is late has to be waited for, or nobody knows by how much.
        shape["drain_s"] = max(shape["drain_s"], limits.get("order_in_erp_max_s", 0))
        self._port.follow()
        return {
            "seed": self._asked.config.run.seed,
            "marketplace_url": opened.systems["marketplace"].base_url,
            "world_url": f"{self._worlds.control.base_url}/_control/worlds/{opened.name}",
            "token": self._worlds.token,
            "server_pid": self._worlds.server_pid,
            "after": self._port.judge.changes_seen,
            "skus": self._skus,
            "buyers": profile.who.buyers,
            "lines_max": profile.who.lines_max,
            "units_max": profile.who.units_max,
            "orders_per_s": profile.rate.orders_per_s,
            "shape": shape,
            "limits": limits,
        }


def _without_flood(asked: Asked) -> Config:
    """The settings with as many requests allowed as so many orders may take."""
    connector = asked.config.connector
    more = connector.requests_max + _REQUESTS_PER_ORDER * asked.profile.orders_planned
    return asked.config.model_copy(update={"connector": connector.model_copy(update={"requests_max": more})})


def _told(record: ScenarioRecord, outcome: Outcome) -> ScenarioRecord:
    """The record with the verdict of a load run, and without tables that nobody reads to the end."""
    tables = tuple(table for table in record.tables if len(table.after) <= _ROWS_MAX)
    reason = outcome.unproven if outcome.verdict is Verdict.NOT_PROVEN else record.reason
    return replace(record, verdict=outcome.verdict, reason=reason, tables=tables)
