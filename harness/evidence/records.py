"""What a run leaves behind, as plain data: everything that the reports are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..findings import Finding
from .money import OrderMoney


class Verdict(StrEnum):
    """How a scenario or a run ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_PROVEN = "indeterminate"

    @property
    def words(self) -> str:
        """The verdict as users read it."""
        return "not proven" if self is Verdict.NOT_PROVEN else self.value


@dataclass(frozen=True)
class StoryStep:
    """Something that somebody did or said, at an instant of the world's clock."""

    at_us: int
    who: str
    text: str


@dataclass(frozen=True)
class BeforeAfter:
    """A table such as stock or money at the start and at the end of a scenario.

    The first ``keys`` cells of a row say what the row is about; rows are compared by them.
    """

    name: str
    columns: tuple[str, ...]
    before: tuple[tuple[str, ...], ...]
    after: tuple[tuple[str, ...], ...]
    keys: int = 1


@dataclass(frozen=True)
class SkippedScenario:
    """A scenario that was not run in a topology (empty: in none), and why."""

    id: str
    title: str
    topology: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ScenarioRecord:
    """One scenario in one topology with one seed, and how it ended.

    ``rule`` is the business rule in plain words; ``started_us`` and ``ended_us`` are instants of
    the world's clock; ``journal`` is a path below the directory of the run. ``known`` are findings
    that somebody has accepted, each with the reason and its expiry in words; they are not among
    ``findings``, so that a scenario in which nothing else was found has passed.
    """

    id: str
    title: str
    rule: str
    topology: str
    seed: int
    verdict: Verdict
    reason: str = ""
    systems: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    known: tuple[tuple[Finding, str], ...] = ()
    started_us: int = 0
    ended_us: int = 0
    wall_s: float = 0.0
    story: tuple[StoryStep, ...] = ()
    journal: str | None = None
    tables: tuple[BeforeAfter, ...] = ()
    money: tuple[OrderMoney, ...] = ()
    repeat: str = ""
    tags: tuple[str, ...] = ()
    policies: Mapping[str, str] = field(default_factory=dict)
    """What it declares of the systems and the connector, where that is not what they do by themselves."""

    @property
    def passed_as_known(self) -> bool:
        """Whether it passed although something was found, because all of that is known."""
        return self.verdict is Verdict.PASSED and bool(self.known)


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """One run: what was tested with what, and how each scenario ended.

    ``started`` is wall time as text, given by the caller; ``rules`` are the titles of the business
    rules that were judged, by their ids. ``strict`` counts *not proven* as a failure;
    ``interrupted`` says that the run was stopped before its end.

    ``skipped`` are scenarios that were not run. ``catalogue`` has the id and title of every
    scenario that there is, and ``topologies_offered`` every topology, to say what was left out.
    ``links_covered`` are the data flows that the connector carried itself, by topology, and
    ``links_by_reference`` those that the reference engine played for it.
    """

    run_id: str
    versions: Mapping[str, str]
    seed: int
    clock: str
    connector: str
    configuration_hash: str
    topologies: tuple[str, ...]
    started: str
    scenarios: tuple[ScenarioRecord, ...]
    rules: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False
    interrupted: bool = False
    skipped: tuple[SkippedScenario, ...] = ()
    catalogue: tuple[tuple[str, str], ...] = ()
    topologies_offered: tuple[str, ...] = ()
    links_covered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    links_by_reference: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unmet: tuple[SkippedScenario, ...] = ()
    """What was asked for by id and could not be run anywhere, each id once, with all reasons."""
    harness_failed: int = 0
    """How many scenarios have no record because something went wrong in Ordergate itself."""
    profile: str = "calm"
    """How roughly the systems treated the connector in every scenario."""
    faults: tuple[str, ...] = ()
    """Rules of faults that every scenario ran under besides."""

    @property
    def verdict(self) -> Verdict:
        """Failed when any scenario failed; passed only when all of at least one passed, and all were run."""
        if self.count(Verdict.FAILED):
            return Verdict.FAILED
        everything_passed = self.count(Verdict.PASSED) == len(self.scenarios) > 0
        if everything_passed and not (self.interrupted or self.unmet or self.harness_failed):
            return Verdict.PASSED
        return Verdict.NOT_PROVEN

    @property
    def known_count(self) -> int:
        """How many scenarios passed only because what was found in them is known."""
        return sum(scenario.passed_as_known for scenario in self.scenarios)

    def count(self, verdict: Verdict) -> int:
        """How many scenarios ended like this."""
        return sum(scenario.verdict is verdict for scenario in self.scenarios)
