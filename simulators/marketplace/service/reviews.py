"""Reviews: people look at an order that seems to be fraud before anything of it is sent.

https://shopify.dev/docs/api/admin-graphql/latest/objects/OrderRiskSummary
"""

from __future__ import annotations

from msgspec.structs import replace

from ...kernel.problems import Conflict
from ..lifecycle import REVIEW, ReviewMove
from ..model import Order
from .tables import Tables


class Reviewing(Tables):
    """What the payment provider's people find out about orders."""

    def decide_review(self, key: str, *, cleared: bool, by: str, reason: str) -> Order:
        """Clear an order that is under review, or reject it; its seller has to cancel it then."""
        order = self.orders.get(key)
        if order.review is None:
            raise Conflict(f"order {order.id} is under no review; nobody found anything odd about it")
        move = ReviewMove.CLEAR if cleared else ReviewMove.REJECT
        state = REVIEW.after(order.review.state, move, of=order.id)
        review = replace(order.review, state=state, decided_by=by, decision=reason)
        self.orders.put(replace(order, review=review))
        self.context.outbox.publish("order.reviewed", order.id, order_id=order.id, store=order.store)
        return self.orders.get(key)
