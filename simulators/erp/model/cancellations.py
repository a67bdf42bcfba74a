"""Cancellations of units of sales orders."""

from __future__ import annotations

from ...kernel.fields import Document


class CancellationLine(Document, frozen=True):
    """Units of an order line that will not be delivered."""

    line_no: int
    quantity: int


class OrderCancellation(Document, frozen=True):
    """A cancellation asked for under a reference of the caller's, so that it counts once."""

    external_ref: str
    order: str
    lines: tuple[CancellationLine, ...]
