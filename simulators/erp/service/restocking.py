"""Restocking: where credit implies it, returned units are sold again whatever an inspection found."""

from __future__ import annotations

from msgspec.structs import replace

from ..model import Return, ReturnLine, SalesOrder, StockMovementKind, StockMovementLine
from ..policy import RETURN_RESTOCK
from .books import Books
from .order_lines import LINE_STEP
from .stock import NewMovement, Warehouse


def restock_credited(books: Books, warehouse: Warehouse, order: str) -> None:
    """Unblock the units of an order that came back and are credited by now, each once, by policy."""
    if books.context.chosen(RETURN_RESTOCK) == "inspected":
        return
    sold = books.orders.get(order)
    for held in books.returns.by("order", order):
        if held.inspected_here:
            _restock(books, warehouse, sold, held)


def _restock(books: Books, warehouse: Warehouse, sold: SalesOrder, held: Return) -> None:
    lines, goods = [], []
    for line in held.lines:
        ordered = sold.lines[line.line_no // LINE_STEP - 1]
        units = min(line.damaged + line.inspect - line.restocked, _credited(books, sold, line))
        if units > 0:
            goods.append(StockMovementLine(ordered.item, 0, -units))
        lines.append(replace(line, restocked=line.restocked + max(0, units)))
    if goods:
        books.returns.put(replace(held, lines=tuple(lines)))
        reason = f"return {held.number} was credited"
        kind = StockMovementKind.ADJUSTMENT
        warehouse.move(NewMovement(kind, held.site, reason, "", tuple(goods)))


def _credited(books: Books, sold: SalesOrder, line: ReturnLine) -> int:
    """Credited units of an order line that no returned unit which can be sold stands for yet."""
    back = [
        other
        for held in books.returns.by("order", sold.number)
        for other in held.lines
        if other.line_no == line.line_no
    ]
    stands_for = sum(other.sellable + other.restocked for other in back)
    ordered = sold.lines[line.line_no // LINE_STEP - 1]
    return ordered.credited - ordered.kept - stands_for
