"""Whether the books of others agree with what the trail came to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..evidence.money import MoneyCheck, Sums
from ..judge.balance import open_in_the_erp
from ..judge.books import Books, Case
from .lines import agreed_in_the_end

_RECEIVABLES = "receivables"


def checks(case: Case, books: Books, end: Sums) -> Iterator[MoneyCheck]:
    """Other ways to arrive at the closing sums."""
    order = case.one("marketplace", "orders")
    yield MoneyCheck(
        text="agreed, by what is left on the lines of the order",
        here=end.agreed, there=agreed_in_the_end(order),
    )  # fmt: skip
    if case.one("erp", "orders") is None:
        return
    yield MoneyCheck(text="invoiced for goods, by what left", here=_goods_invoiced(case), there=end.shipped)
    yield MoneyCheck(text="open, by the judge's books of the erp", here=end.open, there=open_in_the_erp(case))
    yield MoneyCheck(text="open, by the ledger of the erp", here=end.open, there=_in_the_ledger(case, books))


def _goods_invoiced(case: Case) -> Decimal:
    """The goods on the invoices at the prices agreed: what shipped instead may have made them cheaper."""
    invoices = case.all("erp", "invoices")
    goods = (line.net + line.tax for invoice in invoices for line in invoice.lines)
    return sum(goods, Decimal(0))


def _in_the_ledger(case: Case, books: Books) -> Decimal:
    tables = ("invoices", "credit_memos", "payments")
    numbers = {document.number for table in tables for document in case.all("erp", table)}
    entries = books.table("erp", "ledger").values()
    posted = (one.amount for one in entries if one.account == _RECEIVABLES and one.document in numbers)
    return sum(posted, Decimal(0))
