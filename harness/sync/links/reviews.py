"""Reviews: marketplace to ERP; what is released or refused there goes its way as any hold."""

from __future__ import annotations

from ..run import Run
from ..whereabouts import find, order_lane
from ..work import Applied, Ignored, Outcome
from .base import Link

UNDECIDED = "nobody has decided about the order yet"


class Reviews(Link):
    """Tells the ERP whether an order that looked like fraud was cleared or rejected."""

    name = "reviews"

    async def carry(self, run: Run) -> Outcome:
        """Release or refuse the ERP's hold, in the name of whoever decided."""
        order = await self.around.marketplace.order(run.key)
        if order.review is None or not order.review.decided:
            return Ignored(UNDECIDED)
        run.enter(order_lane(order.key))
        where = await find(run, self.around, order.key)
        await self.around.erp.review(where.erp, order.review)
        return Applied(order.review.status)
