"""What a cancellation asks for, what is granted of it, and what money it sets free."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ..documents.cancellation import Cancellation, CancelledOrder, PendingUnits
from ..documents.order import Order, OrderLine, SalesOrder
from ..documents.shipment import Outbound, Units
from ..errors import Unsuitable
from ..money import ZERO, share_between
from .taxes import split


def units_asked(cancellation: Cancellation) -> dict[str, int]:
    """The units of each order line that the buyer does not want any more."""
    asked: dict[str, int] = {}
    for line in cancellation.lines:
        asked[line.line_id] = asked.get(line.line_id, 0) + line.quantity
    return asked


def units_answered(cancellation: Cancellation) -> dict[str, int]:
    """The units of each line that were granted when this was answered; none if it was not yet."""
    granted: dict[str, int] = {}
    for line in cancellation.lines if cancellation.answered else ():
        granted[line.line_id] = granted.get(line.line_id, 0) + line.accepted
    return granted


def from_the_open(asked: Mapping[str, int], booked: SalesOrder) -> dict[str, int]:
    """What can be granted of order lines that nobody works on but people: what is still open."""
    left = {line.external_line: line.open for line in booked.lines}
    return {line_id: min(count, left.get(line_id, 0)) for line_id, count in asked.items()}


def by_site(pending: tuple[PendingUnits, ...]) -> dict[int, list[PendingUnits]]:
    """Units that warehouses have to be asked for, by fulfilment order."""
    found: dict[int, list[PendingUnits]] = {}
    for units in pending:
        found.setdefault(units.fulfilment_id, []).append(units)
    return found


def from_the_oms(
    answer: CancelledOrder, granted: Mapping[int, int], external_lines: Mapping[int, str]
) -> dict[str, int]:
    """What was granted in all: taken back by the OMS at once, and given back by warehouses."""
    return {
        external_lines[line.line_id]: line.cancelled + granted.get(line.line_id, 0) for line in answer.lines
    }


def askable(outbound: Outbound, wanted: Mapping[str, int]) -> list[Units]:
    """Units to ask of one outbound order: no more than it was ever asked to ship."""
    return [
        Units(line=line.line, quantity=min(wanted[line.line], line.quantity))
        for line in outbound.lines
        if wanted.get(line.line, 0) > 0
    ]


def cancelled_before(order: Order, cancellation: Cancellation) -> dict[str, int]:
    """The units of each line that were cancelled before this cancellation was answered."""
    before = {line.id: line.cancelled for line in order.lines}
    if cancellation.answered:
        for line in cancellation.lines:
            before[line.line_id] -= line.accepted
    return before


def money_set_free(
    order: Order, before: Mapping[str, int], granted: Mapping[str, int], rounding: str = "line"
) -> Decimal:
    """What the granted units are worth: the last of those that were not cancelled before.

    Invoices take the shares of a line from its beginning, cancellations from its end, so that
    together they come to the line.
    """
    amount, parts = ZERO, split(order, rounding)
    for line_id, count in granted.items():
        line = _line(order, line_id)
        end = line.quantity - before[line_id]
        for part in parts[line_id]:
            amount += share_between(part, end - count, end, line.quantity, order.coin)
    return amount


def nothing_is_left(order: Order, before: Mapping[str, int], granted: Mapping[str, int]) -> bool:
    """Whether every unit of the order is cancelled now."""
    return all(before[line.id] + granted.get(line.id, 0) == line.quantity for line in order.lines)


def _line(order: Order, line_id: str) -> OrderLine:
    line = order.line(line_id)
    if line is None:
        raise Unsuitable(f"order {order.id} has no line {line_id}; its cancellation names it")
    return line
