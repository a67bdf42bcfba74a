"""What left the sites, and what they could not find."""

from __future__ import annotations

from ...kernel.fields import Document
from .substitutes import Substituted


class ShipmentLine(Document, frozen=True):
    """How many units of an order line left; ``surplus`` of them were not promised to it.

    ``weight_g`` is what they weigh, if that is paid.
    """

    line_id: int
    quantity: int
    surplus: int = 0
    weight_g: int = 0


class Shipment(Document, frozen=True):
    """Goods that left a site; ``reference`` is the warehouse's, once.

    ``closed`` units will not follow: what left is complete within the line's tolerance.
    """

    id: int
    order_id: int
    fulfilment_id: int
    reference: str
    tracking: str
    shipped_at_us: int
    lines: tuple[ShipmentLine, ...]
    substitutes: tuple[Substituted, ...] = ()
    closed: tuple[ShipmentLine, ...] = ()


class Shortage(Document, frozen=True):
    """Units that a site could not find; ``reference`` is the warehouse's, once."""

    reference: str
    fulfilment_id: int
    lines: tuple[ShipmentLine, ...]
