"""Early payment: within the discount days of its terms an invoice may be settled with less (2/10 NET 30).

What is taken off is of the amount with tax, and bears its share of that; it lowers the tax that is owed.
https://learn.microsoft.com/en-us/previous-versions/dynamics-nav-2013-r2/hh170578(v=nav.71)
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ...kernel.arithmetic import BASIS, share
from ...kernel.currencies import MINOR_UNITS
from ..model import Allocation, Invoice, Payment
from .books import Books
from .exchange import in_company_currency
from .ledger import Ledger, Posted

DISCOUNTS = "early_payment_discounts"
OUTPUT_TAX = "output_tax"
_NOTHING = Decimal(0)


def settled_with(
    left: Decimal, open_items: Sequence[tuple[Invoice, Decimal]], day: str
) -> tuple[Allocation, ...]:
    """What a transfer of a day settles of invoices, each with what is open of it.

    The discount is for whoever settles a whole invoice with less, so there is none where part of it was paid
    or credited before; who pays all of them in full takes none.
    """
    in_full = left >= sum(amount for _, amount in open_items)
    allocations = []
    for invoice, still_open in open_items:
        discount, tax = _NOTHING, _NOTHING
        if not in_full and still_open == invoice.total and day <= invoice.discount_date:
            discount, tax = (_off(amount, invoice) for amount in (invoice.total, invoice.tax))
        if left < still_open - discount:
            discount, tax = _NOTHING, _NOTHING
        amount = min(left, still_open - discount)
        if amount > 0:
            allocations.append(Allocation(invoice.number, amount, discount, tax))
            left -= amount
    return tuple(allocations)


def post_discounts(books: Books, ledger: Ledger, payment: Payment) -> None:
    """Post what was taken off with a payment: the payer owes less, and less tax is owed."""
    posted = Posted(payment.external_ref, payment.date)
    for one in payment.allocations:
        if not one.discount:
            continue
        rate = books.invoices.get(one.invoice).exchange_rate
        worth, tax = (in_company_currency(amount, rate) for amount in (one.discount, one.discount_tax))
        text = f"early payment of invoice {one.invoice}"
        ledger.owe(payment.customer, -worth, payment.number, text, posted)
        ledger.post(DISCOUNTS, worth - tax, payment.number, text, posted)
        if tax:
            ledger.post(OUTPUT_TAX, tax, payment.number, text, posted)


def _off(amount: Decimal, invoice: Invoice) -> Decimal:
    return share(amount, invoice.discount_bp, BASIS, MINOR_UNITS[invoice.currency])
