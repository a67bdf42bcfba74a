"""Reviews of orders that look like fraud."""

from __future__ import annotations

from enum import StrEnum

from ...kernel.fields import Document


class ReviewState(StrEnum):
    """Where a review stands."""

    PENDING = "pending"
    CLEARED = "cleared"
    REJECTED = "rejected"


class Review(Document, frozen=True):
    """Why an order is looked at before anything of it is sent, and who decided what about it."""

    state: ReviewState
    reason: str
    decided_by: str = ""
    decision: str = ""
