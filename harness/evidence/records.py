"""What a run leaves behind, as plain data: everything that the reports are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..findings import Finding


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


@dataclass(frozen=True, kw_only=True)
class ScenarioRecord:
    """One scenario in one topology with one seed, and how it ended.

    ``rule`` is the business rule in plain words; ``started_us`` and ``ended_us`` are instants of
    the world's clock; ``journal`` is a path below the directory of the run.
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
    started_us: int = 0
    ended_us: int = 0
    wall_s: float = 0.0
    story: tuple[StoryStep, ...] = ()
    journal: str | None = None
    tables: tuple[BeforeAfter, ...] = ()
    repeat: str = ""


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """One run: what was tested with what, and how each scenario ended.

    ``started`` is wall time as text, given by the caller; ``rules`` are the titles of the business
    rules that were judged, by their ids. ``strict`` counts *not proven* as a
    failure; ``interrupted`` says that the run was stopped before its end.
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

    @property
    def verdict(self) -> Verdict:
        """Failed when any scenario failed; passed only when all of at least one passed."""
        if self.count(Verdict.FAILED):
            return Verdict.FAILED
        everything_passed = self.count(Verdict.PASSED) == len(self.scenarios) > 0
        if everything_passed and not self.interrupted:
            return Verdict.PASSED
        return Verdict.NOT_PROVEN

    def count(self, verdict: Verdict) -> int:
        """How many scenarios ended like this."""
        return sum(scenario.verdict is verdict for scenario in self.scenarios)
