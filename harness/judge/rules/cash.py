"""Cash: I21."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ordergate.simulators.kernel.tables import Change

from ...findings import Finding
from ..across import goods_of
from ..arithmetic import e4, money
from ..books import Case
from ..found import found
from ..scope import Scope


def i21_never_more_than_authorised(change: Change) -> Iterator[Finding]:
    """Refunds <= captures <= authorised, at every moment."""
    if (change.system, change.table) != ("marketplace", "payments"):
        return
    payment = change.after
    spent = payment.captured + payment.voided
    if payment.refunded > payment.captured or spent > payment.authorised:
        yield found(
            "I21",
            f"payment {payment.id} of order {payment.order_id}: authorised {payment.authorised}, "
            f"captured {payment.captured}, voided {payment.voided}, refunded {payment.refunded}",
            systems=("marketplace",), documents=[payment.id, payment.order_id],
            at_risk_e4=max(e4(payment.refunded - payment.captured),
                           e4(spent - payment.authorised)),
            authorised=payment.authorised, captured=payment.captured, refunded=payment.refunded,
        )  # fmt: skip


def i21_cash(case: Case, scope: Scope) -> Iterator[Finding]:
    """What the payment provider took and gave back is what the ERP booked; nothing stays open.

    No more than was taken goes back, though an allowance was kept. A refund in goods that was undone is
    booked as one, and as a receipt that undoes it. While a card is declined, what was billed may wait for
    it, if a person was told, and what is credited of it too. Of invoices below zero nothing is taken.
    """
    payment = case.one("marketplace", "payments")
    if payment is None:
        return
    captured, refunded = e4(payment.captured), e4(payment.refunded)
    undone = sum(e4(entry.amount) for entry in payment.taken_back)
    booked = case.all("erp", "payments")
    receipts = sum(e4(p.amount) for p in booked if p.kind == "receipt")
    refunds = sum(e4(p.amount) for p in booked if p.kind == "refund")
    invoiced = sum(e4(invoice.total) for invoice in case.all("erp", "invoices"))
    credited = sum(e4(memo.total) for memo in case.all("erp", "credit_memos"))
    waits = waits_for_card(case, scope)
    pairs = (
        ("captured", captured, "received in the erp", receipts - undone),
        ("refunded", refunded, "refunded in the erp", refunds - undone),
        ("captured", captured, "invoiced", captured if waits else max(0, invoiced)),
        (
            "refunded",
            refunded,
            "credited",
            _to_give_back(case, captured, credited, invoiced - captured if waits else 0),
        ),
    )
    for name, left, other, right in pairs:
        if left != right:
            yield found(
                "I21",
                f"order {payment.order_id}: {money(left)} was {name} at the payment provider, "
                f"{money(right)} was {other}",
                systems=("erp", "marketplace"), documents=[payment.id, payment.order_id],
                case=case, at_risk_e4=left - right,
                values={name: money(left), other.replace(" ", "_"): money(right)},
            )  # fmt: skip
    yield from _entries_booked(case, payment, booked)
    if not waits:
        yield from _nothing_left(case)


def waits_for_card(case: Case, scope: Scope) -> bool:
    """Whether the card is declined, a person was told, and less was taken than was billed."""
    payment = case.one("marketplace", "payments")
    if payment is None or not (payment.card_refusal and scope.accounts.quarantined):
        return False
    return e4(payment.captured) < sum(e4(invoice.total) for invoice in case.all("erp", "invoices"))


def _to_give_back(case: Case, captured: int, credited: int, waiting: int) -> int:
    """What has to go back for credits: what they come to, but no more than was taken.

    They come to more where an allowance was kept, or ``waiting`` money was not taken yet. So much stays on
    the buyer's account, and no more.
    """
    charges = [charge for invoice in case.all("erp", "invoices") for charge in invoice.charges]
    kept = -sum(min(0, e4(charge.net) + e4(charge.tax)) for charge in charges)
    return captured if captured < credited <= captured + kept + waiting else credited


def _entries_booked(case: Case, payment: Any, booked: Sequence[Any]) -> Iterator[Finding]:
    """Each entry of the payment provider stands in the ERP under its own id, with its own amount."""
    right = {entry.id: entry.amount for entry in (*payment.captures, *payment.refunds, *payment.taken_back)}
    for entry in booked:
        if entry.external_ref not in right or e4(right[entry.external_ref]) != e4(entry.amount):
            yield found(
                "I21",
                f"order {payment.order_id}: {entry.kind} {entry.number} of {entry.amount} in the erp is "
                f"booked under {entry.external_ref or 'nothing'}; the provider's entries are "
                f"{', '.join(f'{name} of {amount}' for name, amount in right.items()) or 'none'}",
                systems=("erp",), documents=[entry.number, payment.order_id], case=case,
                at_risk_e4=e4(entry.amount), reference=entry.external_ref,
            )  # fmt: skip


def _nothing_left(case: Case) -> Iterator[Finding]:
    order, payment = case.one("marketplace", "orders"), case.one("marketplace", "payments")
    if order is None or any(x.quantity > x.shipped + x.cancelled for x in goods_of(order)):
        return
    left = e4(payment.authorised - payment.captured - payment.voided)
    if left:
        yield found(
            "I21",
            f"nothing of order {order.id} is open, and {money(left)} of its payment is still held: "
            f"authorised {payment.authorised}, captured {payment.captured}, voided "
            f"{payment.voided}",
            systems=("marketplace",), documents=[payment.id, order.id], case=case,
            at_risk_e4=left, authorised=payment.authorised, captured=payment.captured,
            voided=payment.voided,
        )  # fmt: skip
