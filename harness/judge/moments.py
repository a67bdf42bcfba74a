"""When things were first seen that no document keeps: states of returns, and prices of that day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ordergate.simulators.kernel.tables import Change, Key

FOLLOWED = frozenset(
    {
        ("marketplace", "amendments"),
        ("marketplace", "cancellations"),
        ("marketplace", "returns"),
        ("erp", "returns"),
        ("erp", "payments"),
        ("erp", "holds"),
    }
)
"""Documents whose states have instants that people ask for, by system and table."""


class Moments:
    """The instants at which documents came to be and reached their states, and what a buyer saw."""

    def __init__(self) -> None:
        self._reached: dict[tuple[str, str, Key], dict[str, int]] = defaultdict(dict)
        self._prices: dict[Key, Mapping[str, Decimal]] = {}

    def apply(self, change: Change, listings: Mapping[Key, Any]) -> None:
        """Take in one document version."""
        kind = (change.system, change.table)
        if kind in FOLLOWED:
            reached = self._reached[(*kind, change.key)]
            reached.setdefault("", change.at_us)
            reached.setdefault(str(getattr(change.after, "state", "")), change.at_us)
        elif kind == ("marketplace", "orders") and change.before is None:
            skus = dict.fromkeys(line.sku for line in change.after.lines)
            self._prices[change.key] = {sku: listings[sku].price for sku in skus if sku in listings}

    def born_us(self, system: str, table: str, key: Key) -> int | None:
        """When a document was first seen; None for one that is not followed."""
        return self._reached.get((system, table, key), {}).get("")

    def reached_us(self, system: str, table: str, key: Key, state: str) -> int | None:
        """When a document first was in a state; None while it was not."""
        return self._reached.get((system, table, key), {}).get(state)

    def list_price(self, order: Key, sku: str) -> Decimal | None:
        """What a listing cost when an order was placed; None where there was none."""
        return self._prices.get(order, {}).get(sku)
