"""The marketplace's form of cancellations."""

from __future__ import annotations

from ..documents.cancellation import Cancellation, CancellationLine
from .marketplace_wire import Wire, WishRow


class WireCancellationLine(Wire, frozen=True):
    """A line of a cancellation."""

    line_id: str
    quantity: int
    accepted: int = 0


class WireCancellation(Wire, frozen=True):
    """A cancellation."""

    id: str
    order_id: str
    store: str
    status: str
    lines: list[WireCancellationLine]
    requested_by: str = "buyer"

    def canonical(self) -> Cancellation:
        """The engine's document."""
        return Cancellation(
            id=self.id,
            order_key=f"{self.store}/{self.order_id}",
            answered=self.status != "requested",
            lines=tuple(
                CancellationLine(line_id=line.line_id, quantity=line.quantity, accepted=line.accepted)
                for line in self.lines
            ),
            by_seller=self.requested_by == "seller",
        )


class CancellationRows(Wire, frozen=True):
    """A page of cancellations."""

    cancellations: list[WishRow]
    next_token: str = ""
