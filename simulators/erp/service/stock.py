"""Stock by item and site, and the movements that explain it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ...kernel.problems import Unprocessable
from ..model import Stock, StockMovement, StockMovementKind, StockMovementLine
from .books import Books, Made, referred, repeated

_COME_IN = (StockMovementKind.RECEIPT, StockMovementKind.TRANSFER_IN)


class NewMovement(NamedTuple):
    """A receipt, an adjustment or one end of a transfer to be booked."""

    kind: StockMovementKind
    site: str
    reason: str
    external_ref: str
    lines: tuple[StockMovementLine, ...]


class Warehouse:
    """Keeps count of the goods."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def report(self, wanted: NewMovement) -> Made[StockMovement]:
        """Book what a warehouse reports: it has happened, so the count may fall below zero.

        Reports can arrive in another order than things happened. Business Central takes them
        too unless "Prevent Negative Inventory" is on:
        https://learn.microsoft.com/en-us/previous-versions/dynamicsnav-2013r2/dn414710(v=nav.71)
        """
        return self._book(wanted, checked=False)

    def enter(self, wanted: NewMovement) -> Made[StockMovement]:
        """Book what people count here; they cannot take away more than there is."""
        return self._book(wanted, checked=True)

    def _book(self, wanted: NewMovement, *, checked: bool) -> Made[StockMovement]:
        site = self._books.site(wanted.site)
        self._check_lines(wanted)
        held = referred(self._books.stock_movements, wanted.external_ref)
        if held is not None:
            facts = (held.kind, held.site, held.reason, held.external_ref, held.lines)
            same = facts == wanted
            return repeated(held, "stock movement", wanted.external_ref, same=same)
        if checked:
            self._check_counts(site, wanted.lines)
        return Made(self.move(wanted))

    def _check_lines(self, wanted: NewMovement) -> None:
        for index, line in enumerate(wanted.lines):
            self._books.require_item(line.item, index)
            if not line.quantity and not line.blocked:
                raise Unprocessable(f"nothing of {line.item} would move", field=f"lines[{index}].quantity")
            if wanted.kind is StockMovementKind.TRANSFER_OUT and line.quantity > -1:
                raise Unprocessable(
                    f"a transfer out takes at least one unit of {line.item}, not {-line.quantity}",
                    field=f"lines[{index}].quantity",
                )
            if wanted.kind not in _COME_IN:
                continue
            if line.quantity < 1:
                kind = wanted.kind.replace("_", " ")
                raise Unprocessable(
                    f"a {kind} brings at least one unit of {line.item}, not {line.quantity}; "
                    "what goes is an adjustment",
                    field=f"lines[{index}].quantity",
                )
            if not 0 <= line.blocked <= line.quantity:
                raise Unprocessable(
                    f"of {line.quantity} units of {line.item} from 0 to {line.quantity} can be "
                    f"blocked, not {line.blocked}",
                    field=f"lines[{index}].blocked",
                )

    def _check_counts(self, site: str, lines: Iterable[StockMovementLine]) -> None:
        left: dict[str, tuple[int, int]] = {}
        for index, line in enumerate(lines):
            held = self.at(site, line.item)
            sellable, blocked = left.get(line.item, (held.on_hand - held.blocked, held.blocked))
            after = (sellable + line.quantity - line.blocked, blocked + line.blocked)
            left[line.item] = after
            if min(after) < 0:
                field = "quantity" if after[0] < 0 else "blocked"
                raise Unprocessable(
                    f"{site} has {sellable} sellable and {blocked} blocked units of {line.item}; "
                    f"it would be left with {after[0]} and {after[1]}",
                    field=f"lines[{index}].{field}",
                )

    def at(self, site: str, item: str) -> Stock:
        """The stock of an item at a site; an item that never moved has none."""
        return self._books.stock.find(f"{item}@{site}") or Stock(item, site)

    def check_sellable(self, site: str, wanted: Sequence[tuple[str, int]]) -> None:
        """Refuse to take more units of the items than there are to sell."""
        left: dict[str, int] = {}
        for index, (item, quantity) in enumerate(wanted):
            held = self.at(site, item)
            sellable = left.get(item, held.on_hand - held.blocked)
            if quantity > sellable:
                raise Unprocessable(
                    f"{site} has {max(0, sellable)} units of {item} to deliver, not {quantity}; "
                    "deliver fewer, or book their receipt first",
                    field=f"lines[{index}].quantity",
                )
            left[item] = sellable - quantity

    def check_free(self, site: str, wanted: Mapping[str, int]) -> None:
        """Refuse to take more units of the items than nobody was promised."""
        for item, quantity in wanted.items():
            free = max(0, self.at(site, item).available)
            if quantity > free:
                raise Unprocessable(
                    f"{site} has {free} units of {item} that no order wants, not {quantity} to deliver "
                    "beyond what was ordered; deliver what was ordered",
                    field="lines",
                )

    def commit(self, site: str, units: Mapping[str, int]) -> None:
        """Promise units of items to orders (or, with negative numbers, take the promise back)."""
        stock = self._books.stock
        for item, quantity in units.items():
            held = self.at(site, item)
            promised = held.committed + quantity
            stock.put(Stock(item, site, held.on_hand, promised, held.blocked))

    def issue(
        self, wanted: NewMovement, *, promised_at: str, promised: Mapping[str, int] | None = None
    ) -> StockMovement:
        """Book goods that left for an order, and take back what was promised of them at its site.

        ``promised`` says what was, below 0, where other items left in place of those.
        """
        if promised is not None:
            self.commit(promised_at, promised)
            return self._put(wanted, promised={})
        units: dict[str, int] = {}
        for line in wanted.lines:
            units[line.item] = units.get(line.item, 0) + line.quantity
        if wanted.site == promised_at:
            return self._put(wanted, promised=units)
        self.commit(promised_at, units)
        return self._put(wanted, promised={})

    def move(self, wanted: NewMovement) -> StockMovement:
        """Book a movement that was checked."""
        return self._put(wanted, promised={})

    def _put(self, wanted: NewMovement, *, promised: Mapping[str, int]) -> StockMovement:
        books = self._books
        for line in wanted.lines:
            held = self.at(wanted.site, line.item)
            books.stock.put(
                Stock(
                    line.item,
                    wanted.site,
                    held.on_hand + line.quantity,
                    held.committed + (line.quantity if line.item in promised else 0),
                    held.blocked + line.blocked,
                )
            )
        number = books.number("stock movement")
        kind, site, reason, external_ref, lines = wanted
        movement = StockMovement(number, kind, site, books.today(), reason, external_ref, lines)
        return books.stock_movements.put(movement)
