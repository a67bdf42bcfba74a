"""Cancellations: a buyer's wish, answered line by line with what was still to be had back."""

from __future__ import annotations

from pydantic import Field

from .base import Canonical


class CancellationLine(Canonical):
    """Units of a line that the buyer does not want any more, and how many were taken back."""

    line_id: str
    quantity: int = Field(ge=1)
    accepted: int = 0


class Cancellation(Canonical):
    """A wish to cancel; ``answered`` once the seller has said what it takes back.

    One that is ``by_seller`` is no wish: the seller cannot deliver, and it was answered at once.
    """

    id: str
    order_key: str
    answered: bool
    lines: tuple[CancellationLine, ...]
    by_seller: bool = False


class PendingUnits(Canonical):
    """Units that only the warehouse can give back, because it accepted the work."""

    fulfilment_id: int
    line_id: int
    quantity: int


class CancelledLine(Canonical):
    """What became of a line of a cancellation in the OMS."""

    line_id: int
    cancelled: int
    refused: int


class CancelledOrder(Canonical):
    """The OMS's answer to a cancellation, or its own decision (``by_oms``)."""

    lines: tuple[CancelledLine, ...]
    pending: tuple[PendingUnits, ...]
    order_id: int = 0
    by_oms: bool = False
