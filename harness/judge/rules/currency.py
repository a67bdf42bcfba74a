"""Currency: I22. An amount keeps its currency from the shop's order to the last payment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from ...findings import Finding
from ..arithmetic import PENNY, e4, money
from ..books import Case
from ..currencies import in_pounds, step_of
from ..found import found, order_value
from ..scope import Scope

HOME = "GBP"
"""The currency in which the company books."""

_NAMED = (
    ("marketplace", "payments"), ("erp", "invoices"), ("erp", "credit_memos"), ("erp", "payments"),
)  # fmt: skip
"""Documents that name their currency; that of orders is a part of I18."""


def i22_one_currency(case: Case, scope: Scope) -> Iterator[Finding]:
    """Payments, invoices and credit memos are in the currency of the order."""
    del scope
    order = case.one("marketplace", "orders")
    if order is None:
        return
    for system, table in _NAMED:
        for document in case.all(system, table):
            if document.currency != order.currency:
                number = getattr(document, "number", "") or document.id
                yield found(
                    "I22",
                    f"{_word(table)} {number} in the {system} is in {document.currency}, order {order.id} "
                    f"in {order.currency}",
                    systems=(system,), documents=[number, order.id], case=case,
                    at_risk_e4=order_value(case), said=document.currency, right=order.currency,
                )  # fmt: skip


def i22_minor_units(case: Case, scope: Scope) -> Iterator[Finding]:
    """No amount is finer than the minor unit of its currency; I16 and I20 compare pounds to the penny.

    Where it is a hundredth, charges may be finer, and so what is paid for them.
    """
    del scope
    order = case.one("marketplace", "orders")
    if order is None or order.currency == HOME:
        return
    step = step_of(order.currency)
    for system, number, (what, name), amount in _amounts(case, finer=step != PENNY):
        if e4(amount) % step:
            yield found(
                "I22",
                f"{what} {name} of {number} in the {system} is {amount} {order.currency}, which is finer "
                f"than the minor unit of {money(step).normalize():f}",
                systems=(system,), documents=[number, order.id], case=case, at_risk_e4=e4(amount),
                said=amount,
            )  # fmt: skip


def i22_stored_rate(case: Case, scope: Scope) -> Iterator[Finding]:
    """An order has the exchange rate of its date, and what follows from it keeps that."""
    order = case.one("erp", "orders")
    if order is None:
        return
    right = None if order.currency == HOME else _rate_on(order.currency, order.date, scope)
    papers = [("sales order", order), *(("invoice", one) for one in case.all("erp", "invoices"))]
    papers += [("credit memo", memo) for memo in case.all("erp", "credit_memos")]
    papers += [("payment", payment) for payment in case.all("erp", "payments")]
    for word, paper in papers:
        if paper.exchange_rate != right:
            yield found(
                "I22",
                f"{word} {paper.number} has the exchange rate {paper.exchange_rate}; on {order.date}, "
                f"the day of sales order {order.number}, one {order.currency} was worth {right} {HOME}",
                systems=("erp",), documents=[paper.number, order.number], case=case,
                at_risk_e4=order_value(case), said=paper.exchange_rate, right=right,
            )  # fmt: skip


def i22_posted_in_pounds(case: Case, scope: Scope) -> Iterator[Finding]:
    """The ledger is in pounds: a document in another currency is posted at the rate that it stored."""
    order = case.one("erp", "orders")
    if order is None or order.exchange_rate is None:
        return
    posted = {entry.document: entry for entry in scope.books.table("erp", "ledger").values()}
    worth = [(one, in_pounds(one.total, one.exchange_rate)) for one in case.all("erp", "invoices")]
    worth += [(one, -in_pounds(one.total, one.exchange_rate)) for one in case.all("erp", "credit_memos")]
    for one in case.all("erp", "payments"):
        way = 1 if one.kind == "refund" else -1
        worth.append((one, way * in_pounds(one.amount, one.exchange_rate)))
    for paper, right in worth:
        entry = posted.get(paper.number)
        if entry is None or e4(entry.amount) != right:
            said = "nothing" if entry is None else entry.amount
            finding = found(
                "I22",
                f"the ledger has {said} for document {paper.number}; at the rate of {order.exchange_rate} "
                f"that is {money(right)} {HOME}",
                systems=("erp",), documents=[paper.number, order.number], case=case,
                at_risk_e4=right if entry is None else right - e4(entry.amount), said=said,
                right=money(right),
            )  # fmt: skip
            yield replace(finding, currency=HOME)


def i22_date(case: Case, scope: Scope) -> Iterator[Finding]:
    """A sales order has the date on which it was placed, in the zone of the company's business day."""
    order, booked = case.one("marketplace", "orders"), case.one("erp", "orders")
    if order is None or booked is None:
        return
    placed = datetime.fromtimestamp(order.placed_at_us // 1_000_000, ZoneInfo(scope.declared.zone))
    right = placed.date().isoformat()
    if booked.date != right:
        yield found(
            "I22",
            f"sales order {booked.number} is of {booked.date}; order {order.id} was placed on {right} in "
            f"{scope.declared.zone}",
            systems=("erp",), documents=[booked.number, order.id], case=case, at_risk_e4=order_value(case),
            said=booked.date, right=right,
        )  # fmt: skip


Amount = tuple[str, str, tuple[str, object], Decimal]
"""In which system and document it stands, what it is of which part, and how much."""


def _amounts(case: Case, *, finer: bool) -> Iterator[Amount]:
    """The amounts of goods; and, with ``finer``, those of charges and payments too."""
    for order in case.all("marketplace", "orders"):
        yield from (("marketplace", order.id, ("line", line.id), line.total) for line in order.lines)
        if finer:
            yield from (("marketplace", order.id, ("charge", one.code), one.total) for one in order.charges)
    for table in ("orders", "invoices", "credit_memos"):
        for paper in case.all("erp", table):
            for line in paper.lines:
                yield "erp", paper.number, ("the net amount of line", line.line_no), line.net
                yield "erp", paper.number, ("the tax of line", line.line_no), line.tax
    if finer:
        yield from _paid(case)


def _paid(case: Case) -> Iterator[Amount]:
    for payment in case.all("marketplace", "payments"):
        for entry in (*payment.captures, *payment.refunds, *payment.voids):
            yield "marketplace", payment.id, ("entry", entry.id), entry.amount
    for booked in case.all("erp", "payments"):
        yield "erp", booked.number, ("the amount of the", booked.kind), booked.amount
    for copy in case.all("marketplace", "invoices"):
        yield "marketplace", copy.number, ("the total of the", "copy"), copy.total


def _word(table: str) -> str:
    return "credit memo" if table == "credit_memos" else table.removesuffix("s")


def _rate_on(currency: str, date: str, scope: Scope) -> Decimal | None:
    """The rate of the latest day up to a date."""
    rates = scope.books.table("erp", "exchange_rates").values()
    known = {one.date: one.rate for one in rates if one.currency == currency and one.date <= date}
    return known[max(known)] if known else None
