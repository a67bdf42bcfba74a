"""Orders that are paid in advance: nothing of them leaves before a transfer that covers them has come.

Business Central can be told not to ship or invoice an order that has an unpaid prepayment amount.
https://learn.microsoft.com/en-us/previous-versions/dynamicsnav-2016/hh915260(v=nav.90)
"""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from ..model import Allocation, Invoice, SalesOrder
from .books import Books
from .exposure import paid_for, unbilled
from .payment_terms import PREPAID

_NOTHING = Decimal(0)


def unpaid(books: Books, order: SalesOrder) -> str:
    """Why an order has to wait for its payment, with what is missing; empty where it need not."""
    if order.payment_terms != PREPAID:
        return ""
    billed = [invoice.total for invoice in books.invoices.by("order", order.number)]
    asked = sum(billed, unbilled(order, sent_only=False))
    came = sum((payment.amount for payment in paid_for(books, order)), _NOTHING)
    if came >= asked:
        return ""
    missing = asked - came
    return f"{asked} {order.currency} are to be paid in advance, {came} have come, and {missing} are missing"


def settle_invoice(books: Books, order: SalesOrder, invoice: Invoice) -> None:
    """Settle a new invoice with what was transferred for its order by name, the oldest first."""
    left = invoice.total
    for payment in paid_for(books, order):
        amount = min(left, payment.unapplied)
        if amount > 0:
            settled = (*payment.allocations, Allocation(invoice.number, amount))
            books.payments.put(replace(payment, allocations=settled))
            left -= amount
