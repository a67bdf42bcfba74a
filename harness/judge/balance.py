"""What is open of an order, by the books of the ERP and the judge's arithmetic."""

from __future__ import annotations

from decimal import Decimal

from .arithmetic import e4, money
from .books import Case


def open_in_the_erp(case: Case) -> Decimal:
    """Invoices - credit memos - receipts + refunds; below 0 the seller owes it."""
    open_e4 = sum(e4(invoice.total) for invoice in case.all("erp", "invoices"))
    open_e4 -= sum(e4(memo.total) for memo in case.all("erp", "credit_memos"))
    for payment in case.all("erp", "payments"):
        open_e4 += e4(payment.amount) * (1 if payment.kind == "refund" else -1)
    return money(open_e4)
