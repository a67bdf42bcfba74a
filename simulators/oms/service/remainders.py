"""Remainders: what no site has is cancelled where orders are not kept waiting (fill or kill)."""

from __future__ import annotations

from msgspec.structs import replace

from ..lifecycle import OrderMove
from ..model import BY_OMS, Cancellation, CancellationLine
from ..policy import BACKORDER
from .posting import Posting
from .tables import Tables


def cancel_what_waits(tables: Tables, order_id: int) -> None:
    """Cancel every unit of an order that waits for stock, and tell the subscribers, by policy.

    Components of kits wait all the same: without one, the others of its kit would be of no use.
    """
    order = tables.orders.get(order_id)
    waiting = [line for line in order.lines if line.backordered and not line.kit]
    if not waiting or tables.context.chosen(BACKORDER) == "keep":
        return
    posting = Posting(tables)
    for line in waiting:
        cancelled = line.cancelled + line.backordered
        posting.change_line(order_id, replace(line, backordered=0, cancelled=cancelled))
    posting.move(order_id, OrderMove.CANCEL_PART, OrderMove.CANCEL_REST)
    posting.book()
    number = sum(1 for _ in tables.cancellations.by("order", order_id)) + 1
    made = Cancellation(
        f"OMS-{order_id}-{number}",
        order_id,
        tuple(CancellationLine(line.id, line.backordered, line.backordered) for line in waiting),
        by=BY_OMS,
    )
    tables.cancellations.put(made)
    tables.context.outbox.publish(
        "cancellation.made", made.reference, cancellation_ref=made.reference, order_id=order_id
    )
