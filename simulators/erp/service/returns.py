"""Returns: announced for units that were delivered, and received once with what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ...kernel.problems import Unprocessable
from ...kernel.substitution import part_instead
from ..lifecycle import RETURN, ReturnMove
from ..model import (
    Return,
    ReturnLine,
    ReturnState,
    SalesOrder,
    StockMovementKind,
    StockMovementLine,
)
from .books import Books, Made, existing, repeated
from .order_lines import LINE_STEP, Left, Units, taken, totalled, with_lines
from .restocking import restock_credited
from .stock import NewMovement, Warehouse
from .substitutes import Shipped


class Found(NamedTuple):
    """What came back of a line, by condition."""

    line_no: int
    sellable: int
    damaged: int
    inspect: int


class ReturnsDesk:
    """Announces and receives returns."""

    def __init__(self, books: Books, warehouse: Warehouse) -> None:
        self._books = books
        self._warehouse = warehouse

    def announce(
        self, external_ref: str, order: str, wanted: Sequence[Units], instead: Sequence[Shipped] = ()
    ) -> Made[Return]:
        """Announce units that will come back: delivered ones that are on no other return.

        ``instead`` are those lines for which another item had shipped and comes back.
        """
        books = self._books
        sold = books.order(order, field="order")
        held = books.made_before(books.returns, external_ref)
        came = {one.line_no: (one.item, one.shipped_quantity or 0) for one in instead}
        if held is not None:
            units = {line.line_no: line.quantity for line in held.lines}
            shipped = {
                line.line_no: (line.shipped_item, line.shipped_quantity)
                for line in held.lines
                if line.shipped_item
            }
            same = (held.order, units, shipped) == (order, totalled(wanted), came)
            return repeated(held, "return", external_ref, same=same)
        _check_instead(wanted, instead)
        announced = self._announced(order)
        left = Left(
            lambda line: line.delivered - line.returned - line.kept - announced.get(line.line_no, 0),
            "that were delivered and are on no return",
        )
        lines = tuple(
            ReturnLine(line_no, quantity, 0, 0, 0, *came.get(line_no, ("", 0)))
            for line_no, quantity in taken(sold, wanted, left).items()
        )
        number = books.number("return")
        return Made(books.returns.put(Return(number, external_ref, order, sold.site, RETURN.start, lines)))

    def _announced(self, order: str) -> dict[int, int]:
        units: dict[int, int] = {}
        for held in self._books.returns.by("order", order):
            if held.state is ReturnState.ANNOUNCED:
                for line in held.lines:
                    units[line.line_no] = units.get(line.line_no, 0) + line.quantity
        return units

    def receive(self, number: str, found: Sequence[Found], *, here: bool = False) -> Made[Return]:
        """Receive a return: what is sellable can be sold again, the rest of it is blocked.

        Units that were announced and are not found stay with the customer. It was inspected ``here`` if
        people of this company did, not those of a warehouse.
        """
        held = existing(self._books.returns, number, "return")
        counts = _counted(held, found)
        lines = tuple(
            replace(line, sellable=sellable, damaged=damaged, inspect=inspect)
            for line in held.lines
            for sellable, damaged, inspect in [counts.get(line.line_no, (0, 0, 0))]
        )
        if held.state is ReturnState.RECEIVED and lines == held.lines:
            return Made(held, already=True)
        state = RETURN.after(held.state, ReturnMove.RECEIVE, of=number)
        received = replace(held, state=state, lines=lines, inspected_here=here)
        self._take_in(self._books.order(held.order), received)
        self._books.returns.put(received)
        restock_credited(self._books, self._warehouse, held.order)
        return Made(self._books.returns.get(number))

    def _take_in(self, order: SalesOrder, received: Return) -> None:
        changed = []
        goods = []
        for back in received.lines:
            if back.received:
                line = order.lines[back.line_no // LINE_STEP - 1]
                changed.append(replace(line, returned=line.returned + back.received))
                goods.append(_goods_back(line.item, back))
        if goods:
            self._books.orders.put(replace(order, lines=with_lines(order, changed)))
            self._warehouse.move(
                NewMovement(StockMovementKind.RETURN, received.site, received.number, "", tuple(goods))
            )


def _check_instead(wanted: Sequence[Units], instead: Sequence[Shipped]) -> None:
    """A line comes back as the item ordered or as another one, and not as both."""
    units = totalled(wanted)
    for index, one in enumerate(instead):
        if units.get(one.line_no) != one.quantity:
            raise Unprocessable(
                f"{units.get(one.line_no, 0)} units of line {one.line_no} come back, {one.quantity} of them "
                f"as {one.item}; announce those that come back as another item on a return of their own",
                field=f"substitutes[{index}].quantity",
            )


def _goods_back(item: str, back: ReturnLine) -> StockMovementLine:
    """What goes on the shelves again: the item that had shipped."""
    blocked = back.damaged + back.inspect
    if not back.shipped_item:
        return StockMovementLine(item, back.received, blocked)
    came = [
        part_instead(
            units, back.quantity, back.shipped_quantity, f"{item} as {back.shipped_item}", field="lines"
        )
        for units in (back.received, blocked)
    ]
    return StockMovementLine(back.shipped_item, *came)


def _counted(held: Return, found: Sequence[Found]) -> dict[int, tuple[int, int, int]]:
    """The units found of each line by condition, none of which may be more than was announced."""
    announced = {line.line_no: line.quantity for line in held.lines}
    counts: dict[int, tuple[int, int, int]] = {}
    for index, one in enumerate(found):
        if one.line_no not in announced:
            raise Unprocessable(
                f"return {held.number} has no line {one.line_no}; it has: {', '.join(map(str, announced))}",
                field=f"lines[{index}].line_no",
            )
        before = counts.get(one.line_no, (0, 0, 0))
        after = (before[0] + one.sellable, before[1] + one.damaged, before[2] + one.inspect)
        counts[one.line_no] = after
        if sum(after) > announced[one.line_no]:
            raise Unprocessable(
                f"line {one.line_no} of return {held.number} announces {announced[one.line_no]} "
                f"units, but {sum(after)} were found; announce the others on a return of their own",
                field=f"lines[{index}].sellable",
            )
    return counts
