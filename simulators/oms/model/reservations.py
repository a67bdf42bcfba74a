"""Stock that is promised to orders, and units that wait for it."""

from __future__ import annotations

from msgspec import field

from ...kernel.fields import Document


class Backorder(Document, frozen=True):
    """Units of an order line that wait for stock; the lowest line id has waited longest.

    ``only_at`` are those of them that only the named sites may serve.
    """

    line_id: int
    order_id: int
    sku: str
    quantity: int
    only_at: dict[str, int] = field(default_factory=dict)


class ReservationLine(Document, frozen=True):
    """quantity = consumed + released + what is still held."""

    line_id: int
    sku: str
    quantity: int
    consumed: int = 0
    released: int = 0

    @property
    def held(self) -> int:
        """Units still promised."""
        return self.quantity - self.consumed - self.released


class Reservation(Document, frozen=True):
    """Stock promised to one fulfilment order (same id); each unit is consumed or released once."""

    id: int
    order_id: int
    site: str
    lines: tuple[ReservationLine, ...]
