"""What a run covered, and what it did not: the part of a report that nobody may have to guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .records import RunRecord
from .requirements import Requirement
from .words import counted

_LISTED_MAX = 200
_NAMED_MAX = 10
_Scenario = tuple[str, str]
"""Its id and its title."""


@dataclass(frozen=True, kw_only=True)
class UatScope:
    """What is signed for: the systems, the data flows, the requirements and the people.

    ``links_covered`` are the data flows that the connector carried itself, by topology, and
    ``links_by_reference`` those that the reference engine played for it; where they are empty,
    those of the run count. ``not_tested`` are further sentences, after those that follow from the
    run. ``tester`` and ``approver`` are shown as they are. ``session`` has the tags and
    ids of scenarios that people go through order by order; where it is empty, returns and prices.
    """

    project: str = ""
    systems: tuple[str, ...] = ()
    links_covered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    links_by_reference: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_tested: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    tester: str = ""
    approver: str = ""
    session: tuple[str, ...] = ()


def not_tested(run: RunRecord) -> tuple[str, ...]:
    """What follows from a run about what it leaves open, in sentences: every scenario, by its id."""
    sentences = [*_topologies(run), *_by_reference(run), *_left_out(run)]
    more = len(sentences) - _LISTED_MAX
    return tuple(
        sentences
        if more <= 0
        else [*sentences[:_LISTED_MAX], f"And {more:,} more; run.json lists every scenario with its reason."]
    )


def not_tested_in_short(run: RunRecord) -> tuple[str, ...]:
    """The same with one sentence for each reason, which names the first scenarios and counts them all."""
    return (*_topologies(run), *_by_reference(run), *_reasons(run))


def not_tested_tally(run: RunRecord) -> str:
    """How many scenarios were left out in one line, and where the list is; empty when none was."""
    reasons = _by_reason(run)
    count = len({scenario for scenarios in reasons.values() for scenario in scenarios})
    if not count:
        return ""
    scenarios, why = counted(count, "scenario"), counted(len(reasons), "reason")
    return f"not tested: {scenarios}, for {why}; run.json has the list"


def _topologies(run: RunRecord) -> Iterator[str]:
    for topology in run.topologies_offered:
        if topology not in run.topologies:
            yield f"Topology {topology}: no scenario was run in it."


def _by_reference(run: RunRecord) -> Iterator[str]:
    for topology, links in run.links_by_reference.items():
        if links:
            yield (
                f"Topology {topology}: the reference engine, not the connector, carried {', '.join(links)}."
            )


def _reasons(run: RunRecord) -> Iterator[str]:
    """One sentence for each reason: what was run in no topology, or not in those that are named."""
    ran = {(each.id, each.title) for each in run.scenarios}
    for reason, scenarios in _by_reason(run).items():
        labels: dict[str, None] = {}
        for (id, title), topologies in sorted(scenarios.items()):
            where = ", ".join(topologies) if (id, title) in ran else ""
            labels[f"{id} in {where}" if where else id] = None
        named, more = list(labels)[:_NAMED_MAX], len(labels) - _NAMED_MAX
        rest = f" and {more:,} more, which run.json names" if more > 0 else ""
        yield f"{counted(len(scenarios), 'scenario')}, because {reason}: {', '.join(named)}{rest}."


def _by_reason(run: RunRecord) -> dict[str, dict[_Scenario, list[str]]]:
    """The scenarios that were left out for each reason, with the topologies that it is true of."""
    reasons: dict[str, dict[_Scenario, list[str]]] = {}
    for each in run.skipped:
        why = each.reason or "it was skipped without a reason"
        topologies = reasons.setdefault(why, {}).setdefault((each.id, each.title), [])
        if each.topology:
            topologies.append(each.topology)
    for scenario in _never_run(run):
        reasons.setdefault("it was not selected", {})[scenario] = []
    return dict(sorted(reasons.items(), key=lambda item: min(item[1])))


def _left_out(run: RunRecord) -> Iterator[str]:
    """One sentence for each scenario and reason, with the topologies that it is true of, by id."""
    topologies: dict[tuple[str, str, str], list[str]] = {}
    for each in run.skipped:
        reason = each.reason or "skipped without a reason"
        topologies.setdefault((each.id, each.title, reason), []).append(each.topology)
    for id, title in _never_run(run):
        topologies[id, title, "it was not selected"] = []
    for (id, title, reason), listed in sorted(topologies.items(), key=lambda item: item[0][:2]):
        where = ", ".join(name for name in listed if name)
        yield f"{id} {title}{' in ' if where else ''}{where}: {reason}."


def _never_run(run: RunRecord) -> Iterator[_Scenario]:
    """Scenarios of the catalogue that neither were run nor say why not."""
    mentioned = {(each.id, each.title) for each in run.scenarios}
    mentioned |= {(each.id, each.title) for each in run.skipped}
    yield from (scenario for scenario in run.catalogue if scenario not in mentioned)
