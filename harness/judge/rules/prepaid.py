"""Orders that are paid in advance: I24, nothing of them goes unpaid, and what came settles their invoices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ordergate.simulators.kernel.tables import Change

from ...findings import Finding
from ..arithmetic import e4, money, part_of
from ..books import Books, Case, Kind
from ..found import found
from ..scope import Declared, Scope
from .holds import RELEASES

IN_ADVANCE = "PREPAID"


def i24_nothing_goes_unpaid(change: Change, books: Books, declared: Declared) -> Iterator[Finding]:
    """Before anything of an order paid in advance is released, shipped or billed, transfers cover it."""
    del declared
    did = RELEASES.get(Kind(change.system, change.table))
    case = None if did is None or change.before is not None else books.case_of(change)
    order = None if case is None else case.one("erp", "orders")
    if order is None or case is None or _terms(case) != IN_ADVANCE:
        return
    asked, came = _asked(order), paid_for(books, order)
    if came < asked:
        yield found(
            "I24",
            f"the {change.system} {did} ({change.key}) of an order that is paid in advance, when "
            f"{money(came)} {order.currency} of {money(asked)} had come",
            systems=(change.system,), documents=[change.key, order.number], case=case,
            at_risk_e4=asked - came, asked=money(asked), came=money(came),
        )  # fmt: skip


def i24_paid_in_advance(case: Case, scope: Scope) -> Iterator[Finding]:
    """An order waits for its payment as long as something of it is missing, and no longer."""
    order = case.one("erp", "orders")
    if order is None or _terms(case) != IN_ADVANCE or not any(line.open for line in order.lines):
        return
    if any(hold.kind == "payment" and hold.state == "refused" for hold in case.all("erp", "holds")):
        return
    asked, came = _asked(order), paid_for(scope.books, order)
    waits = "payment" in map(str, order.holds)
    if waits != (came < asked):
        yield found(
            "I24",
            f"erp order {order.number} is paid in advance, {money(came)} {order.currency} of {money(asked)} "
            f"have come, and it {'waits still' if waits else 'does not wait'}",
            systems=("erp",), documents=[order.number], case=case, at_risk_e4=abs(asked - came),
            asked=money(asked), came=money(came),
        )  # fmt: skip


def i24_settled_in_advance(case: Case, scope: Scope) -> Iterator[Finding]:
    """What was transferred for an order in advance settles its invoices less credits, as far as it goes."""
    order = case.one("erp", "orders")
    if order is None or _terms(case) != IN_ADVANCE:
        return
    billed = {invoice.number: e4(invoice.total) for invoice in case.all("erp", "invoices")}
    settled = sum(
        e4(one.amount)
        for payment in scope.books.table("erp", "payments").values()
        for one in payment.allocations
        if one.invoice in billed
    )
    credited = sum(
        e4(one.amount)
        for memo in case.all("erp", "credit_memos")
        for one in memo.allocations
        if one.invoice in billed
    )
    right = min(sum(billed.values()) - credited, paid_for(scope.books, order))
    if settled < right:
        yield found(
            "I24",
            f"of the invoices of erp order {order.number} {money(settled)} {order.currency} are settled, and "
            f"{money(right)} were paid in advance",
            systems=("erp",), documents=[order.number, *billed], case=case, at_risk_e4=right - settled,
            settled=money(settled), right=money(right),
        )  # fmt: skip


def paid_for(books: Books, order: Any) -> int:
    """What the payer of an order transferred for it by name."""
    account = (order.payer or order.customer, order.currency)
    return sum(
        e4(payment.amount)
        for payment in books.table("erp", "payments").values()
        if payment.method == "bank"
        and payment.order_ref == order.external_ref
        and (payment.customer, payment.currency) == account
    )


def _terms(case: Case) -> str:
    """What the shop agreed; where it cannot be asked, what the ERP has."""
    sold = case.one("marketplace", "orders")
    return str((case.one("erp", "orders") if sold is None else sold).payment_terms)


def _asked(order: Any) -> int:
    """What is wanted of an order, at the amounts agreed; charges fall when all of its goods do."""
    wanted = sum(
        part_of(e4(amount), line.quantity - line.cancelled, line.quantity)
        for line in order.lines
        for amount in (line.net, line.tax)
    )
    if order.lines and all(line.cancelled == line.quantity for line in order.lines):
        return wanted
    return wanted + sum(e4(charge.net) + e4(charge.tax) for charge in order.charges)
