"""What the warehouse is asked to ship, and what it need not do after all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..documents.order import Order
from ..documents.shipment import Fulfilment, Outbound, OutboundLine, Units


def lines_to_ship(fulfilment: Fulfilment) -> list[OutboundLine]:
    """The units of a fulfilment order that are still to do, under its line numbers.

    The tolerance of a line is one of all its units; what is left of it is shipped exactly.
    """
    lines = []
    for line in fulfilment.lines:
        whole = line.open == line.quantity
        asked = OutboundLine(
            line=str(line.line_id), sku=line.sku, quantity=line.open,
            over_units=line.over_units if whole else 0, under_units=line.under_units if whole else 0,
            weight_g=line.weight_g, weight_tolerance_bp=line.weight_tolerance_bp,
            substitutable=line.substitutable, kit=line.kit,
        )  # fmt: skip
        if line.open > 0:
            lines.append(asked)
    return lines


def lines_of_order(order: Order, line_nos: Mapping[str, int]) -> list[OutboundLine]:
    """All units that an order was placed with, under the ERP's line numbers; without an OMS.

    Lines that came by an amendment are asked for with it.
    """
    return [
        OutboundLine(
            line=str(line_nos[line.id]),
            sku=line.sku,
            quantity=line.quantity,
            over_units=line.over_units,
            under_units=line.under_units,
            weight_g=line.weight_g,
            weight_tolerance_bp=line.weight_tolerance_bp,
            substitutable=line.substitutable,
            kit=line.kit,
        )
        for line in order.lines
        if not line.amendment
    ]


def lines_left(order: Order, line_nos: Mapping[str, int]) -> list[OutboundLine]:
    """All open units of an order that nobody was asked for yet, under the ERP's line numbers."""
    return [
        OutboundLine(
            line=str(line_nos[line.id]), sku=line.sku, quantity=line.open,
            over_units=line.over_units if not line.cancelled else 0,
            under_units=line.under_units if not line.cancelled else 0,
            weight_g=line.weight_g, weight_tolerance_bp=line.weight_tolerance_bp,
            substitutable=line.substitutable, kit=line.kit,
        )
        for line in order.lines
        if line.open
    ]  # fmt: skip


def not_wanted(
    fulfilment: Fulfilment, asked: Sequence[OutboundLine], cancelled: Mapping[int, int]
) -> list[Units]:
    """Units that the warehouse was asked for and that were cancelled before it accepted them.

    ``cancelled`` is how many units of each line the OMS says were cancelled by then.
    """
    left = {
        str(line.line_id): line.quantity - line.shipped - line.short - cancelled.get(line.line_id, 0)
        for line in fulfilment.lines
    }
    return [
        Units(line=line.line, quantity=line.quantity - left[line.line])
        for line in asked
        if line.quantity > left[line.line]
    ]


def newly_short(outbound: Outbound, fulfilment: Fulfilment) -> list[Units]:
    """Units that the warehouse gave up and that the OMS does not know of yet."""
    known = {str(line.line_id): line.short for line in fulfilment.lines}
    return _beyond(outbound, known)


def not_followed(outbound: Outbound, followed: Sequence[Units]) -> list[Units]:
    """Units that the warehouse gave up and that it was not asked for anew yet."""
    known: dict[str, int] = {}
    for units in followed:
        known[units.line] = known.get(units.line, 0) + units.quantity
    return _beyond(outbound, known)


def rest_of(line: OutboundLine, quantity: int) -> OutboundLine:
    """What is asked for anew of a line: exactly so many units, weighed as they were to be."""
    return OutboundLine(
        line=line.line, sku=line.sku, quantity=quantity, weight_g=line.weight_g,
        weight_tolerance_bp=line.weight_tolerance_bp, substitutable=line.substitutable, kit=line.kit,
    )  # fmt: skip


def shortage_reference(outbound: Outbound) -> str:
    """A name for the shortages of an outbound order up to now; it differs when there are more."""
    return f"{outbound.id}-{sum(line.short for line in outbound.lines)}"


def follow_up_reference(outbound: Outbound, number: int) -> str:
    """A name for the order that asks anew for units given up; it begins with the ERP's order."""
    return f"{order_number_of(outbound.reference)}-{outbound.id}-{number}"


def order_number_of(reference: str) -> str:
    """The ERP's order in a warehouse reference."""
    return reference.partition("-")[0]


def _beyond(outbound: Outbound, known: Mapping[str, int]) -> list[Units]:
    return [
        Units(line=line.line, quantity=line.short - known.get(line.line, 0))
        for line in outbound.lines
        if line.short > known.get(line.line, 0)
    ]
