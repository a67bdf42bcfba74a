"""What a run covered, and what it did not: the part of a report that nobody may have to guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .records import RunRecord
from .requirements import Requirement

_LISTED_MAX = 200


@dataclass(frozen=True, kw_only=True)
class UatScope:
    """What is signed for: the systems, the data flows, the requirements and the people.

    ``links_covered`` are the data flows that the connector carried itself, by topology, and
    ``links_by_reference`` those that the reference engine played for it; where they are empty,
    those of the run count. ``not_tested`` are further sentences, after those that follow from the
    run. ``tester`` and ``approver`` are shown as they are.
    """

    project: str = ""
    systems: tuple[str, ...] = ()
    links_covered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    links_by_reference: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_tested: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    tester: str = ""
    approver: str = ""


def not_tested(run: RunRecord) -> tuple[str, ...]:
    """What follows from a run about what it leaves open, in sentences."""
    sentences = [*_topologies(run), *_by_reference(run), *_skipped(run), *_never_run(run)]
    more = len(sentences) - _LISTED_MAX
    return tuple(sentences if more <= 0 else [*sentences[:_LISTED_MAX], f"And {more:,} more scenarios."])


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


def _skipped(run: RunRecord) -> Iterator[str]:
    """One sentence for each scenario and reason, with the topologies that it is true of."""
    topologies: dict[tuple[str, str, str], list[str]] = {}
    for each in run.skipped:
        topologies.setdefault((each.id, each.title, each.reason), []).append(each.topology)
    for (id, title, reason), listed in topologies.items():
        where = ", ".join(name for name in listed if name)
        yield f"{id} {title}{' in ' if where else ''}{where}: {reason or 'skipped without a reason'}."


def _never_run(run: RunRecord) -> Iterator[str]:
    """Scenarios of the catalogue that neither were run nor say why not."""
    mentioned = {(each.id, each.title) for each in run.scenarios}
    mentioned |= {(each.id, each.title) for each in run.skipped}
    for id, title in run.catalogue:
        if (id, title) not in mentioned:
            yield f"{id} {title}: it was not selected."
