"""When things were first seen that no document keeps: states of returns, and prices of that day."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

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

_PAYMENTS = ("marketplace", "payments")
_ORDERS = ("marketplace", "orders")
_LISTINGS = ("marketplace", "listings")
WATCHED = FOLLOWED | {_ORDERS, _LISTINGS, _PAYMENTS}
"""All documents from which moments are read."""


class Moments:
    """The instants at which documents came to be and reached their states, and what a buyer saw."""

    def __init__(self) -> None:
        self._reached: dict[tuple[str, str, Key], dict[str, int]] = defaultdict(dict)
        self._priced: dict[Key, list[tuple[int, Decimal]]] = defaultdict(list)
        self._placed: dict[Key, int] = {}
        self._authorised: dict[Key, list[tuple[int, Decimal]]] = defaultdict(list)
        self._seen = 0

    def apply(self, change: Change) -> None:
        """Take in one document version."""
        kind = (change.system, change.table)
        if kind in FOLLOWED:
            reached = self._reached[(*kind, change.key)]
            reached.setdefault("", change.at_us)
            reached.setdefault(str(getattr(change.after, "state", "")), change.at_us)
        elif kind == _LISTINGS:
            if change.before is None or change.before.price != change.after.price:
                self._seen += 1
                self._priced[change.key].append((self._seen, change.after.price))
        elif kind == _PAYMENTS:
            if change.before is None or change.before.authorised != change.after.authorised:
                self._authorised[change.key].append((change.at_us, change.after.authorised))
        elif kind == _ORDERS and change.before is None:
            self._placed[change.key] = self._seen

    def born_us(self, system: str, table: str, key: Key) -> int | None:
        """When a document was first seen; None for one that is not followed."""
        return self._reached.get((system, table, key), {}).get("")

    def reached_us(self, system: str, table: str, key: Key, state: str) -> int | None:
        """When a document first was in a state; None while it was not."""
        return self._reached.get((system, table, key), {}).get(state)

    def authorised(self, payment: Key) -> list[tuple[int, Decimal]]:
        """What was authorised of a payment, and since when, each time that it changed."""
        return list(self._authorised.get(payment, ()))

    def list_price(self, order: Key, sku: str) -> Decimal | None:
        """What a listing cost when an order was placed; None where there was none."""
        seen = self._placed.get(order, 0)
        told = [price for number, price in self._priced.get(sku, ()) if number <= seen]
        return told[-1] if told else None
