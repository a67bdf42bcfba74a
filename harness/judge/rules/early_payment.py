"""Discounts for early payment: I21, what is taken off is what the terms of the invoice offer, in time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from ...findings import Finding
from ..arithmetic import ONE, e4, money, nearest
from ..currencies import in_pounds, step_of
from ..found import found
from ..scope import Scope

_ACCOUNTS = ("early_payment_discounts", "output_tax")


def i21_early_payment(scope: Scope) -> Iterator[Finding]:
    """Who settles a whole invoice in time with less has the discount of its terms, and nobody else has.

    Nothing is taken off an invoice of which part was credited before.
    """
    table = scope.books.table
    invoices, payments = table("erp", "invoices"), table("erp", "payments").values()
    given = (*payments, *table("erp", "credit_memos").values())
    parts = Counter(one.invoice for document in given for one in document.allocations)
    for payment in payments:
        for one in payment.allocations:
            invoice = invoices[one.invoice]
            discount, tax = _offered(invoice, payment.date)
            total = e4(invoice.total)
            said = (e4(one.discount), e4(one.discount_tax))
            # Money that came before its invoice took nothing off what nobody had billed yet.
            asked = parts[one.invoice] == 1 and e4(one.amount) == total - discount and not payment.order_ref
            right = (discount, tax) if said[0] or asked else (0, 0)
            if said != right or (said[0] and e4(one.amount) + discount != total):
                yield found(
                    "I21",
                    f"payment {payment.number} of {payment.date} settles invoice {invoice.number} of "
                    f"{invoice.total} with {one.amount} and a discount of {money(said[0])}, "
                    f"{money(said[1])} of it tax; {money(right[0])} and {money(right[1])} are right",
                    systems=("erp",), documents=[payment.number, invoice.number],
                    at_risk_e4=abs(said[0] - right[0]), said=money(said[0]), right=money(right[0]),
                )  # fmt: skip


def i21_discounts_posted(scope: Scope) -> Iterator[Finding]:
    """The ledger has what was taken off, without tax and the tax of it apart."""
    table = scope.books.table
    posted: dict[tuple[str, str], int] = defaultdict(int)
    for entry in table("erp", "ledger").values():
        if entry.account in _ACCOUNTS and entry.document:
            posted[entry.document, entry.account] += e4(entry.amount)
    for payment in table("erp", "payments").values():
        net = tax = 0
        for one in payment.allocations:
            rate = table("erp", "invoices")[one.invoice].exchange_rate
            part = in_pounds(one.discount_tax, rate)
            net, tax = net + in_pounds(one.discount, rate) - part, tax + part
        for account, right in zip(_ACCOUNTS, (net, tax), strict=True):
            said = posted[payment.number, account]
            if said != right:
                yield found(
                    "I21",
                    f"the ledger has {money(said)} of payment {payment.number} as "
                    f"{account.replace('_', ' ')}; {money(right)} were taken off",
                    systems=("erp",), documents=[payment.number], at_risk_e4=abs(said - right),
                    said=money(said), right=money(right),
                )  # fmt: skip


def _offered(invoice: Any, day: str) -> tuple[int, int]:
    """What may be taken off an invoice that is paid on a day, and the tax in it."""
    if day > invoice.discount_date:
        return 0, 0
    step = step_of(invoice.currency)
    total, tax = (nearest(e4(each) * invoice.discount_bp, ONE, step) for each in (invoice.total, invoice.tax))
    return total, tax
