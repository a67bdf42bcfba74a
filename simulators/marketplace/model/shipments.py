"""What the seller says has left."""

from __future__ import annotations

from ...kernel.fields import Document
from .substitutes import Substituted


class ShipmentLine(Document, frozen=True):
    """How many units of an order line left in a shipment, or were closed by it, and what they weigh.

    In the buyer's own unit too, if the seller said so.
    """

    line_id: str
    quantity: int
    weight_g: int = 0
    partner_unit: str = ""
    partner_quantity: str = ""


class Shipment(Document, frozen=True):
    """What the seller says has left; ``reference`` is the seller's, once per order.

    ``closed`` are units that will not come: what has shipped is complete within the tolerance.
    """

    id: str
    order_id: str
    reference: str
    carrier: str
    tracking: str
    shipped_at_us: int
    lines: tuple[ShipmentLine, ...]
    store: str = "main"
    substitutes: tuple[Substituted, ...] = ()
    closed: tuple[ShipmentLine, ...] = ()
