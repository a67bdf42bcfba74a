"""Orders on account: I24 for what payers may owe, and when invoices are due."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ordergate.simulators.erp.policy import CREDIT_CHECK, CREDIT_EXPOSURE
from ordergate.simulators.kernel.tables import Change

from ...findings import Finding
from ..arithmetic import e4, money, part_of
from ..books import Books, Case
from ..found import found, order_value
from ..scope import Declared, Scope
from .prepaid import IN_ADVANCE, paid_for

_LIMITED = "GBP"
"""The company's currency: a limit is one of it, and there is no credit in any other."""


def i24_within_the_limit(change: Change, books: Books, declared: Declared) -> Iterator[Finding]:
    """An order on account that is let go, or grows, fits in its payer's limit, or is on hold for credit.

    Counted are the payer's open items, what was delivered and not billed and, as declared, the open orders;
    what somebody released from its hold by name goes all the same. Orders paid in advance and what came for
    them are no credit.
    """
    order = change.after
    if (change.system, change.table) != ("erp", "orders") or order.payment_terms in ("", IN_ADVANCE):
        return
    if "credit" in map(str, order.holds) or not _lets_go(change):
        return
    if declared.chosen(CREDIT_CHECK) == "delivery":
        return
    yield from _over(books, order, declared, "was booked")


def i24_sent_within_the_limit(change: Change, books: Books, declared: Declared) -> Iterator[Finding]:
    """Where deliveries are checked, none that people make takes a payer beyond its limit.

    Counted are open items and goods sent. What a warehouse reports as sent is a fact, whatever it comes to.
    """
    sent = change.after
    if (change.system, change.table) != ("erp", "deliveries") or change.before is not None:
        return
    if sent.external_ref or declared.chosen(CREDIT_CHECK) != "delivery":
        return
    order = books.table("erp", "orders")[sent.order]
    payer = books.table("erp", "customers").get(order.payer or order.customer)
    if order.payment_terms in ("", IN_ADVANCE) or payer is None or payer.credit_limit is None:
        return
    limit = e4(payer.credit_limit) if order.currency == _LIMITED else 0
    owed = _exposure(books, order, sent_only=True) + _unbilled(order, sent_only=True)
    if owed > limit:
        yield found(
            "I24",
            f"delivery {sent.number} of erp order {order.number} left on account although customer "
            f"{payer.number} owes {money(owed)} with it, and may owe {money(limit)}",
            systems=("erp",), documents=[sent.number, order.number, payer.number], at_risk_e4=owed - limit,
            limit=money(limit), owed=money(owed),
        )  # fmt: skip


def i24_room_was_made(change: Change, books: Books, declared: Declared) -> Iterator[Finding]:
    """A payment lets those orders go for which it makes room, and no others."""
    hold = change.after
    if (change.system, change.table) != ("erp", "holds") or hold.kind != "credit":
        return
    if hold.state == "released" and hold.decided_by.startswith("payment "):
        order = books.table("erp", "orders")[hold.order]
        yield from _over(books, order, declared, f"was released by {hold.decided_by}")


def i24_due_dates(case: Case, scope: Scope) -> Iterator[Finding]:
    """Invoices on account are due, and may be paid for less, on the days that the order's terms say."""
    del scope
    sold = case.one("marketplace", "orders")
    for order in case.all("erp", "orders"):
        terms = order.payment_terms if sold is None else sold.payment_terms
        if order.payment_terms != terms:
            yield found(
                "I24",
                f"erp order {order.number} is on the terms {order.payment_terms or 'none'}, not "
                f"{terms or 'none'}",
                systems=("erp",), documents=[order.number], case=case, at_risk_e4=order_value(case),
            )  # fmt: skip
        for invoice in case.all("erp", "invoices"):
            said = (invoice.due_date, invoice.discount_date, invoice.discount_bp)
            right = _due(terms, date.fromisoformat(invoice.date))
            if said != right:
                yield found(
                    "I24",
                    f"invoice {invoice.number} of {invoice.date} on {terms or 'no terms'} says (due, "
                    f"discount until, basis points) {said}; {right} is right",
                    systems=("erp",), documents=[invoice.number], case=case, at_risk_e4=e4(invoice.total),
                )  # fmt: skip


def _lets_go(change: Change) -> bool:
    before = change.before
    return before is None or len(change.after.lines) > len(before.lines)


def _over(books: Books, order: Any, declared: Declared, what: str) -> Iterator[Finding]:
    payer = books.table("erp", "customers").get(order.payer or order.customer)
    if payer is None or payer.credit_limit is None:
        return
    limit = e4(payer.credit_limit) if order.currency == _LIMITED else 0
    sent_only = declared.chosen(CREDIT_EXPOSURE) == "items"
    owed = _exposure(books, order, sent_only=sent_only)
    asked = _unbilled(order, sent_only=False)
    if owed + asked > limit:
        yield found(
            "I24",
            f"erp order {order.number} {what} on account for {money(asked)} although customer {payer.number} "
            f"owes {money(owed)} besides, and may owe {money(limit)}",
            systems=("erp",), documents=[order.number, payer.number], at_risk_e4=owed + asked - limit,
            limit=money(limit), owed=money(owed),
        )  # fmt: skip


def _exposure(books: Books, order: Any, *, sent_only: bool) -> int:
    """What the payer of an order owes and has ordered besides it, in that currency."""
    account = (order.payer or order.customer, order.currency)
    total, mine = 0, set[str]()
    for held in books.table("erp", "orders").values():
        if not held.payment_terms or (held.payer or held.customer, held.currency) != account:
            continue
        if held.payment_terms == IN_ADVANCE:
            total += paid_for(books, held)
        else:
            mine.add(held.number)
            if held.number != order.number and "credit" not in map(str, held.holds):
                total += _unbilled(held, sent_only=sent_only)
    total += sum(e4(one.total) for one in books.table("erp", "invoices").values() if one.order in mine)
    total -= sum(e4(one.total) for one in books.table("erp", "credit_memos").values() if one.order in mine)
    for payment in books.table("erp", "payments").values():
        if payment.method == "bank" and (payment.customer, payment.currency) == account:
            total -= e4(payment.amount) + sum(e4(one.discount) for one in payment.allocations)
    return total


def _unbilled(order: Any, *, sent_only: bool) -> int:
    total = 0
    for line in order.lines:
        end = max(line.delivered, 0 if sent_only else line.quantity - line.cancelled, line.invoiced)
        for amount in (e4(line.net), e4(line.tax)):
            total += part_of(amount, end, line.quantity) - part_of(amount, line.invoiced, line.quantity)
    if sent_only or order.state == "cancelled":
        return total
    rests = (one.net + one.tax - one.billed_net - one.billed_tax for one in order.charges if not one.invoiced)
    return total + sum(map(e4, rests))


def _due(terms: str, day: date) -> tuple[str, str, int]:
    """The day on which an invoice is due, that until which less may be paid, and how much less."""
    if not terms:
        return "", "", 0
    if terms == IN_ADVANCE:
        return day.isoformat(), "", 0
    if terms == "EOM":
        return date(day.year, day.month, monthrange(day.year, day.month)[1]).isoformat(), "", 0
    early, _, net = terms.rpartition("NET ")
    last = (day + timedelta(days=int(net))).isoformat()
    if not early:
        return last, "", 0
    percent, _, within = early.strip().partition("/")
    return last, (day + timedelta(days=int(within))).isoformat(), int(percent) * 100
