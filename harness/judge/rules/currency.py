"""Currency: I22. An amount keeps its currency from the shop's order to the last payment."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ...findings import Finding
from ..arithmetic import PENNY, e4, money
from ..books import Case
from ..currencies import step_of
from ..found import found, order_value
from ..scope import Scope

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
    """No amount is finer than the minor unit of its currency.

    Where that is a hundredth, charges may be finer, and so what is paid for them.
    """
    del scope
    order = case.one("marketplace", "orders")
    if order is None:
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
