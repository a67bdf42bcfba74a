"""How the trade's stock comes about: the file does not say, so a rule drawn from the seed does.

Every item has an order-up-to level, a reorder point at half of it and a lead time of one to
five days. The planner counts what was received and sold; when the count falls below the reorder
point, goods are ordered that bring it back to the level. Big or sudden orders find too little on
the shelf and ship in parts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ordergate.simulators.kernel.chance import Chance

_LEVELS = (120, 240, 360, 480, 720, 960, 1440)
_LEAD_DAYS_MAX = 5


@dataclass(frozen=True)
class StockRule:
    """How one item is replenished."""

    level: int
    reorder_at: int
    lead_days: int


class Planner:
    """Decides what arrives on which day."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._rules: dict[str, StockRule] = {}
        self._position: dict[str, int] = {}
        self._arriving: dict[int, dict[str, int]] = defaultdict(dict)

    def rule(self, sku: str) -> StockRule:
        """The rule of an item; the seed and the code decide it."""
        known = self._rules.get(sku)
        if known is not None:
            return known
        draw = int(self._chance.share("replenishment", sku) * len(_LEVELS) * _LEAD_DAYS_MAX)
        level = _LEVELS[draw % len(_LEVELS)]
        rule = self._rules[sku] = StockRule(level, level // 2, 1 + draw // len(_LEVELS))
        return rule

    def opening(self, skus: list[str]) -> dict[str, int]:
        """The stock of the first day: every item at its level."""
        self._position = {sku: self.rule(sku).level for sku in skus}
        return dict(self._position)

    def sold(self, sku: str, quantity: int, today: int) -> None:
        """Count units out, and order more when there are too few."""
        rule = self.rule(sku)
        self._position[sku] = self._position.get(sku, 0) - quantity
        if self._position[sku] < rule.reorder_at:
            ordered = rule.level - self._position[sku]
            self._position[sku] += ordered
            arriving = self._arriving[today + rule.lead_days]
            arriving[sku] = arriving.get(sku, 0) + ordered

    def arrivals(self, today: int) -> dict[str, int]:
        """What arrives by the end of this day."""
        due = [day for day in self._arriving if day <= today]
        arrived: dict[str, int] = {}
        for day in sorted(due):
            for sku, quantity in self._arriving.pop(day).items():
                arrived[sku] = arrived.get(sku, 0) + quantity
        return arrived
