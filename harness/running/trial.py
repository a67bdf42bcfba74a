"""One scenario in one world: from an empty world to a verdict with its evidence."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ordergate.simulators.kernel.settings import PLAIN, Layout, Settings

from ..errors import ConnectorTrouble, ConnectorUnready, OrdergateError
from ..evidence.records import BeforeAfter, ScenarioRecord, StoryStep, Verdict
from ..findings import Finding
from ..trail.follow import money_of_orders
from ..world.pictures import money_rows, stock_rows
from ..world.world import SETTLE_LIMIT_US, NeverSettled, World
from .worlds import Worlds

EXPECTATION = "expectation"
"""The rule of a finding that a scenario's own assertion makes."""

CONNECTOR = "connector"
"""The rule of a finding about the connector's own conduct: it ended, hung, flooded, or refused webhooks."""

BUSINESS_ZONE = Settings().zone
"""The zone of the company's business day in the worlds of scenarios."""


@dataclass
class Ending:
    """How the body of a scenario ended; ``failure`` is in its own words, ``findings`` are of the rules.

    ``trouble`` is what the connector did that ended the scenario, ``left`` why it was left early.
    """

    findings: list[Finding] = field(default_factory=list)
    failure: str | None = None
    interrupted: bool = False
    trouble: str | None = None
    left: str | None = None


@dataclass(kw_only=True)
class Trial:
    """A scenario on trial; ``repeat`` is the line that runs it again, ``policies`` are those it is about."""

    id: str
    title: str
    rule: str
    topology: str
    seed: int
    repeat: str
    worlds: Worlds
    policies: Mapping[str, str] = field(default_factory=dict)
    layout: Layout = PLAIN
    start_us: int | None = None
    journal: Path | None = None
    tags: tuple[str, ...] = ()
    world: World = field(init=False)

    def open(self) -> World:
        """Make the world."""
        self.world = self.worlds.open(
            self.topology, seed=self.seed, journal=self.journal, repeat=self.repeat,
            policies=self.policies, layout=self.layout, start_us=self.start_us,
        )  # fmt: skip
        self._broken: dict[tuple[object, ...], Finding] = {}
        self.world.when_settled = self._judge
        self.world.port.note("scenario", id=self.id, title=self.title)
        self._started_us = self.world.port.now_us()
        return self.world

    def findings(self) -> list[Finding]:
        """Let everything arrive, and say which standing rules are or were broken."""
        try:
            self.world.settle()
        except NeverSettled as never:
            return [*self._broken.values(), never_settled(never, self.repeat)]
        except ConnectorTrouble as trouble:
            return [*self._broken.values(), Finding(CONNECTOR, str(trouble), repeat=self.repeat)]
        return [*self._broken.values(), *self._unacknowledged()]

    def _judge(self) -> None:
        """Judge the standing rules now that everything has arrived, whenever that is in a scenario.

        Of a foreign connector's inside nothing is known, so before a finding is believed the
        world waits as long again, in case something was still on its way.
        """
        found = self.world.judged().findings
        if found and self.worlds.grace_s and self.world.port.linger(self.worlds.grace_s):
            self.world.port.settle(SETTLE_LIMIT_US)
            found = self.world.judged().findings
        for finding in found:
            self._broken[finding.rule, finding.documents, finding.systems] = finding

    def _unacknowledged(self) -> list[Finding]:
        """A finding if the connector subscribed to webhooks and then never acknowledged some."""
        count = self.world.port.unacknowledged() if self.worlds.webhooks_must_arrive else 0
        if not count:
            return []
        text = (
            f"{count} webhooks were not acknowledged with 2xx on any attempt, until the systems gave "
            "them up (connector.settle.webhooks_may_fail = true allows it)"
        )
        return [Finding(CONNECTOR, text, repeat=self.repeat)]

    def record(self, ending: Ending, *, wall_s: float) -> ScenarioRecord:
        """What happened, as plain data."""
        found = list(ending.findings)
        if ending.failure is not None:
            # What a rule says names the cause; a scenario's own expectation comes after it.
            found.append(self._of_the_scenario(ending.failure))
        if ending.trouble is not None:
            found.insert(0, Finding(CONNECTOR, ending.trouble, repeat=self.repeat))
        verdict, reason = self._verdict(found)
        if ending.left is not None and not found:
            verdict, reason = Verdict.NOT_PROVEN, ending.left
        if ending.interrupted:
            verdict, reason = Verdict.NOT_PROVEN, "interrupted before its end"
        for finding in found:
            self.world.port.note("finding", rule=finding.rule, text=finding.text)
        return ScenarioRecord(
            id=self.id, title=self.title, rule=self.rule, topology=self.topology, seed=self.seed,
            verdict=verdict, reason=reason, systems=self.world.systems, findings=tuple(found),
            started_us=self._started_us, ended_us=self.world.port.now_us(), wall_s=wall_s,
            story=tuple(StoryStep(at_us, who, text) for at_us, who, text in self.world.story),
            journal=None if self.journal is None else f"journals/{self.journal.name}",
            tables=self._tables(), repeat=self.repeat,
            money=money_of_orders(self.world.books, BUSINESS_ZONE), tags=self.tags,
            policies=self._declared(),
        )  # fmt: skip

    def not_begun(self, reason: str) -> ScenarioRecord:
        """The record of a scenario that was never run."""
        return self._without_world(Verdict.NOT_PROVEN, reason, ())

    def stillborn(self, error: OrdergateError) -> ScenarioRecord:
        """The record of a scenario whose world or connector could not be started."""
        rule = CONNECTOR if isinstance(error, ConnectorUnready | ConnectorTrouble) else EXPECTATION
        finding = Finding(rule, str(error), repeat=self.repeat)
        return self._without_world(Verdict.FAILED, f"broken: {rule}", (finding,))

    def close(self) -> None:
        """End the world."""
        self.world.port.close()

    def _without_world(self, verdict: Verdict, reason: str, findings: tuple[Finding, ...]) -> ScenarioRecord:
        return ScenarioRecord(
            id=self.id, title=self.title, rule=self.rule, topology=self.topology, seed=self.seed,
            verdict=verdict, reason=reason, findings=findings, repeat=self.repeat,
        )  # fmt: skip

    def _of_the_scenario(self, failure: str) -> Finding:
        """A finding by the scenario's own words: about the orders that were placed in it."""
        orders = [order.id for order in self.world.books.table("marketplace", "orders").values()]
        return Finding(
            EXPECTATION, failure, systems=(), documents=tuple(orders),
            order=", ".join(orders) or None, repeat=self.repeat,
        )  # fmt: skip

    def _verdict(self, findings: list[Finding]) -> tuple[Verdict, str]:
        if findings:
            rules = ", ".join(dict.fromkeys(finding.rule for finding in findings))
            return Verdict.FAILED, f"broken: {rules}"
        if not self.world.books.table("marketplace", "orders"):
            return Verdict.NOT_PROVEN, "nothing happened: no order was placed"
        if never := self.world.unrest.end_all():
            return Verdict.NOT_PROVEN, f"what was to go wrong never did: {'; '.join(never)}"
        return Verdict.PASSED, ""

    def _declared(self) -> dict[str, str]:
        return {**self.layout.policies, **self.policies}

    def _tables(self) -> tuple[BeforeAfter, ...]:
        before = self.world.before
        stock = stock_rows(self.world.books, self.world.systems)
        return (
            BeforeAfter("stock", ("item", "site", *_stock_names(self.world)), before.stock, stock, 2),
            BeforeAfter(
                "money", ("order", "total", "authorised", "invoiced", "credited", "captured", "refunded"),
                (), money_rows(self.world.books),
            ),
        )  # fmt: skip


def _stock_names(world: World) -> tuple[str, ...]:
    names = [f"on hand in {name}" for name in ("wms", "erp", "oms") if name in world.systems]
    return (*names, "published")


def expectation(error: BaseException, file: Path) -> str:
    """An expectation of a scenario that does not hold: its line, what pytest says, and where it stands."""
    said = (str(error).strip().splitlines() or ["it does not hold"])[0].removeprefix("assert ")
    line, where = _place(error, file)
    return f"expected: {line.removeprefix('assert ')}; found: {said} ({where})"


def stumble(error: Exception, file: Path) -> str:
    """A scenario that could not go on: what happened, and at which of its lines."""
    line, where = _place(error, file)
    kind = "" if isinstance(error, OrdergateError) else f"{type(error).__name__}: "
    return f"the scenario could not go on: {kind}{error} (at: {line}; {where})"


def never_settled(never: NeverSettled, repeat: str) -> Finding:
    """A finding about a world that would not come to rest."""
    return Finding("I28", str(never), repeat=repeat)


def _place(error: BaseException, file: Path) -> tuple[str, str]:
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).name == file.name
    ]
    if not frames:
        return "a line", file.name
    return (frames[-1].line or "").strip(), f"{file.name}:{frames[-1].lineno}"


class BrokenRules(OrdergateError):
    """A scenario broke standing rules; the text lists them."""

    exit_code = 1

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        lines = [f"{finding.rule}: {finding.text}" for finding in findings[:20]]
        more = len(findings) - len(lines)
        if more:
            lines.append(f"and {more} more findings")
        repeat = findings[0].repeat
        super().__init__("\n".join([*lines, f"repeat: {repeat}"] if repeat else lines))
