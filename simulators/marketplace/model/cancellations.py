"""Cancellations: wishes of buyers, and decisions of the seller."""

from __future__ import annotations

from enum import StrEnum

from ...kernel.fields import Document
from .orders import order_key


class CancellationState(StrEnum):
    """Where a wish to cancel stands; the seller answers with quantities."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    REFUSED = "refused"


class CancellationLine(Document, frozen=True):
    """How many units of a line the buyer no longer wants, and how many the seller took back."""

    line_id: str
    quantity: int
    reference: str
    accepted: int = 0


class Cancellation(Document, frozen=True):
    """A buyer's wish to cancel part of an order that has not shipped, or the seller's decision to.

    ``seller_ref`` is the seller's name for its decision; a buyer's wish has none.
    """

    id: str
    order_id: str
    reason: str
    state: CancellationState
    lines: tuple[CancellationLine, ...]
    store: str = "main"
    seller_ref: str = ""

    @property
    def order(self) -> str:
        """The key of the order that it is about."""
        return order_key(self.store, self.order_id)
