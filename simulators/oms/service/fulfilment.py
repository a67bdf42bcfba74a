"""What the sites do for orders: accept, ship, and find too little."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec.structs import replace

from ...kernel.problems import Conflict, Unprocessable
from ..lifecycle import FULFILMENT, FulfilmentMove, OrderMove
from ..model import FulfilmentOrder, SalesOrder, Shipment, ShipmentLine, Shortage
from ..policy import RESOURCE_SHORT
from .allocation import all_free, serve_waiting, source_elsewhere
from .posting import SHIPPED, SHORT, Posting
from .remainders import cancel_what_waits
from .substitutes import SubstitutedUnits, send_instead, substituted
from .tables import Booked, LineQuantity, Tables, at_most

SHIPMENTS_FROM = 5000001
NO_WEIGHTS: Mapping[int, int] = MappingProxyType({})
"""Of goods that nobody weighs."""


class Fulfilling(Tables):
    """Hears from the sites."""

    def accept(self, fulfilment_id: int, warehouse_ref: str) -> Booked[FulfilmentOrder]:
        """A warehouse took the work on under a number of its own."""
        work = self.fulfilments.get(fulfilment_id)
        if work.warehouse_ref == warehouse_ref:
            return Booked(work, already=True)
        if work.warehouse_ref:
            raise Conflict(
                f"fulfilment {work.id} was accepted as {work.warehouse_ref}, not {warehouse_ref}",
                field="warehouse_ref",
            )
        state = FULFILMENT.after(work.state, FulfilmentMove.ACCEPT, of=work.id)
        lines = tuple(replace(line, cancelled_before=line.cancelled) for line in work.lines)
        accepted = replace(work, state=state, warehouse_ref=warehouse_ref, lines=lines)
        return Booked(self.fulfilments.put(accepted))

    def ship(
        self,
        fulfilment_id: int,
        reference: str,
        lines: Sequence[LineQuantity],
        *,
        tracking: str,
        shipped_at_us: int,
        substitutes: Sequence[SubstitutedUnits] = (),
        closed: Sequence[LineQuantity] = (),
        weights: Mapping[int, int] = NO_WEIGHTS,
    ) -> Booked[Shipment]:
        """Goods left a site: reservation and stock are consumed; ``closed`` units will not follow."""
        work = self.fulfilments.get(fulfilment_id)
        instead = substituted(substitutes)
        shipment = Shipment(
            0, work.order_id, work.id, reference, tracking, shipped_at_us,
            tuple(replace(line, weight_g=weights.get(line.line_id, 0)) for line in _units(lines)),
            instead, _units(closed),
        )  # fmt: skip
        for held in self.shipments.by("reference", reference):
            if _as_told(held) != shipment:
                raise Conflict(
                    f"shipment {reference} is shipment {held.id} of fulfilment "
                    f"{held.fulfilment_id} with other content; goods leave once",
                    field="reference",
                )
            return Booked(held, already=True)
        FULFILMENT.after(work.state, FulfilmentMove.SHIP_PART, of=work.id)
        _check_weighed(self.orders.get(work.order_id), shipment)
        posting = Posting(self)
        units = _shippable(work, lines)
        surplus = self._send(posting, work, units)
        if closed:
            posting.close(work, _closable(work, closed))
        send_instead(posting, self, work, units, instead)
        posting.move(work.order_id, OrderMove.SHIP_PART, OrderMove.SHIP_REST)
        if closed:
            skus = [posting.line(work.order_id, line.line_id).sku for line in closed]
            serve_waiting(posting, self, all_free(posting, self, skus))
        posting.book()
        number = self.context.ids.following("shipment", SHIPMENTS_FROM)
        left = tuple(replace(line, surplus=surplus.get(line.line_id, 0)) for line in shipment.lines)
        return Booked(self.shipments.put(replace(shipment, id=number, lines=left)))

    def _send(self, posting: Posting, work: FulfilmentOrder, units: Mapping[int, int]) -> dict[int, int]:
        """Ship units; those among them that were promised to nobody."""
        open_units = {line.line_id: line.open for line in work.lines}
        promised = {line_id: min(count, open_units[line_id]) for line_id, count in units.items()}
        surplus = {line_id: count - promised[line_id] for line_id, count in units.items()}
        surplus = {line_id: count for line_id, count in surplus.items() if count}
        posting.end(work, promised, SHIPPED)
        if surplus:
            posting.send_surplus(work, surplus)
        return surplus

    def report_short(
        self, fulfilment_id: int, reference: str, lines: Sequence[LineQuantity]
    ) -> Booked[Shortage]:
        """A site did not find units: another site that has them free serves them, or they wait for it.

        What none has waits for the next movement of stock, or is cancelled.
        """
        work = self.fulfilments.get(fulfilment_id)
        shortage = Shortage(reference, work.id, _units(lines))
        held = self.shortages.find(reference)
        if held is not None:
            if held != shortage:
                raise Conflict(
                    f"shortage {reference} stands for fulfilment {held.fulfilment_id} with other "
                    "content; a shortage is reported once",
                    field="reference",
                )
            return Booked(held, already=True)
        FULFILMENT.after(work.state, FulfilmentMove.SHORT_PART, of=work.id)
        posting = Posting(self)
        units = _open_units(work, lines)
        posting.end(work, units, SHORT)
        posting.move(work.order_id, OrderMove.SHORT)
        if self.context.chosen(RESOURCE_SHORT) == "elsewhere":
            source_elsewhere(posting, self, work, [one.sku for one in work.lines if one.line_id in units])
        else:
            for line_id, quantity in units.items():
                posting.bind(line_id, work.site, quantity)
        posting.book()
        cancel_what_waits(self, work.order_id)
        return Booked(self.shortages.put(shortage))


def _check_weighed(order: SalesOrder, shipment: Shipment) -> None:
    """Refuse goods without their weight where it is paid, and a weight where it is not."""
    for index, sent in enumerate(shipment.lines):
        line = order.line(sent.line_id)
        if line is not None and bool(sent.weight_g) is not bool(line.weight_g):
            wanted = (
                "is paid by its weight; say it" if line.weight_g else "is not paid by weight; leave it out"
            )
            raise Unprocessable(
                f"{sent.quantity} units of line {line.id} are said to weigh {sent.weight_g} g; "
                f"the line {wanted}",
                field=f"lines[{index}].weight_g",
            )


def _shippable(work: FulfilmentOrder, lines: Sequence[LineQuantity]) -> Mapping[int, int]:
    limits = {line.line_id: line.shippable for line in work.lines}
    return at_most(lines, limits, f"fulfilment {work.id}", "open or tolerated")


def _closable(work: FulfilmentOrder, lines: Sequence[LineQuantity]) -> Mapping[int, int]:
    limits = {line.line_id: line.closable for line in work.lines}
    return at_most(lines, limits, f"fulfilment {work.id}", "that its tolerance lets it close")


def _as_told(held: Shipment) -> Shipment:
    lines = tuple(replace(line, surplus=0) for line in held.lines)
    return replace(held, id=0, lines=lines)


def _open_units(work: FulfilmentOrder, lines: Sequence[LineQuantity]) -> Mapping[int, int]:
    limits = {line.line_id: line.open for line in work.lines}
    return at_most(lines, limits, f"fulfilment {work.id}", "open")


def _units(lines: Sequence[LineQuantity]) -> tuple[ShipmentLine, ...]:
    ordered = sorted(lines, key=lambda line: line.line_id)
    return tuple(ShipmentLine(line.line_id, line.quantity) for line in ordered)
