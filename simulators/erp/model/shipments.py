"""Deliveries: goods issued for orders."""

from __future__ import annotations

from ...kernel.fields import Document
from .substitutes import Substituted


class DeliveryLine(Document, frozen=True):
    """Units of an order line that left; ``cancelled`` more were so because that completed it.

    ``weight_g`` is what they weigh, if that is paid.
    """

    line_no: int
    quantity: int
    cancelled: int = 0
    weight_g: int = 0


class ClosedLine(Document, frozen=True):
    """Units of an order line that will not follow."""

    line_no: int
    quantity: int


class Delivery(Document, frozen=True):
    """Goods issued for an order; ``external_ref`` is the warehouse's shipment, once (or empty).

    ``closed`` are units that will not follow: what was delivered is complete within the tolerance.
    ``held`` is what the order was on hold for when they left all the same.
    """

    number: str
    order: str
    external_ref: str
    site: str
    date: str
    tracking: str
    lines: tuple[DeliveryLine, ...]
    invoice: str = ""
    substitutes: tuple[Substituted, ...] = ()
    closed: tuple[ClosedLine, ...] = ()
    held: tuple[str, ...] = ()
