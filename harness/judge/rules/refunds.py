"""Refunds that must not be, those made past the shop, and what is kept of them: I20, I21."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ordergate.simulators.kernel.tables import Change

from ...findings import Finding
from ..across import goods_of
from ..arithmetic import e4, money, part_of, without_tax
from ..books import Case
from ..found import coin_of, found
from ..scope import Scope

_PROVIDER = "provider"


def i21_refusals_explained(change: Change) -> Iterator[Finding]:
    """A refund is refused only if less was left to give back, as the refusal says; and it moves no money."""
    after, before = change.after, change.before
    if before is None or len(after.refused) == len(before.refused):
        return
    kept = [(one.captures, one.refunds, one.voids, one.taken_back) for one in (before, after)]
    moved = kept[0] != kept[1]
    for refused in after.refused[len(before.refused) :]:
        left = _left(before, refused.origin)
        if moved or e4(refused.left) != left or e4(refused.amount) <= left:
            yield found(
                "I21",
                f"refund {refused.id} of {refused.amount} was refused to {refused.asked_by}, who was told "
                f"that {refused.left} was left of payment {after.id}; {money(left)} was left"
                + ", and money moved all the same" * moved,
                systems=("marketplace",), documents=[after.id, refused.id, after.order_id],
                at_risk_e4=e4(refused.amount), asked=refused.amount, left=money(left),
            )  # fmt: skip


def _left(payment: Any, origin: str) -> int:
    """What can be given back; people at the provider can give back what the card paid."""
    taken, back = _sum(payment.captures), _sum(payment.refunds) - _sum(payment.taken_back)
    if origin != _PROVIDER:
        return taken - back
    card = _sum(x for x in payment.captures if x.method == "card")
    return min(taken - back, card - _sum(x for x in payment.refunds if x.method == "card"))


def i21_given_back_by_hand(case: Case, scope: Scope) -> Iterator[Finding]:
    """What was given back at the payment provider is credited once in the ERP, for no goods."""
    del scope
    payment = case.one("marketplace", "payments")
    if payment is None:
        return
    for entry in payment.refunds:
        if entry.origin != _PROVIDER:
            continue
        memos = [memo for memo in case.all("erp", "credit_memos") if memo.external_ref == entry.id]
        units = sum(line.quantity for memo in memos for line in memo.lines)
        credited = sum(e4(memo.total) for memo in memos)
        if len(memos) != 1 or units or credited != e4(entry.amount):
            yield found(
                "I21",
                f"{entry.amount} of order {payment.order_id} was given back at the payment provider "
                f"({entry.id}); the erp has {len(memos)} credit memos for it, of {money(credited)} in all"
                + f" and for {units} units" * bool(units),
                systems=("erp",), documents=[payment.id, entry.id], case=case,
                at_risk_e4=abs(e4(entry.amount) - credited) or e4(entry.amount), given_back=entry.amount,
            )  # fmt: skip


def i21_taken_back_once(case: Case, scope: Scope) -> Iterator[Finding]:
    """Credit for what the provider gave back is taken back once, as far as it was credited with goods again.

    No memo below zero comes without such a refund; where all that was taken went back, and more is credited,
    none of those refunds is left credited twice.
    """
    del scope
    payment = case.one("marketplace", "payments")
    if payment is None:
        return
    by_hand = _sum(entry for entry in payment.refunds if entry.origin == _PROVIDER)
    memos = case.all("erp", "credit_memos")
    back = -sum(min(0, e4(memo.total)) for memo in memos if not any(line.quantity for line in memo.lines))
    credited = sum(e4(memo.total) for memo in memos)
    if back > by_hand or (credited > e4(payment.captured) and back != by_hand):
        yield found(
            "I21",
            f"order {payment.order_id}: {money(by_hand)} was given back at the payment provider, and credit "
            f"of {money(back)} was taken back for it; {money(credited)} is credited in all, and "
            f"{payment.captured} was captured",
            systems=("erp", "marketplace"), documents=[payment.id, payment.order_id], case=case,
            at_risk_e4=back - by_hand, given_back=money(by_hand), taken_back=money(back),
        )  # fmt: skip


def i20_restocking_fees(case: Case, scope: Scope) -> Iterator[Finding]:
    """Of the credit for units that came back the fee of their line is kept, with its tax, and no other.

    Where less was billed for the units than the fee, all of their credit is kept, and none goes below zero.
    """
    del scope
    order, placed = case.one("erp", "orders"), case.one("marketplace", "orders")
    if order is None or placed is None:
        return
    names = {line.external_line: line.line_no for line in order.lines}
    rates = {names.get(line.id): e4(line.tax_rate) for line in goods_of(placed)}
    coin = coin_of(case)
    asked = {one.id: one for one in case.all("marketplace", "returns")}
    for memo in case.all("erp", "credit_memos"):
        lines = asked[memo.external_ref].lines if memo.external_ref in asked else ()
        due = [
            (names.get(x.line_id), part_of(e4(x.fee), x.received, x.quantity, coin))
            for x in lines
            if x.received
        ]
        kept = [x for x in memo.lines if x.kind == "restocking_fee"]
        right = sorted(
            (number, *_fee_kept(memo, number, (fee, without_tax(fee, rates[number], coin))))
            for number, fee in due
            if fee
        )
        right = [one for one in right if one[1]]
        told = sorted((x.line_no, -e4(x.net) - e4(x.tax), -e4(x.net)) for x in kept)
        if told != right:
            yield found(
                "I20",
                f"credit memo {memo.number} for return {memo.external_ref} keeps {_fees(told)} for "
                f"restocking, {_fees(right)} was agreed",
                systems=("erp",), documents=[memo.number, memo.external_ref], case=case,
                at_risk_e4=sum(fee for _, fee, _ in told) - sum(fee for _, fee, _ in right),
            )  # fmt: skip


def _fee_kept(memo: Any, line_no: int | None, fee: tuple[int, int]) -> tuple[int, int]:
    """What is kept of the credit for a line with tax, and without."""
    parts = [x for x in memo.lines if x.line_no == line_no and x.kind != "restocking_fee"]
    parts += [x for x in memo.substitutes if x.line_no == line_no]
    net = sum(e4(x.net) for x in parts)
    return min(fee, (net + sum(e4(x.tax) for x in parts), net), key=lambda kept: kept[0])


def _fees(fees: list[tuple[Any, int, int]]) -> str:
    told = (f"{money(net)} + {money(fee - net)} tax of line {number}" for number, fee, net in fees)
    return ", ".join(told) or "nothing"


def _sum(entries: Any) -> int:
    return sum(e4(entry.amount) for entry in entries)
