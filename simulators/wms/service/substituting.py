"""Substitutes: which item may ship in place of which, and the floor shipping one.

An advance ship notice names what is in the box (DESADV and INVOIC have to show the shipped item):
https://github.com/metasfresh/metasfresh/issues/520. Some units of a line may be substituted and
others not: https://github.com/openboxes/openboxes/issues/542.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ...kernel.problems import Unprocessable
from ...kernel.substitution import AllowedSubstitute, units_instead
from ..lifecycle import OUTBOUND, OutboundMove
from ..model import Condition, Outbound, OutboundLine, ParcelLine, Shipment, Substitutes, Units, Waiting
from .floor import Floor, Leaving
from .naming import positions
from .stock import Shelves, StockRoom
from .tables import Tables
from .weights import NO_WEIGHTS


class Instead(NamedTuple):
    """Units of a line for which another item ships."""

    line: str
    quantity: int
    sku: str


class Substituting:
    """Knows what may ship in place of what, and ships it."""

    def __init__(self, tables: Tables, room: StockRoom, floor: Floor) -> None:
        self._tables = tables
        self._room = room
        self._floor = floor

    def allow(self, sku: str, substitutes: Sequence[AllowedSubstitute]) -> Substitutes:
        """Keep what may ship in place of an item, instead of what was known before."""
        return self._tables.substitutes.put(Substitutes(sku, tuple(substitutes)))

    def dispatch(
        self, outbound_id: str, instead: Sequence[Instead], *, carrier: str, along: Sequence[Units] = ()
    ) -> Shipment:
        """Pick, pack and ship other items, in one parcel, in place of open units that nobody picked.

        Promised units of the items ordered may go ``along``. What was promised of those that are
        substituted is free again, and goes to no other order before stock moves next: whoever looked for
        it in vain can adjust the stock.
        """
        outbound = self._tables.outbounds.get(outbound_id)
        state = OUTBOUND.after(outbound.state, OutboundMove.PICK, of=outbound_id)
        picking = replace(outbound, state=OUTBOUND.after(state, OutboundMove.PACK, of=outbound_id))
        names = [line.line for line in outbound.lines]
        places = positions(f"outbound {outbound_id}", names, [one.line for one in instead])
        lines = list(outbound.lines)
        shelves = self._room.shelves(outbound.site)
        contents = []
        for index, (place, one) in enumerate(zip(places, instead, strict=True)):
            packed = self._packed(outbound, lines[place], one, index)
            _take(shelves, packed, index)
            lines[place] = _without(lines[place], one.quantity, shelves)
            contents.append(packed)
        if along:
            contents = self._floor.load(picking, lines, along, shelves) + contents
        leaving = Leaving(1, carrier, shelves, NO_WEIGHTS)
        shipment = self._floor.hand_over(picking, lines, contents, leaving)
        shelves.put_back()
        for place in places:
            self._keep_waiting(outbound, place, lines[place])
        return shipment

    def _packed(self, outbound: Outbound, line: OutboundLine, one: Instead, index: int) -> ParcelLine:
        """What goes into the box, or a refusal that names what stands in the way."""
        field = f"lines[{index}]"
        if not line.substitutable:
            raise Unprocessable(
                f"line {line.line} of outbound {outbound.id} takes no substitutes; the buyer wants "
                f"{line.sku} and nothing else",
                field=f"{field}.sku",
            )
        if line.weight_g:
            raise Unprocessable(
                f"line {line.line} of outbound {outbound.id} is paid by what {line.sku} weighs, so nothing "
                "else can ship for it",
                field=f"{field}.sku",
            )
        if one.quantity > line.untouched:
            raise Unprocessable(
                f"line {line.line} of outbound {outbound.id} has {line.untouched} open units that are "
                f"not picked, so {one.quantity} cannot be substituted",
                field=f"{field}.quantity",
            )
        ratio = self._ratio(line.sku, one.sku, f"{field}.sku")
        called = f"{line.sku} as {one.sku}"
        shipped = units_instead(one.quantity, ratio, called, field=f"{field}.quantity")
        return ParcelLine(line.line, line.sku, one.quantity, one.sku, shipped)

    def _ratio(self, sku: str, instead: str, field: str) -> str:
        known = self._tables.substitutes.find(sku)
        allowed = {one.sku: one.ratio for one in known.substitutes} if known is not None else {}
        if instead not in allowed:
            there = ", ".join(allowed) or "none"
            raise Unprocessable(
                f"{instead} may not ship in place of {sku}; its substitutes are: {there}", field=field
            )
        return allowed[instead]

    def _keep_waiting(self, outbound: Outbound, place: int, line: OutboundLine) -> None:
        held = self._tables.waiting.find(f"{outbound.id}/{place}")
        if held is not None and held.quantity != line.waiting:
            self._tables.waiting.put(Waiting(outbound.id, place, line.sku, outbound.site, line.waiting))


def _take(shelves: Shelves, packed: ParcelLine, index: int) -> None:
    sku, units = packed.contents
    free = shelves.takable(sku, Condition.SELLABLE)
    if units > free:
        raise Unprocessable(
            f"site {shelves.site} has {free} free units of {sku}, not {units}; ship fewer, or receive some "
            "first",
            field=f"lines[{index}].quantity",
        )
    shelves.move(sku, Condition.SELLABLE, -units)


def _without(line: OutboundLine, quantity: int, shelves: Shelves) -> OutboundLine:
    """The line after other items shipped for these units: those that wait first, then promised ones."""
    released = max(0, quantity - line.waiting)
    if released:
        shelves.release(line.sku, released)
    return replace(
        line,
        allocated=line.allocated - released,
        picked=line.picked + quantity,
        packed=line.packed + quantity,
        shipped=line.shipped + quantity,
    )
