"""Shipments as the seller tells of them, and as they are shown."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from ...kernel.arithmetic import weighed
from ...kernel.fields import Body, Grams, Identifier, Quantity, Text
from ...kernel.units import UnitCode, WholeOrFraction
from ..model import Shipment, Substituted
from ..service.orders import Parcel
from ..service.partner_units import Stated
from ..service.units import Units
from .forms import LINES_MAX, Moment, View, instant_us, partner


class ShippedLine(Body, frozen=True, rename="camel"):
    """Units of an order line in a shipment, and what they weigh if the line is paid by weight.

    In the buyer's own unit too, if it ordered in one.
    """

    line_id: Identifier
    quantity: Quantity
    weight_g: Grams = 0
    partner_unit: UnitCode | UnsetType = UNSET
    partner_quantity: WholeOrFraction | UnsetType = UNSET


class ClosedLine(Body, frozen=True, rename="camel"):
    """Units of an order line that will not come."""

    line_id: Identifier
    quantity: Quantity


class SubstitutedLine(Body, frozen=True, rename="camel"):
    """Units of a line of the shipment for which another item left, and how many of it."""

    line_id: Identifier
    quantity: Quantity
    sku: Identifier
    shipped_quantity: Quantity


class NewShipment(Body, frozen=True, rename="camel"):
    """The seller's word that units have left, and that others will not come (``closed``)."""

    reference: Identifier
    carrier: Text
    tracking: Text
    shipped_at: Moment
    lines: Annotated[list[ShippedLine], Meta(min_length=1, max_length=LINES_MAX)]
    substitutes: Annotated[tuple[SubstitutedLine, ...], Meta(max_length=LINES_MAX)] = ()
    closed: Annotated[tuple[ClosedLine, ...], Meta(max_length=LINES_MAX)] = ()


class ShipmentLineView(View, frozen=True):
    """Units of an order line in a shipment."""

    line_id: str
    quantity: int
    weight_g: int | UnsetType = UNSET
    partner_unit: str | UnsetType = UNSET
    partner_quantity: str | UnsetType = UNSET


class SubstituteView(View, frozen=True):
    """Units of a shipment's line for which another item left."""

    line_id: str
    quantity: int
    sku: str
    shipped_quantity: int
    partner_unit: str | UnsetType = UNSET
    partner_quantity: str | UnsetType = UNSET


class ShipmentView(View, frozen=True):
    """A shipment; ``substitutes`` names what left in place of what was ordered."""

    id: str
    reference: str
    carrier: str
    tracking: str
    shipped_at: str
    lines: list[ShipmentLineView]
    substitutes: list[SubstituteView] | UnsetType = UNSET
    closed: list[ShipmentLineView] | UnsetType = UNSET


class ShipmentList(View, frozen=True):
    """The shipments of an order."""

    shipments: list[ShipmentView]


def _stated(lines: list[ShippedLine]) -> dict[str, Stated]:
    """What a shipment says of each line in the buyer's own unit, if anything."""
    said: dict[str, Stated] = {}
    for index, line in enumerate(lines):
        unit, quantity = partner(line, index)
        if unit:
            before = said.get(line.line_id)
            summed = Fraction(quantity) + (Fraction(before.quantity) if before else 0)
            said[line.line_id] = Stated(unit, str(summed))
    return said


def parcel_of(body: NewShipment) -> Parcel:
    """The parcel that a request names."""
    return Parcel(
        reference=body.reference,
        carrier=body.carrier,
        tracking=body.tracking,
        shipped_at_us=instant_us(body.shipped_at, "shippedAt"),
        units=[Units(line.line_id, line.quantity) for line in body.lines],
        substitutes=[
            Substituted(one.line_id, one.quantity, one.sku, one.shipped_quantity) for one in body.substitutes
        ],
        closed=[Units(line.line_id, line.quantity) for line in body.closed],
        weights=weighed((line.line_id, line.weight_g) for line in body.lines),
        stated=_stated(body.lines),
    )


def shipment_shown(shipment: Shipment, shipped_at: str) -> ShipmentView:
    """A shipment as it is shown."""
    lines = [
        ShipmentLineView(
            line.line_id,
            line.quantity,
            line.weight_g or UNSET,
            line.partner_unit or UNSET,
            line.partner_quantity or UNSET,
        )
        for line in shipment.lines
    ]
    instead = [
        SubstituteView(one.line_id, one.quantity, one.sku, one.shipped_quantity)
        for one in shipment.substitutes
    ]
    return ShipmentView(
        shipment.id, shipment.reference, shipment.carrier, shipment.tracking,
        shipped_at, lines, instead or UNSET,
        [ShipmentLineView(line.line_id, line.quantity) for line in shipment.closed] or UNSET,
    )  # fmt: skip
