"""What is open of an order, by the books of the ERP and the judge's arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from .arithmetic import e4, money
from .books import Books, Case


def open_in_the_erp(case: Case, books: Books) -> Decimal:
    """Invoices - credit memos - receipts + refunds; below 0 the seller owes it.

    A transfer is of no order: so much of it counts as settles invoices of this one, and what was taken
    off for paying early.
    """
    open_e4 = sum(e4(invoice.total) for invoice in case.all("erp", "invoices"))
    open_e4 -= sum(e4(memo.total) for memo in case.all("erp", "credit_memos"))
    for payment in case.all("erp", "payments"):
        open_e4 += e4(payment.amount) * (1 if payment.kind == "refund" else -1)
    open_e4 -= sum(e4(one.amount) + e4(one.discount) for _, one in transferred(case, books))
    return money(open_e4)


def transferred(case: Case, books: Books) -> Iterator[tuple[Any, Any]]:
    """The payments of no order that settle invoices of this one, each with what it settles of which."""
    numbers = {invoice.number for invoice in case.all("erp", "invoices")}
    for payment in books.table("erp", "payments").values():
        for one in getattr(payment, "allocations", ()):
            if one.invoice in numbers:
                yield payment, one
