"""Whether the books of others agree with what the trail came to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ..evidence.money import MoneyCheck, Sums
from ..judge.balance import open_in_the_erp, transferred
from ..judge.books import Books, Case
from ..judge.currencies import COMPANY_CURRENCY, places_of
from .lines import agreed_in_the_end, charges_fell

_RECEIVABLES = "receivables"


def checks(case: Case, books: Books, end: Sums) -> Iterator[MoneyCheck]:
    """Other ways to arrive at the closing sums."""
    order = case.one("marketplace", "orders")
    own = order.currency
    yield MoneyCheck(
        text="agreed, by what is left on the lines of the order",
        here=end.agreed, there=agreed_in_the_end(order, charged=not charges_fell(case)), currency=own,
    )  # fmt: skip
    if case.one("erp", "orders") is None:
        return
    yield MoneyCheck(
        text="invoiced for goods, by what left", here=_goods_invoiced(case), there=end.shipped, currency=own
    )
    yield MoneyCheck(
        text="open, by the judge's books of the erp",
        here=end.open, there=open_in_the_erp(case, books), currency=own,
    )  # fmt: skip
    yield MoneyCheck(
        text="open, by the ledger of the erp",
        here=_worth(case, books, end), there=_in_the_ledger(case, books), currency=COMPANY_CURRENCY,
    )  # fmt: skip


def _goods_invoiced(case: Case) -> Decimal:
    """The goods on the invoices at the prices agreed: what shipped instead may have made them cheaper."""
    invoices = case.all("erp", "invoices")
    goods = (line.net + line.tax for invoice in invoices for line in invoice.lines)
    return sum(goods, Decimal(0))


def _worth(case: Case, books: Books, end: Sums) -> Decimal:
    """What is open, in the currency that the company books in: each document at the rate of its order."""
    rate = case.one("erp", "orders").exchange_rate
    if rate is None:
        return end.open
    amounts = [one.total for one in case.all("erp", "invoices")]
    amounts += [-one.total for one in case.all("erp", "credit_memos")]
    amounts += [_owed(one) for one in case.all("erp", "payments")]
    amounts += [-part for _, one in transferred(case, books) for part in (one.amount, one.discount)]
    return sum((_in_company_currency(amount, rate) for amount in amounts), Decimal(0))


def _in_company_currency(amount: Decimal, rate: Decimal | None) -> Decimal:
    coin = Decimal(1).scaleb(-places_of(COMPANY_CURRENCY))
    return amount if rate is None else (amount * rate).quantize(coin, rounding=ROUND_HALF_UP)


def _owed(payment: Any) -> Decimal:
    """By how much a payment raises what is owed."""
    return Decimal(payment.amount if payment.kind == "refund" else -payment.amount)


def _in_the_ledger(case: Case, books: Books) -> Decimal:
    tables = ("invoices", "credit_memos", "payments")
    numbers = {document.number for table in tables for document in case.all("erp", table)}
    entries = books.table("erp", "ledger").values()
    posted = {one.document: one.amount for one in entries if one.account == _RECEIVABLES}
    own = sum((amount for document, amount in posted.items() if document in numbers), Decimal(0))
    rate = case.one("erp", "orders").exchange_rate
    settled = (
        _in_company_currency(part, rate)
        for payment, one in transferred(case, books)
        for part in (one.amount, one.discount)
        if payment.number in posted
    )
    return own - sum(settled, Decimal(0))
