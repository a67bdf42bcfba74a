"""Returns: announced by a client, inspected on arrival, and put where their condition allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ...kernel.identifiers import base36
from ...kernel.problems import Conflict, Unprocessable
from ...kernel.substitution import part_instead
from ...kernel.system import Context
from ..lifecycle import INBOUND, InboundMove
from ..model import Condition, InboundLine, InboundReturn, Movement, MovementKind, MovementLine
from .naming import check_distinct, positions
from .stock import StockRoom
from .tables import Tables


class Found(NamedTuple):
    """What an inspection found of one announced line."""

    line: str
    sellable: int
    damaged: int
    inspect: int
    missing: int


class Returns:
    """What happens to goods that come back."""

    def __init__(self, context: Context, tables: Tables, room: StockRoom) -> None:
        self._context = context
        self._tables = tables
        self._room = room

    def announce(self, reference: str, site: str, lines: Sequence[InboundLine]) -> tuple[InboundReturn, bool]:
        """Expect a return; the flag says that it was known already."""
        held = self._tables.inbound_returns.first("reference", reference)
        if held is not None:
            _check_same(held, site, lines)
            return held, True
        self._tables.check_site(site)
        check_distinct([line.line for line in lines])
        inbound = InboundReturn(
            id=f"WR{base36(self._context.ids.following('inbound return'), 6)}",
            reference=reference,
            site=site,
            state=INBOUND.start,
            lines=tuple(lines),
        )
        return self._tables.inbound_returns.put(inbound), False

    def inspect(self, inbound_id: str, found: Sequence[Found]) -> tuple[InboundReturn, Movement | None]:
        """Say of every announced unit what became of it; what arrived is put into stock."""
        inbound = self._tables.inbound_returns.get(inbound_id)
        state = INBOUND.after(inbound.state, InboundMove.INSPECT, of=inbound_id)
        lines = _inspected(inbound, found)
        arrived = _arrived(lines)
        shelves = self._room.shelves(inbound.site)
        for line in arrived:
            shelves.move(line.sku, line.condition, line.quantity)
        self._room.settle(shelves, [line.sku for line in arrived])
        inspected = replace(inbound, state=state, lines=lines)
        self._tables.inbound_returns.put(inspected)
        movement = None
        if arrived:
            movement = self._room.record(
                MovementKind.RETURN, inbound.site, arrived, reason="return", reference=inbound_id
            )
        self._context.outbox.publish(
            "return.inspected", inbound_id, inbound_id=inbound_id, reference=inbound.reference
        )
        return inspected, movement


def _facts(line: InboundLine) -> tuple[object, ...]:
    return line.line, line.sku, line.announced, line.shipped_sku, line.shipped_quantity


def _check_same(held: InboundReturn, site: str, lines: Sequence[InboundLine]) -> None:
    if (held.site, [_facts(line) for line in held.lines]) != (site, [_facts(line) for line in lines]):
        raise Conflict(
            f"reference {held.reference} belongs to inbound return {held.id}, which has other "
            "content; use a new reference",
            field="reference",
        )


def _inspected(inbound: InboundReturn, found: Sequence[Found]) -> tuple[InboundLine, ...]:
    names = [line.line for line in inbound.lines]
    places = positions(f"inbound return {inbound.id}", names, [each.line for each in found])
    left_out = [name for name in names if name not in {each.line for each in found}]
    if left_out:
        raise Unprocessable(
            f"the inspection of {inbound.id} leaves out line {left_out[0]}; what did not arrive is missing",
            field="lines",
        )
    lines = list(inbound.lines)
    for index, (place, each) in enumerate(zip(places, found, strict=True)):
        lines[place] = _accounted(lines[place], each, index)
    return tuple(lines)


def _accounted(line: InboundLine, found: Found, index: int) -> InboundLine:
    total = found.sellable + found.damaged + found.inspect + found.missing
    if total != line.announced:
        raise Unprocessable(
            f"line {line.line} announced {line.announced} units, the inspection accounts for "
            f"{total} (sellable, damaged, inspect and missing together)",
            field=f"lines[{index}]",
        )
    return replace(
        line,
        sellable=found.sellable,
        damaged=found.damaged,
        inspect=found.inspect,
        missing=found.missing,
    )


def _arrived(lines: Sequence[InboundLine]) -> list[MovementLine]:
    arrived = []
    for index, line in enumerate(lines):
        sku, whole = line.contents
        for condition, units in (
            (Condition.SELLABLE, line.sellable),
            (Condition.DAMAGED, line.damaged),
            (Condition.INSPECT, line.inspect),
        ):
            if units:
                called, field = f"{line.sku} as {sku}", f"lines[{index}].{condition.value}"
                came = part_instead(units, line.announced, whole, called, field=field)
                arrived.append(MovementLine(sku, condition, came))
    return arrived
