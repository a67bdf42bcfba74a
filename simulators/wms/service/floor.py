"""The floor: units are picked, packed and shipped, each step at most what the one before left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ...kernel.identifiers import base36
from ...kernel.problems import Conflict, Unprocessable
from ...kernel.system import Context
from ..lifecycle import OUTBOUND, OutboundMove, roll_up
from ..model import (
    Condition,
    MovementKind,
    MovementLine,
    Outbound,
    OutboundLine,
    Parcel,
    ParcelLine,
    Shipment,
    Units,
    Waiting,
)
from ..policy import UNDER_DELIVERY
from .naming import positions
from .parcels import packed_into, serial_shipping_container_code
from .stock import Shelves, StockRoom
from .tables import Tables
from .tolerances import Step, completed, with_surplus
from .weights import NO_WEIGHTS, check_weights

Chosen = list[tuple[int, int]]
"""Position of a line and a number of its units."""


class Leaving(NamedTuple):
    """How units leave: in so many parcels, with whom, from which shelves, and what those of a line weigh."""

    parcels: int
    carrier: str
    shelves: Shelves
    weights: Mapping[str, int]


PICK = Step("pick", lambda line: line.allocated - line.in_hand, "allocated and not picked")
PACK = Step("pack", lambda line: line.unpacked, "picked and not packed")
SHIP = Step("ship", lambda line: line.packed - line.shipped, "packed and not shipped")
DISPATCH = Step("dispatch", lambda line: line.allocated, "allocated and not shipped")


class Floor:
    """What pickers, packers and the loading dock do; without lines they take all that is ready."""

    def __init__(self, context: Context, tables: Tables, room: StockRoom) -> None:
        self._context = context
        self._tables = tables
        self._room = room

    def pick(self, outbound_id: str, units: Sequence[Units] | None = None) -> list[Units]:
        """Take promised units off the shelves."""
        outbound = self._allowed(outbound_id, OutboundMove.PICK)
        shelves = self._room.shelves(outbound.site)
        outbound = with_surplus(outbound, units, PICK, shelves)
        chosen = _chosen(outbound, units, PICK)
        lines = list(outbound.lines)
        for position, quantity in chosen:
            line = lines[position]
            lines[position] = replace(line, picked=line.picked + quantity)
        shelves.put_back()
        self._keep(outbound, lines, OutboundMove.PICK)
        return _named(outbound, chosen)

    def pack(self, outbound_id: str, units: Sequence[Units] | None = None) -> list[Units]:
        """Put picked units into boxes."""
        outbound = self._allowed(outbound_id, OutboundMove.PACK)
        chosen = _chosen(outbound, units, PACK)
        lines = list(outbound.lines)
        for position, quantity in chosen:
            line = lines[position]
            lines[position] = replace(line, packed=line.packed + quantity)
        self._keep(outbound, lines, OutboundMove.PACK)
        return _named(outbound, chosen)

    def ship(
        self,
        outbound_id: str,
        units: Sequence[Units] | None = None,
        *,
        parcels: int,
        carrier: str,
        weights: Mapping[str, int] = NO_WEIGHTS,
    ) -> tuple[Shipment, list[Units]]:
        """Hand packed units to the carrier."""
        outbound = self._allowed(outbound_id, OutboundMove.SHIP_PART)
        chosen = _chosen(outbound, units, SHIP)
        shelves = self._room.shelves(outbound.site)
        shipment = self._leave(outbound, chosen, Leaving(parcels, carrier, shelves, weights))
        return shipment, _named(outbound, chosen)

    def dispatch(
        self,
        outbound_id: str,
        units: Sequence[Units] | None = None,
        *,
        parcels: int,
        carrier: str,
        weights: Mapping[str, int] = NO_WEIGHTS,
    ) -> tuple[Shipment, list[Units]]:
        """Pick and pack what is not picked and packed yet, and hand it to the carrier."""
        outbound = self._allowed(outbound_id, OutboundMove.PICK)
        shelves = self._room.shelves(outbound.site)
        outbound = with_surplus(outbound, units, DISPATCH, shelves)
        chosen = _chosen(outbound, units, DISPATCH)
        state = OUTBOUND.after(outbound.state, OutboundMove.PICK, of=outbound_id)
        state = OUTBOUND.after(state, OutboundMove.PACK, of=outbound_id)
        picking = replace(outbound, state=state)
        shipment = self._leave(picking, chosen, Leaving(parcels, carrier, shelves, weights))
        return shipment, _named(outbound, chosen)

    def _allowed(self, outbound_id: str, move: OutboundMove) -> Outbound:
        outbound = self._tables.outbounds.get(outbound_id)
        OUTBOUND.after(outbound.state, move, of=outbound_id)
        return outbound

    def _keep(self, outbound: Outbound, lines: list[OutboundLine], move: OutboundMove) -> Outbound:
        state = OUTBOUND.after(outbound.state, move, of=outbound.id)
        told = roll_up(lines)
        assert state is told, f"{move} made {outbound.id} {state}, its lines say {told}"
        return self._tables.outbounds.put(replace(outbound, state=state, lines=tuple(lines)))

    def _leave(self, outbound: Outbound, chosen: Chosen, leaving: Leaving) -> Shipment:
        check_weights(outbound, chosen, leaving.weights)
        lines = list(outbound.lines)
        shelves = leaving.shelves
        contents = _loaded(lines, chosen, shelves, leaving.weights)
        closed, freed = self._completed(outbound, lines, chosen, shelves)
        shelves.put_back()
        shipment = self.hand_over(outbound, lines, contents, leaving, closed)
        if freed:
            self._room.settle(self._room.shelves(outbound.site), freed)
        return shipment

    def load(
        self, outbound: Outbound, lines: list[OutboundLine], units: Sequence[Units], shelves: Shelves
    ) -> list[ParcelLine]:
        """Pick and pack units that were promised, as the order's lines stand; they are changed in place."""
        chosen = _chosen(replace(outbound, lines=tuple(lines)), units, DISPATCH)
        check_weights(outbound, chosen, NO_WEIGHTS)
        return _loaded(lines, chosen, shelves, NO_WEIGHTS)

    def hand_over(
        self,
        outbound: Outbound,
        lines: list[OutboundLine],
        contents: Sequence[ParcelLine],
        leaving: Leaving,
        closed: tuple[Units, ...] = (),
    ) -> Shipment:
        """Give boxes with these contents to the carrier; the order's lines are as they are after that."""
        total = sum(packed.quantity for packed in contents)
        if leaving.parcels > total:
            raise Unprocessable(
                f"{total} units do not fill {leaving.parcels} parcels; ask for {total} or fewer",
                field="parcels",
            )
        shipment = self._shipment(outbound, contents, leaving, closed)
        left = any(line.open for line in lines)
        self._keep(outbound, lines, OutboundMove.SHIP_PART if left else OutboundMove.SHIP_REST)
        self._tables.shipments.put(shipment)
        gone = [
            MovementLine(sku, Condition.SELLABLE, -quantity)
            for sku, quantity in (packed.contents for packed in contents)
        ]
        self._room.record(
            MovementKind.SHIPMENT, outbound.site, gone, reason="shipment", reference=shipment.id
        )
        self._context.outbox.publish(
            "shipment.shipped", shipment.id,
            shipment_id=shipment.id, outbound_id=outbound.id, reference=outbound.reference,
        )  # fmt: skip
        return shipment

    def _completed(
        self, outbound: Outbound, lines: list[OutboundLine], chosen: Chosen, shelves: Shelves
    ) -> tuple[tuple[Units, ...], list[str]]:
        """Close the lines that are complete within their tolerance; what that is, and the items set free."""
        closes = self._context.chosen(UNDER_DELIVERY) == "close"
        closed, freed = [], []
        for position, _ in chosen:
            line = lines[position]
            done = completed(line, closes=closes)
            if done is line:
                continue
            lines[position] = done
            if line.allocated > done.allocated:
                shelves.release(line.sku, line.allocated - done.allocated)
                freed.append(line.sku)
            if done.closed > line.closed:
                closed.append(Units(line.line, done.closed - line.closed))
            if line.waiting:
                waiting = Waiting(outbound.id, position, line.sku, outbound.site, done.waiting)
                self._tables.waiting.put(waiting)
        return tuple(closed), freed

    def _shipment(
        self,
        outbound: Outbound,
        contents: Sequence[ParcelLine],
        leaving: Leaving,
        closed: tuple[Units, ...],
    ) -> Shipment:
        return Shipment(
            id=f"WS{base36(self._context.ids.following('shipment'), 6)}",
            outbound_id=outbound.id,
            reference=outbound.reference,
            site=outbound.site,
            carrier=leaving.carrier,
            shipped_at_us=self._context.now_us(),
            parcels=tuple([self._parcel(box) for box in packed_into(contents, leaving.parcels)]),
            closed=closed,
        )

    def _parcel(self, contents: tuple[ParcelLine, ...]) -> Parcel:
        number = self._context.ids.following("parcel")
        return Parcel(serial_shipping_container_code(number), f"WT{base36(number, 8)}", contents)


def _chosen(outbound: Outbound, units: Sequence[Units] | None, step: Step) -> Chosen:
    """The units that a step takes: those asked for, or all that are ready for it."""
    if units is None:
        ready = [(position, step.ready(line)) for position, line in enumerate(outbound.lines)]
        chosen = [(position, quantity) for position, quantity in ready if quantity]
        if not chosen:
            waiting = sum(line.waiting for line in outbound.lines)
            raise Conflict(
                f"outbound {outbound.id} has nothing to {step.name}: no unit is {step.lacks}, "
                f"{waiting} wait for stock"
            )
        return chosen
    places = positions(
        f"outbound {outbound.id}",
        [line.line for line in outbound.lines],
        [asked.line for asked in units],
    )
    for index, (position, asked) in enumerate(zip(places, units, strict=True)):
        ready_units = step.ready(outbound.lines[position])
        if asked.quantity > ready_units:
            raise Unprocessable(
                f"line {asked.line} of outbound {outbound.id} has {ready_units} units that are "
                f"{step.lacks}, so it cannot {step.name} {asked.quantity}",
                field=f"lines[{index}].quantity",
            )
    return [(place, asked.quantity) for place, asked in zip(places, units, strict=True)]


def _loaded(
    lines: list[OutboundLine], chosen: Chosen, shelves: Shelves, weights: Mapping[str, int]
) -> list[ParcelLine]:
    """What is in the boxes once these units have left the shelves and the lines."""
    contents = []
    for position, quantity in chosen:
        line = lines[position]
        shelves.send(line.sku, quantity)
        lines[position] = _shipped(line, quantity)
        contents.append(ParcelLine(line.line, line.sku, quantity, weight_g=weights.get(line.line, 0)))
    return contents


def _shipped(line: OutboundLine, quantity: int) -> OutboundLine:
    """The line after these units left, picked and packed as far as they were not before."""
    shipped = line.shipped + quantity
    return replace(
        line,
        allocated=line.allocated - quantity,
        picked=max(line.picked, shipped + line.put_back),
        packed=max(line.packed, shipped),
        shipped=shipped,
    )


def _named(outbound: Outbound, chosen: Chosen) -> list[Units]:
    return [Units(outbound.lines[position].line, quantity) for position, quantity in chosen]
