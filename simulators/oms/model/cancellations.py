"""Cancellations, and what the sites said to them."""

from __future__ import annotations

from ...kernel.fields import Document

BY_CHANNEL, BY_OMS = "channel", "oms"
"""Who decides to cancel units: whoever sold them, or this system, because no site has them."""


class Cancellation(Document, frozen=True):
    """A cancellation by its reference: what was taken off each line, and what sites were asked.

    ``by`` says whose decision it was.
    """

    reference: str
    order_id: int
    lines: tuple[CancellationLine, ...]
    requests: tuple[CancellationRequest, ...] = ()
    by: str = BY_CHANNEL


class CancellationLine(Document, frozen=True):
    """Units asked for = cancelled + pending + refused, when the request is answered."""

    line_id: int
    quantity: int
    cancelled: int = 0
    refused: int = 0

    @property
    def pending(self) -> int:
        """Units that wait for a warehouse's word."""
        return self.quantity - self.cancelled - self.refused


class CancellationRequest(Document, frozen=True):
    """Units that a warehouse was asked to give up; ``granted`` is None until it answers."""

    fulfilment_id: int
    line_id: int
    quantity: int
    granted: int | None = None
