"""Open items: what of each invoice bought on account is still owed, and what a credit memo settles of it.

A credit memo is applied to the invoice that it corrects; what it exceeds that by stays on the account.
https://learn.microsoft.com/en-us/dynamics365/business-central/receivables-how-apply-sales-transactions-manually
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from ..model import Allocation, CreditMemo, Invoice
from .books import Books

_NOTHING = Decimal(0)


def settled(books: Books, account: tuple[str, str]) -> Mapping[str, Decimal]:
    """What credit memos and transfers have settled of each invoice of a payer in a currency."""
    parts: dict[str, Decimal] = {}
    given = [one.allocations for one in books.credit_memos.by("on account", account)]
    given += [one.allocations for one in books.payments.by("on account", account)]
    for allocations in given:
        for one in allocations:
            parts[one.invoice] = parts.get(one.invoice, _NOTHING) + one.amount + one.discount
    return parts


def open_items(
    books: Books, account: tuple[str, str], invoices: Iterable[Invoice]
) -> list[tuple[Invoice, Decimal]]:
    """Those of the invoices of a payer that are not settled, the oldest first, with what is open of each."""
    done = settled(books, account)
    oldest_first = sorted(invoices, key=lambda invoice: invoice.number)
    still = ((one, one.total - done.get(one.number, _NOTHING)) for one in oldest_first)
    return [(invoice, amount) for invoice, amount in still if amount > 0]


def settled_by(books: Books, memo: CreditMemo) -> tuple[Allocation, ...]:
    """What a credit memo settles of the invoices on account that billed what it credits, the oldest first."""
    if not memo.order or memo.total <= 0:
        return ()
    billed = [one for one in books.invoices.by("order", memo.order) if one.due_date and _is_of(one, memo)]
    left, parts = memo.total, []
    for invoice, amount in open_items(books, (memo.payer or memo.customer, memo.currency), billed):
        part = min(left, amount)
        if part > 0:
            parts.append(Allocation(invoice.number, part))
            left -= part
    return tuple(parts)


def _is_of(invoice: Invoice, memo: CreditMemo) -> bool:
    """Whether an invoice billed a line that is credited; what stands for no goods is of all of them."""
    credited = {line.line_no for line in memo.lines}
    return 0 in credited or any(line.line_no in credited for line in invoice.lines)
