"""Tolerances of order lines: a surplus, and lines that are complete without the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from ...kernel.problems import Unprocessable
from ..model import OrderLine, SalesOrder
from .order_lines import LINE_STEP, Units, line_at


def surplus_of(order: SalesOrder, units: Mapping[int, int]) -> dict[str, int]:
    """The units among these that go beyond what is open, by item."""
    surplus: dict[str, int] = {}
    for line_no, quantity in units.items():
        line = order.lines[line_no // LINE_STEP - 1]
        if quantity > line.open:
            surplus[line.item] = surplus.get(line.item, 0) + quantity - line.open
    return surplus


def closed_by(order: SalesOrder, units: Mapping[int, int]) -> tuple[Units, ...]:
    """What is closed when these units leave: what they leave open, if the line tolerates that.

    SAP sets the delivery-completed indicator so (SAP Library, saphelp_erp60_sp, af/63bd534f).
    """
    closed = []
    for line_no, quantity in units.items():
        line = order.lines[line_no // LINE_STEP - 1]
        rest = line.open - quantity
        if 0 < rest <= line.under_units and not line.cancelled:
            closed.append(Units(line_no, rest))
    return tuple(closed)


def check_closed(order: SalesOrder, changed: Iterable[OrderLine], wanted: Sequence[Units]) -> list[OrderLine]:
    """The lines after units of them were closed; more than a line tolerates is refused."""
    after = {line.line_no: line for line in changed}
    closed = []
    for index, (line_no, quantity) in enumerate(wanted):
        line = after.get(line_no) or line_at(order, line_no, index)
        left = 0 if line.cancelled else min(line.open, line.under_units)
        if quantity > left:
            raise Unprocessable(
                f"{quantity} units of line {line_no} of sales order {order.number} were to be closed; of "
                f"its {line.open} open units {left} can be, by a tolerance of {line.under_units} with "
                f"{line.cancelled} cancelled",
                field=f"closed[{index}].quantity",
            )
        closed.append(replace(line, cancelled=line.cancelled + quantity, closed=quantity))
        after[line_no] = closed[-1]
    return closed


def with_closed(lines: tuple[OrderLine, ...], closed: Iterable[OrderLine]) -> tuple[OrderLine, ...]:
    """The lines with those that were closed in their places."""
    by_number = {line.line_no: line for line in closed}
    return tuple(by_number.get(line.line_no, line) for line in lines)
