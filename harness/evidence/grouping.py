"""The same finding in several topologies or repeats of a scenario, told once with a list of where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..findings import Finding
from .records import RunRecord, ScenarioRecord

_LETTERS_MIN = 4  # The number of a line, such as 1, stands everywhere.
_BETWEEN_VALUES = re.compile(r"[\s,]+")


@dataclass(frozen=True)
class GroupedFinding:
    """A finding as it was made first; ``places`` are the scenarios of the run that have it, by index.

    ``reason`` says why it is known; it is empty for an open one.
    """

    finding: Finding
    scenario: ScenarioRecord
    places: tuple[int, ...]
    reason: str = ""

    @property
    def money(self) -> Decimal | None:
        """The most that it puts at risk in one place; None when that is unknown."""
        return self.finding.money_at_risk


def open_findings(run: RunRecord) -> tuple[GroupedFinding, ...]:
    """What was found and is not known, the most money first and otherwise as it was found."""
    found = (
        (index, finding, "") for index, scenario in enumerate(run.scenarios) for finding in scenario.findings
    )
    return _grouped(run, found)


def known_findings(run: RunRecord) -> tuple[GroupedFinding, ...]:
    """What was found and is known, each with its reason."""
    found = (
        (index, finding, reason)
        for index, scenario in enumerate(run.scenarios)
        for finding, reason in scenario.known
    )
    return _grouped(run, found)


def money_at_risk(groups: Iterable[GroupedFinding]) -> Mapping[str, Decimal]:
    """What findings put at risk in each currency; the order of a scenario is counted once."""
    by_order: dict[tuple[str, str, str, str], Decimal] = {}
    for group in groups:
        finding, scenario = group.finding, group.scenario
        if finding.money_at_risk is not None:
            of = (finding.currency, scenario.id, scenario.title, finding.order or finding.text)
            by_order[of] = max(by_order.get(of, Decimal(0)), finding.money_at_risk)
    totals: dict[str, Decimal] = {}
    for (currency, *_), money in by_order.items():
        totals[currency] = totals.get(currency, Decimal(0)) + money
    return totals


def risk_of(scenario: ScenarioRecord) -> Mapping[str, Decimal]:
    """What the findings of one scenario put at risk in each currency."""
    return money_at_risk(GroupedFinding(finding, scenario, ()) for finding in scenario.findings)


def _grouped(run: RunRecord, found: Iterable[tuple[int, Finding, str]]) -> tuple[GroupedFinding, ...]:
    alike: dict[tuple[object, ...], list[tuple[int, Finding, str]]] = {}
    seen: Counter[tuple[object, ...]] = Counter()
    for each in found:
        index, finding, reason = each
        likeness = (*_likeness(run.scenarios[index], finding), reason)
        # Two alike in one scenario are two: they are about different orders.
        seen[index, likeness] += 1
        alike.setdefault((*likeness, seen[index, likeness]), []).append(each)
    groups = [_group(run, members) for members in alike.values()]
    return tuple(sorted(groups, key=lambda group: -(group.money or 0)))


def _group(run: RunRecord, members: list[tuple[int, Finding, str]]) -> GroupedFinding:
    index, finding, reason = max(members, key=lambda member: member[1].money_at_risk or 0)
    places = tuple(dict.fromkeys(place for place, _, _ in members))
    return GroupedFinding(finding, run.scenarios[index], places, reason)


def _likeness(scenario: ScenarioRecord, finding: Finding) -> tuple[str, ...]:
    """What two findings have to share to be the same one.

    That is the scenario, the rule, the systems to look at and the words, without the identifiers
    of documents, which another seed changes, and without the values of systems that are not
    suspected, since another topology has more or fewer of these.
    """
    words = finding.text
    for document in (finding.order or "", *finding.documents):
        identifier = document.split()[-1] if document.split() else ""
        if len(identifier) >= _LETTERS_MIN:
            words = words.replace(identifier, "#")
    for name, value in finding.values.items():
        if name not in finding.systems:
            words = words.replace(f"{name} {value}", "")
    words = _BETWEEN_VALUES.sub(" ", words)
    return scenario.id, scenario.title, finding.rule, " ".join(finding.systems), words
