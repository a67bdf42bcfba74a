"""Tenders beside the card: I18 and I21 for gift cards, deposits, and goods that were to pay and did not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ordergate.simulators.marketplace.policy import REFUND_ORDER

from ...findings import Finding
from ..arithmetic import e4, money
from ..books import Case
from ..found import found
from ..scope import Scope

_BESIDE = ("gift_card", "deposit")
_CASH = ("card", "exchange")  # what goods had paid goes back to the card


def i18_amount_due(case: Case, scope: Scope) -> Iterator[Finding]:
    """Total less tenders is what the card is asked for; no tender pays more than it was said to."""
    del scope
    payment, order = case.one("marketplace", "payments"), case.one("marketplace", "orders")
    if payment is None or order is None:
        return
    said = {method: _sum(payment.tenders, (method,)) for method in _BESIDE}
    if sum(said.values()) > e4(order.total):
        yield found(
            "I18",
            f"gift cards and deposits pay {money(sum(said.values()))} of order {order.id}, which comes to "
            f"{order.total}",
            systems=("marketplace",), documents=[payment.id, order.id], case=case,
            at_risk_e4=sum(said.values()) - e4(order.total),
        )  # fmt: skip
    for method, amount in said.items():
        used = _sum(payment.captures, (method,)) + _sum(payment.voids, (method,))
        back = _sum(payment.refunds, (method,))
        if used > amount or back > _sum(payment.captures, (method,)):
            yield found(
                "I21",
                f"payment {payment.id} of order {order.id}: {money(amount)} is to be paid by {method}, "
                f"{money(used)} of it was taken or released, and {money(back)} given back",
                systems=("marketplace",), documents=[payment.id, order.id], case=case,
                at_risk_e4=max(used - amount, back), method=method, amount=money(amount),
            )  # fmt: skip


def i21_tenders_in_turn(case: Case, scope: Scope) -> Iterator[Finding]:
    """The card pays what tenders leave, and refunds go to card and tenders in the declared order.

    People at the payment provider give back to the card alone.
    """
    payment = case.one("marketplace", "payments")
    if payment is None or not payment.tenders:
        return
    pledged = _sum(payment.tenders, _BESIDE)
    on_card = [entry for entry in payment.captures if entry.method == "card"]
    beside = _sum(payment.captures, _BESIDE)
    if on_card and beside + _sum(payment.voids, _BESIDE) < pledged:
        yield _wrong(case, payment, on_card[-1], "was captured", f"of {money(pledged)} beside the card")
    card_first = scope.declared.chosen(REFUND_ORDER) == "card_first"
    first, then = (_CASH, _BESIDE) if card_first else (_BESIDE, ("card",))
    for entry in payment.refunds:
        there = _sum((x for x in payment.captures if x.at_us < entry.at_us), first)
        there -= _sum((x for x in payment.refunds if x.at_us <= entry.at_us), first)
        if entry.method in then and there > 0 and entry.origin != "provider":
            yield _wrong(case, payment, entry, "was given back", f"to {' and '.join(first)}")


def _wrong(case: Case, payment: Any, entry: Any, what: str, left: str) -> Finding:
    return found(
        "I21",
        f"payment {payment.id}: {entry.amount} {what} by {entry.method} ({entry.id}) while something was "
        f"left {left}",
        systems=("marketplace",), documents=[payment.id, entry.id], case=case, at_risk_e4=e4(entry.amount),
        method=str(entry.method),
    )  # fmt: skip


def i21_released_in_goods(case: Case, scope: Scope) -> Iterator[Finding]:
    """What goods were to pay of units that never came goes back, once, where the returned goods were paid."""
    payment, order = case.one("marketplace", "payments"), case.one("marketplace", "orders")
    if payment is None or order is None or not order.exchange_of:
        return
    asked = scope.books.table("marketplace", "returns").get(order.exchange_of)
    old = None if asked is None else scope.books.cases.get(asked.order)
    paid = None if old is None else old.one("marketplace", "payments")
    released = _sum(payment.voids, ("exchange",))
    mine = f"{payment.id} "
    undone = 0 if paid is None else _sum(_named(paid.taken_back, mine), ("exchange",))
    back = 0 if paid is None else _sum(_named(paid.refunds, mine), ("card", *_BESIDE))
    if not released == undone == back:
        yield found(
            "I21",
            f"{money(released)} of what goods were to pay of order {order.id} was released; "
            f"{money(undone)} of the refund in goods was undone, and {money(back)} given back in money",
            systems=("marketplace",), documents=[payment.id, order.id], case=case,
            at_risk_e4=released - back, released=money(released), given_back=money(back),
        )  # fmt: skip


def _named(entries: Iterable[Any], start: str) -> list[Any]:
    return [entry for entry in entries if entry.reference.startswith(start)]


def _sum(entries: Iterable[Any], methods: tuple[str, ...]) -> int:
    return sum(e4(entry.amount) for entry in entries if entry.method in methods)
