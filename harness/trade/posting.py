"""What the systems posted, by source row: read from their documents when everything has arrived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from ..judge.books import Books
from .carrying import Carrier
from .control import Control
from .tally import Tally

SALE_SET_ASIDE: Final = "gives back a sale that the connector set aside"


def post(carrier: Carrier, control: Control, tally: Tally, quarantined_orders: dict[str, str]) -> None:
    """Tell the control every amount that was posted or cancelled, and the tally the sales.

    ``quarantined_orders`` gives the connector's reason for each order that it set aside.
    """
    books = carrier.world.books
    for key, amount in _posted(books):
        control.posted(key, amount)
    _cancelled(carrier, control, quarantined_orders)
    _credited(carrier, control, tally, quarantined_orders)
    for placed, document in carrier.orders.values():
        reason = quarantined_orders.get(placed.key)
        for row, row_class in document.lines():
            if row.key in carrier.refused or row_class.value in ("ledger", "stock adjustment"):
                continue
            if reason is None:
                tally.applied(row)
            else:
                tally.quarantined(row, reason)


def _posted(books: Books) -> Iterator[tuple[str, Decimal]]:
    for invoice in books.table("erp", "invoices").values():
        for line in (*invoice.lines, *invoice.charges):
            yield line.reference, line.net
    for memo in books.table("erp", "credit_memos").values():
        for line in memo.lines:
            yield line.reference, -line.net
    for entry in books.table("erp", "ledger").values():
        if not entry.document:
            yield entry.reference, entry.amount


def _cancelled(carrier: Carrier, control: Control, quarantined_orders: Mapping[str, str]) -> None:
    by_line = {sold.line_id: sold for sold in carrier.sold.values()}
    for cancellation in carrier.world.books.table("marketplace", "cancellations").values():
        for line in cancellation.lines:
            sold = by_line[line.line_id]
            if line.accepted and sold.order.key not in quarantined_orders:
                amount = sold.row.unit_price * line.accepted
                control.cancelled(sold.row.key, line.reference, amount)


def _credited(
    carrier: Carrier, control: Control, tally: Tally, quarantined_orders: Mapping[str, str]
) -> None:
    """A credit goes the way of its sale; what was posted for it apart is not set aside with it."""
    for credited in carrier.credited:
        if carrier.sold[credited.sale_key].order.key in quarantined_orders:
            tally.quarantined(credited.row, SALE_SET_ASIDE, credited.units)
            control.quarantined(credited.row.key, credited.memo)
        else:
            tally.applied(credited.row, credited.units)


def parts_shipped(books: Books) -> tuple[int, int]:
    """How many shipments there were, and how many orders went in two or more."""
    by_order: dict[Any, int] = {}
    for delivery in books.table("erp", "deliveries").values():
        by_order[delivery.order] = by_order.get(delivery.order, 0) + 1
    return sum(by_order.values()), sum(1 for count in by_order.values() if count > 1)


def tax_rounding(books: Books) -> Decimal:
    """Tax as it stands on invoices and credit memos, less the exact tax of the same net amounts."""
    difference = Decimal(0)
    rates = {
        (order.number, line.line_no): line.tax_rate
        for order in books.table("erp", "orders").values() for line in order.lines
    }  # fmt: skip
    for invoice in books.table("erp", "invoices").values():
        for line in invoice.lines:
            difference += line.tax - line.net * rates[(invoice.order, line.line_no)]
    for memo in books.table("erp", "credit_memos").values():
        for line in memo.lines:
            rate = rates.get((memo.order, line.line_no))
            if rate is not None:
                difference -= line.tax - line.net * rate
    return difference
