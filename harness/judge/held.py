"""What an order waits for, as the judge reads it off the documents."""

from __future__ import annotations

from .books import Books, Case, Kind


def held_for(case: Case) -> list[str]:
    """The kinds of hold that are in force on an order; empty when it may go.

    An order that the shop did not clear is held for fraud, whatever the ERP has heard of it.
    """
    order, sold = case.one("erp", "orders"), case.one("marketplace", "orders")
    kinds = [] if order is None else [str(kind) for kind in order.holds]
    reviewed = None if sold is None or sold.review is None else str(sold.review.state)
    if reviewed in ("pending", "rejected") and "fraud" not in kinds:
        kinds.append("fraud")
    return kinds


def never_released(case: Case) -> bool:
    """Whether an order was placed on hold and never let go, be it that nothing was left of it."""
    return any(hold.state != "released" for hold in case.all("erp", "holds"))


def held_since_us(case: Case, books: Books) -> int | None:
    """The instant of the first hold that was never released, in microseconds; None if there is none."""
    born_us = [
        books.born_us[Kind("erp", "holds"), hold.number]
        for hold in case.all("erp", "holds")
        if hold.state != "released"
    ]
    return min(born_us, default=None)
