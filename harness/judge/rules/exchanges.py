"""Exchanges: I01, I02, I09, I16 and I21 over a return and the order that replaces its units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ordergate.simulators.marketplace.policy import EXCHANGE_NEEDS

from ...findings import Finding
from ..arithmetic import e4, money
from ..books import Case
from ..found import found
from ..scope import Scope
from .cash import waits_for_card

_STARTED = ("received", "refunded")


def i01_exchanges(scope: Scope) -> Iterator[Finding]:
    """Each exchange has one replacement of what is due: for units that came back, at the captured price.

    It is due as soon as the goods were inspected. That it is carried, shipped and billed like any order is
    for the rules of orders.
    """
    exchanges = [ret for ret in scope.books.table("marketplace", "returns").values() if ret.exchange]
    placed = _replacements(scope)
    for asked in exchanges:
        due = _units_due(asked, scope)
        held = placed.pop(asked.id, [])
        expected = 1 if due else 0
        lost = len(held) < expected
        if len(held) != expected and not (lost and _may_wait(asked, scope)):
            yield found(
                "I02" if lost else "I01",
                f"return {asked.id} of order {asked.order_id} is an exchange of which {sum(due.values())} "
                f"units are to be replaced, and {len(held)} orders were placed for it; {expected} is right",
                systems=("marketplace",), documents=[asked.id, *[order.id for order in held]],
                case=scope.books.cases.get(asked.order),
                at_risk_e4=sum(e4(line.unit_price) * line.quantity for line in asked.exchange),
                expected=expected, found_count=len(held),
            )  # fmt: skip
        for order in held[:expected]:
            yield from _contents(asked, order, due, scope)
    for return_id, orders in placed.items():
        for order in orders:
            yield found(
                "I01", f"order {order.id} was placed for an exchange by return {return_id}, which is none",
                systems=("marketplace",), documents=[order.id, return_id],
                case=scope.books.cases.get(order.key), at_risk_e4=e4(order.total),
            )  # fmt: skip


def _may_wait(asked: Any, scope: Scope) -> bool:
    """Whether a person was told of the return, or of the money that was not taken for its goods."""
    case = scope.books.cases.get(asked.order)
    return scope.accounts.excused("return", asked.id) or (case is not None and waits_for_card(case, scope))


def _replacements(scope: Scope) -> dict[str, list[Any]]:
    placed: dict[str, list[Any]] = defaultdict(list)
    for order in scope.books.table("marketplace", "orders").values():
        if order.exchange_of:
            placed[order.exchange_of].append(order)
    return dict(placed)


def _units_due(asked: Any, scope: Scope) -> dict[str, int]:
    """Eaches of each item that are due for what people found of a return, whatever the shop was told."""
    case = scope.books.cases.get(asked.order)
    booked = [] if case is None else case.all("erp", "returns")
    found_units = sum(
        line.sellable if scope.declared.chosen(EXCHANGE_NEEDS) == "sellable" else line.received
        for held in booked
        if held.external_ref == asked.id
        for line in held.lines
    )
    announced = sum(line.quantity for line in asked.lines)
    due: dict[str, int] = defaultdict(int)
    for line in asked.exchange:
        units = line.quantity * found_units // announced
        if units:
            due[line.sku] += units * _size(line.sku, scope)
    return dict(due)


def _size(sku: str, scope: Scope) -> int:
    listing = scope.books.table("marketplace", "listings").get(sku)
    return 1 if listing is None else int(listing.terms.size)


def _contents(asked: Any, order: Any, due: dict[str, int], scope: Scope) -> Iterator[Finding]:
    case = scope.books.cases.get(order.key)
    held: dict[str, int] = defaultdict(int)
    for line in order.lines:
        held[line.sku] += line.quantity
    if dict(held) != due:
        yield found(
            "I01",
            f"order {order.id} replaces the units of return {asked.id} by {_told(held)}; "
            f"{_told(due)} is right",
            systems=("marketplace",), documents=[order.id, asked.id], case=case,
            at_risk_e4=e4(order.total),
        )  # fmt: skip
    for line in order.lines:
        agreed = {e4(wish.unit_price) for wish in asked.exchange if wish.sku == line.sku}
        if agreed and e4(line.unit_price) not in agreed:
            yield found(
                "I16",
                f"line {line.id} (item {line.sku}) of order {order.id} costs {line.unit_price}; the price "
                f"captured with return {asked.id} was {', '.join(str(money(one)) for one in sorted(agreed))}",
                systems=("marketplace",), documents=[line.id, asked.id], case=case,
                at_risk_e4=e4(line.total),
            )  # fmt: skip


def _told(units: dict[str, int]) -> str:
    return ", ".join(f"{number} x item {sku}" for sku, number in units.items()) or "nothing"


def i09_sellable_told(case: Case, scope: Scope) -> Iterator[Finding]:
    """Where the shop was told how many returned units can be sold again, that is what people found."""
    del scope
    order = case.one("erp", "orders")
    numbers = {} if order is None else {line.external_line: line.line_no for line in order.lines}
    booked = {held.external_ref: held for held in case.all("erp", "returns")}
    for asked in case.all("marketplace", "returns"):
        held = booked.get(asked.id)
        if held is None or asked.state not in _STARTED:
            continue
        sellable = {line.line_no: line.sellable for line in held.lines}
        for line in asked.lines:
            right = sellable.get(numbers.get(line.line_id, 0), 0)
            if line.sellable is not None and line.sellable != right:
                yield found(
                    "I09",
                    f"return {asked.id} line {line.line_id}: the marketplace was told that {line.sellable} "
                    f"units can be sold again, {right} were found",
                    systems=("marketplace",), documents=[asked.id, line.line_id], case=case,
                    told=line.sellable, found_sellable=right,
                )  # fmt: skip


def i21_booked_by_method(case: Case, scope: Scope) -> Iterator[Finding]:
    """What goods settled is booked as no cash, and cash is booked as cash."""
    del scope
    payment = case.one("marketplace", "payments")
    if payment is None:
        return
    methods = {
        entry.id: str(entry.method) for entry in (*payment.captures, *payment.refunds, *payment.taken_back)
    }
    for booked in case.all("erp", "payments"):
        right = methods.get(booked.external_ref, booked.method)
        if booked.method != right:
            yield found(
                "I21",
                f"{booked.kind} {booked.number} of {booked.amount} of order {payment.order_id} is booked as "
                f"{booked.method}; {booked.external_ref} is an entry of {right}",
                systems=("erp",), documents=[booked.number, booked.external_ref], case=case,
                at_risk_e4=e4(booked.amount), booked=booked.method, right=right,
            )  # fmt: skip


def i21_exchanges(scope: Scope) -> Iterator[Finding]:
    """The difference moves once: what the return gives in goods its replacement takes, the rest is cash.

    With C the credit for the return and R what the replacement costs, min(C, R) is settled in goods: it is
    refunded so by the one payment, and taken so, before any cash, by the other, in the ERP as at the
    provider. C - min(C, R) goes back to the card, R - min(C, R) is asked of it.
    """
    placed = _replacements(scope)
    for asked in scope.books.table("marketplace", "returns").values():
        replacement = next(iter(placed.get(asked.id, [])), None)
        old = scope.books.cases.get(asked.order)
        if asked.exchange and asked.state == "refunded" and replacement is not None and old is not None:
            new = scope.books.cases.get(replacement.key)
            if new is not None:
                yield from _settled_once(asked, replacement, old, new)


def _settled_once(asked: Any, replacement: Any, old: Case, new: Case) -> Iterator[Finding]:
    credit = sum(e4(memo.total) for memo in old.all("erp", "credit_memos") if memo.external_ref == asked.id)
    right = min(credit, e4(replacement.total))
    given, cash_back = _refunded(old, asked.id)
    paid = new.one("marketplace", "payments")
    taken = sum(e4(entry.amount) for entry in paid.captures if entry.method == "exchange")
    due = min(e4(paid.captured), right)
    pairs = (
        (given, right, f"refunded in goods for return {asked.id}"),
        (cash_back, credit - right, f"refunded to the card for return {asked.id}"),
        (e4(paid.exchange), right, f"to be settled in goods of order {replacement.id}"),
        (taken, due, f"taken in goods by order {replacement.id}"),
        (_booked(new, "receipt"), due, f"received in goods for order {replacement.id} in the erp"),
    )
    for amount, wanted, what in pairs:
        if amount != wanted:
            yield found(
                "I21",
                f"{money(amount)} was {what}, {money(wanted)} is right: the credit is {money(credit)}, "
                f"the replacement costs {replacement.total}",
                systems=("marketplace", "erp"), documents=[asked.id, replacement.id], case=old,
                at_risk_e4=amount - wanted, amount=money(amount), right=money(wanted),
            )  # fmt: skip


def _refunded(case: Case, return_id: str) -> tuple[int, int]:
    """What was refunded for a return, in goods and in money."""
    given = cash = 0
    for entry in case.one("marketplace", "payments").refunds:
        if entry.return_id == return_id and entry.method == "exchange":
            given += e4(entry.amount)
        elif entry.return_id == return_id:
            cash += e4(entry.amount)
    return given, cash


def _booked(case: Case, kind: str) -> int:
    undone = {entry.id for entry in case.one("marketplace", "payments").taken_back}
    held = [
        payment
        for payment in case.all("erp", "payments")
        if payment.kind == kind and payment.external_ref not in undone
    ]
    return sum(e4(payment.amount) for payment in held if payment.method == "exchange")
