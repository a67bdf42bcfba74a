"""Cancellations by the seller, who cannot deliver: they stand at once, and nobody is asked.

https://developer.walmart.com/us-marketplace/docs/cancel-orders
"""

from __future__ import annotations

from collections.abc import Sequence

from ...kernel.problems import Conflict
from ..lifecycle import CANCELLATION, CancellationMove
from ..model import Cancellation, CancellationLine
from .tables import Done, Tables, moved
from .units import Units, counted, once, raised, within


class SellerCancelling(Tables):
    """How a seller takes units off an order."""

    def cancel_by_seller(
        self, key: str, reference: str, reason: str, lines: Sequence[Units]
    ) -> Done[Cancellation]:
        """Cancel open units; the same reference again changes nothing."""
        order = self.orders.get(key)
        for held in self.cancellations.by("order", (order.store, order.id)):
            if held.seller_ref == reference:
                return Done(_the_same(held, lines), already=True)
        once(lines)
        within(order, lines, lambda line: line.open, purpose="cancel")
        number = self.numbers.following("MC")
        cancellation = Cancellation(
            id=number,
            order_id=order.id,
            reason=reason,
            state=CANCELLATION.after(CANCELLATION.start, CancellationMove.ACCEPT, of=number),
            lines=tuple(CancellationLine(one.line_id, one.quantity, "", one.quantity) for one in lines),
            store=order.store,
            seller_ref=reference,
        )
        self.orders.put(moved(order, raised(order.lines, "cancelled", counted(lines)), shipping=False))
        return Done(self.cancellations.put(cancellation))


def _the_same(held: Cancellation, lines: Sequence[Units]) -> Cancellation:
    before = {line.line_id: line.quantity for line in held.lines}
    if before != {line.line_id: line.quantity for line in lines}:
        raise Conflict(
            f"reference {held.seller_ref} is cancellation {held.id} of order {held.order_id} with other "
            "content; use a new reference",
            field="reference",
        )
    return held
