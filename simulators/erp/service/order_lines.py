"""Units of order lines: finding them, taking some of what is left, and moving the order along."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from msgspec.structs import replace

from ...kernel.problems import Unprocessable
from ..lifecycle import ORDER, OrderMove, roll_up
from ..model import Charge, OrderLine, SalesOrder

LINE_STEP = 10
"""Order lines are numbered in tens, so that people could put one in between."""


class Units(NamedTuple):
    """Some units of an order line."""

    line_no: int
    quantity: int


class Left(NamedTuple):
    """How many units of a line can be taken, and what they are called when there are too few."""

    count: Callable[[OrderLine], int]
    called: str


def line_at(order: SalesOrder, line_no: int, index: int) -> OrderLine:
    """The line with a number; ``index`` is where the request names it."""
    place, rest = divmod(line_no, LINE_STEP)
    if rest or not 1 <= place <= len(order.lines):
        raise Unprocessable(
            f"sales order {order.number} has no line {line_no}; its {len(order.lines)} lines "
            f"are numbered {LINE_STEP}, {2 * LINE_STEP} and so on",
            field=f"lines[{index}].line_no",
        )
    return order.lines[place - 1]


def taken(order: SalesOrder, wanted: Iterable[Units], left: Left) -> dict[int, int]:
    """The units wanted of each line, none of which may be more than what is left of it."""
    units: dict[int, int] = {}
    for index, (line_no, quantity) in enumerate(wanted):
        line = line_at(order, line_no, index)
        units[line_no] = units.get(line_no, 0) + quantity
        most = left.count(line)
        if units[line_no] > most:
            raise Unprocessable(
                f"line {line_no} of sales order {order.number} has {most} units {left.called}, "
                f"but {units[line_no]} were asked for",
                field=f"lines[{index}].quantity",
            )
    return units


def totalled(wanted: Iterable[Units]) -> dict[int, int]:
    """The units wanted of each line."""
    units: dict[int, int] = {}
    for line_no, quantity in wanted:
        units[line_no] = units.get(line_no, 0) + quantity
    return units


def with_lines(order: SalesOrder, changed: Iterable[OrderLine]) -> tuple[OrderLine, ...]:
    """The lines of an order with some of them replaced; the others stay the same objects."""
    lines = list(order.lines)
    for line in changed:
        lines[line.line_no // LINE_STEP - 1] = line
    return tuple(lines)


def moved(
    order: SalesOrder,
    move: OrderMove,
    lines: tuple[OrderLine, ...],
    charges: tuple[Charge, ...] | None = None,
) -> SalesOrder:
    """The order after a move that changed these lines and charges."""
    charges = order.charges if charges is None else charges
    state = ORDER.after(order.state, move, of=order.number)
    sum_of_lines = roll_up(lines, charges)
    assert state is sum_of_lines, (
        f"sales order {order.number} would be {state} after {move}, its lines say {sum_of_lines}"
    )
    return replace(order, lines=lines, charges=charges, state=state)
