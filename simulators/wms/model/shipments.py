"""Parcels, and shipments of them."""

from __future__ import annotations

from ...kernel.fields import Document
from .orders import Units


class ParcelLine(Document, frozen=True, omit_defaults=True):
    """How many units of an outbound line are in a parcel, and what they weigh if they were weighed.

    Where another item ships for them, ``shipped_sku`` and ``shipped_quantity`` say what is in the box.
    """

    line: str
    sku: str
    quantity: int
    shipped_sku: str = ""
    shipped_quantity: int = 0
    weight_g: int = 0

    @property
    def contents(self) -> tuple[str, int]:
        """The item that is in the box, and how many."""
        return self.shipped_sku or self.sku, self.shipped_quantity or self.quantity


class Parcel(Document, frozen=True):
    """A box with its label (SSCC, 18 digits) and tracking number, each used once."""

    sscc: str
    tracking: str
    lines: tuple[ParcelLine, ...]


class Shipment(Document, frozen=True):
    """Parcels that left together; ``closed`` units will not follow, what left is complete without them."""

    id: str
    outbound_id: str
    reference: str
    site: str
    carrier: str
    shipped_at_us: int
    parcels: tuple[Parcel, ...]
    closed: tuple[Units, ...] = ()
