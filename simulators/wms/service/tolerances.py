"""Tolerances on the floor: units beyond what was ordered, and lines that are complete without the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ...kernel.problems import Unprocessable
from ..model import Outbound, OutboundLine, Units
from .stock import Shelves


class Step(NamedTuple):
    """A step on the floor: what it is called, and how many units of a line are ready for it."""

    name: str
    ready: Callable[[OutboundLine], int]
    lacks: str


def with_surplus(outbound: Outbound, units: Sequence[Units] | None, step: Step, shelves: Shelves) -> Outbound:
    """The order with free units promised to lines of which more is taken than was ordered.

    More than the tolerance is refused, as at Dynamics AX (SalesLine.OverDeliveryPct), and so is more
    than lies there free. What asks for no more than is ready is for the step itself to check.
    """
    asked = {one.line: (index, one.quantity) for index, one in enumerate(units or ())}
    lines = list(outbound.lines)
    for position, line in enumerate(outbound.lines):
        index, quantity = asked.get(line.line, (0, 0))
        surplus = quantity - step.ready(line)
        if surplus <= 0 or line.waiting or not line.over_units:
            continue
        where = f"line {line.line} of outbound {outbound.id}"
        if surplus > line.surplus_left:
            raise Unprocessable(
                f"{where} was ordered {line.quantity} times and tolerates {line.over_units} more; of it "
                f"{step.ready(line)} units are {step.lacks} and {line.surplus_left} may be added, so it "
                f"cannot {step.name} {quantity}",
                field=f"lines[{index}].quantity",
            )
        if shelves.promise(line.sku, surplus) < surplus:
            raise Unprocessable(
                f"{where} takes {surplus} units beyond those promised to it, and site {outbound.site} has "
                f"fewer of {line.sku} free; {step.name} {step.ready(line)}",
                field=f"lines[{index}].quantity",
            )
        lines[position] = replace(line, allocated=line.allocated + surplus)
    return replace(outbound, lines=tuple(lines))


def completed(line: OutboundLine, *, closes: bool) -> OutboundLine:
    """The line after units left: complete if no more is missing than it tolerates, and then without claims.

    Units in hand still leave. A surplus that was picked and stays behind goes back to the shelf.
    """
    if not line.open:
        kept = line.shipped
        if not line.allocated:
            return line
        return replace(line, allocated=0, picked=kept, packed=kept)
    tolerated = closes and not line.cancelled and not line.short and not line.in_hand
    if not tolerated or line.open > line.under_units:
        return line
    return replace(line, allocated=0, cancelled=line.open, closed=line.open)
