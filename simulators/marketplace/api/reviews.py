"""URLs of reviews."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from ...kernel.fields import Body, Text
from ...kernel.wire import Call, Operation, Reply, Surface
from ..model import Review
from .forms import STORE, Desk, View


class ReviewView(View, frozen=True):
    """A review; nothing of the order may be released before its status is ``cleared``."""

    status: str
    reason: str
    decided_by: str
    decision: str


class ReviewDecision(Body, frozen=True):
    """What was found out about an order, by whom."""

    cleared: bool
    by: Text
    reason: Text


class ReviewDesk(Desk):
    """Where the payment provider's people decide about orders."""

    def operations(self) -> list[Operation]:
        """What can be asked of reviews."""
        return [
            Operation("decide_review", "POST", "/_world/orders/{id}/review", self.decide, ReviewDecision,
                      query=STORE, surface=Surface.WORLD,
                      summary="Clear an order under review, or reject it."),
        ]  # fmt: skip

    def decide(self, call: Call) -> Reply:
        """POST /_world/orders/{id}/review."""
        body: ReviewDecision = call.body
        order = self.service.decide_review(
            self.order_key(call), cleared=body.cleared, by=body.by, reason=body.reason
        )
        assert order.review is not None, f"order {order.id} was decided about without a review"
        return Reply({"id": order.id, "status": order.review.state})


def review_shown(review: Review | None) -> ReviewView | UnsetType:
    """A review as connectors see it."""
    if review is None:
        return UNSET
    return ReviewView(review.state, review.reason, review.decided_by, review.decision)
