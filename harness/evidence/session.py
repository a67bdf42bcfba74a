"""Which scenarios people go through in a session, order by order, and sign one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .anchors import anchors
from .records import RunRecord, ScenarioRecord
from .words import amounts, verdict_words

USUAL = ("returns", "prices")
"""The tags of a session unless others are named: what came back, and prices that were overridden."""


@dataclass(frozen=True)
class Sheet:
    """A scenario whose orders' money is followed, with how it ended and its place in the report."""

    scenario: ScenarioRecord
    anchor: str

    @property
    def verdict(self) -> str:
        """How it ended, as users read it."""
        return verdict_words(self.scenario)

    @property
    def open(self) -> str:
        """What is open of all its orders in the end, in words."""
        totals: dict[str, Decimal] = {}
        for order in self.scenario.money:
            totals[order.currency] = totals.get(order.currency, Decimal(0)) + abs(order.end.open)
        return amounts({currency: total for currency, total in totals.items() if total}) or "nothing"

    @property
    def differences(self) -> int:
        """In how many ways the books do not agree with the pages of its orders."""
        return sum(len(order.differences) for order in self.scenario.money)


def sheets_of(run: RunRecord) -> tuple[Sheet, ...]:
    """Of each scenario the run in most systems: its orders' money is followed for the reader."""
    widest: dict[tuple[str, str], Sheet] = {}
    for scenario, anchor in zip(run.scenarios, anchors(run), strict=True):
        if scenario.money:
            name = (scenario.id, scenario.title)
            held = widest.get(name)
            if held is None or len(scenario.systems) > len(held.scenario.systems):
                widest[name] = Sheet(scenario, anchor)
    return tuple(widest.values())


def in_session(sheet: Sheet, names: Sequence[str]) -> bool:
    """Whether a scenario is gone through: its id or one of its tags is named."""
    own = {sheet.scenario.id.casefold(), *(tag.casefold() for tag in sheet.scenario.tags)}
    return not own.isdisjoint(name.casefold() for name in names)
