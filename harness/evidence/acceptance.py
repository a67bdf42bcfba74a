"""How each requirement came out of a run: which scenarios show it, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .anchors import anchors
from .records import RunRecord, Verdict
from .requirements import Requirement
from .words import verdict_words


class Outcome(StrEnum):
    """How a requirement came out, in the order in which a reader has to hear of it."""

    UNCOVERED = "not covered"
    NOT_RUN = "not run"
    FAILED = "failed"
    NOT_PROVEN = "not proven"
    PASSED = "passed"


@dataclass(frozen=True)
class Ended:
    """How a scenario ended in one topology, in words and as a verdict, and its place in the report."""

    topology: str
    verdict: Verdict
    words: str
    anchor: str


@dataclass(frozen=True)
class ScenarioResult:
    """A scenario with how it ended each time; nothing, when it was not run."""

    id: str
    title: str = ""
    ended: tuple[Ended, ...] = ()


@dataclass(frozen=True)
class RequirementResult:
    """A requirement with how it came out and the scenarios that say so."""

    requirement: Requirement
    outcome: Outcome
    shown_by: tuple[ScenarioResult, ...]


def scenario_results(run: RunRecord) -> tuple[ScenarioResult, ...]:
    """The scenarios of a run, each once, with how it ended in each topology."""
    ended: dict[tuple[str, str], list[Ended]] = {}
    for scenario, anchor in zip(run.scenarios, anchors(run), strict=True):
        one = Ended(scenario.topology, scenario.verdict, verdict_words(scenario), anchor)
        ended.setdefault((scenario.id, scenario.title), []).append(one)
    return tuple(ScenarioResult(id, title, tuple(each)) for (id, title), each in ended.items())


def requirement_results(
    requirements: Iterable[Requirement], scenarios: Iterable[ScenarioResult]
) -> tuple[RequirementResult, ...]:
    """The requirements with how they came out: those that nothing covers first, those met last.

    A requirement is met only when every scenario that it names was run and passed.
    """
    ran: dict[str, list[ScenarioResult]] = {}
    for scenario in scenarios:
        ran.setdefault(scenario.id.upper(), []).append(scenario)
    found = [_result(requirement, ran) for requirement in requirements]
    order = list(Outcome)
    return tuple(sorted(found, key=lambda result: order.index(result.outcome)))


def _result(requirement: Requirement, ran: Mapping[str, list[ScenarioResult]]) -> RequirementResult:
    shown_by = [each for id in requirement.scenarios for each in ran.get(id.upper(), [ScenarioResult(id)])]
    return RequirementResult(requirement, _outcome(shown_by), tuple(shown_by))


def _outcome(shown_by: Sequence[ScenarioResult]) -> Outcome:
    verdicts = {ended.verdict for scenario in shown_by for ended in scenario.ended}
    if not shown_by:
        return Outcome.UNCOVERED
    if Verdict.FAILED in verdicts:
        return Outcome.FAILED
    if not verdicts:
        return Outcome.NOT_RUN
    everything_ran = all(scenario.ended for scenario in shown_by)
    return Outcome.PASSED if everything_ran and verdicts == {Verdict.PASSED} else Outcome.NOT_PROVEN
