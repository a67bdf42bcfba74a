"""Follows the money of each order through all systems, for people who have to sign for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from ..evidence.records import MoneyStep, OrderMoney
from ..judge.across import goods_of
from ..judge.books import Books, Case, Kind

ORDERS_MAX = 20
"""How many orders of a scenario are followed; the first ones."""


class _Event(NamedTuple):
    """Something that happened, and by how much it changed what is invoiced, credited, paid, refunded."""

    at_us: int
    who: str
    text: str
    invoiced: Decimal = Decimal(0)
    credited: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)


def money_of_orders(books: Books) -> tuple[OrderMoney, ...]:
    """The money of the orders of a world, in the order in which they were placed."""
    placed = (case for case in books.cases.values() if case.one("marketplace", "orders") is not None)
    return tuple(_money(case, books) for case in islice(placed, ORDERS_MAX))


def _money(case: Case, books: Books) -> OrderMoney:
    order = case.one("marketplace", "orders")
    return OrderMoney(
        order=order.id, currency=order.currency, total=order.total, agreed=tuple(_agreed(order)),
        steps=tuple(_steps(_events(case, books))), open_units=sum(line.open for line in order.lines),
    )  # fmt: skip


def _agreed(order: Any) -> Iterator[str]:
    for line in order.lines:
        quote = line.quote
        by = "" if quote is None else f", price of quote {quote.id} for {quote.reason}"
        yield f"{line.quantity} x item {line.sku} at {line.unit_price}: {line.total}{by}"
    for charge in order.charges:
        yield f"{charge.kind} {charge.code}: {charge.total}"


def _steps(events: Iterable[_Event]) -> Iterator[MoneyStep]:
    sums = [Decimal(0)] * 4
    for event in sorted(events, key=lambda event: event.at_us):
        amounts = (event.invoiced, event.credited, event.paid, event.refunded)
        sums = [held + amount for held, amount in zip(sums, amounts, strict=True)]
        yield MoneyStep(event.at_us, event.who, event.text, *sums)


def _events(case: Case, books: Books) -> Iterator[_Event]:
    yield from _in_the_shop(case, books)
    yield from _in_the_erp(case, books)
    yield from _at_the_provider(case)


def _in_the_shop(case: Case, books: Books) -> Iterator[_Event]:
    order = case.one("marketplace", "orders")
    yield _Event(order.placed_at_us, "marketplace", f"ordered, {order.total} with tax")
    items = {line.id: line.sku for line in (*order.lines, *goods_of(order))}
    for asked in case.all("marketplace", "cancellations"):
        units = _units((items[line.line_id], line.accepted) for line in asked.lines)
        said = f"cancellation {asked.state.replace('_', ' ')}: {units or 'nothing'}"
        yield _Event(_born(books, "marketplace", "cancellations", asked.id), "marketplace", said)
    for asked in case.all("marketplace", "returns"):
        units = _units((items[line.line_id], line.quantity) for line in asked.lines)
        reasons = ", ".join(dict.fromkeys(line.reason for line in asked.lines if line.reason))
        said = f"return {asked.state}: {units}" + f" ({reasons})" * bool(reasons)
        yield _Event(_born(books, "marketplace", "returns", asked.id), "marketplace", said)


def _in_the_erp(case: Case, books: Books) -> Iterator[_Event]:
    order = case.one("erp", "orders")
    if order is None:
        return
    net = sum((each.net for each in (*order.lines, *order.charges)), Decimal(0))
    tax = sum((each.tax for each in (*order.lines, *order.charges)), Decimal(0))
    said = f"sales order {order.number}: {net} + {tax} tax"
    yield _Event(_born(books, "erp", "orders", order.number), "erp", said)
    items = {line.line_no: line.item for line in order.lines}
    for delivery in case.all("erp", "deliveries"):
        units = _units((items.get(line.line_no, "?"), line.quantity) for line in delivery.lines)
        said = f"delivery {delivery.number}: {units}"
        yield _Event(_born(books, "erp", "deliveries", delivery.number), "erp", said)
    for back in case.all("erp", "returns"):
        units = _units((items.get(line.line_no, "?"), line.received) for line in back.lines)
        said = f"goods of return {back.number}: {units or 'nothing yet'}"
        yield _Event(_born(books, "erp", "returns", back.number), "erp", said)
    for invoice in case.all("erp", "invoices"):
        said = f"invoice {invoice.number}: {invoice.net} + {invoice.tax} tax"
        born = _born(books, "erp", "invoices", invoice.number)
        yield _Event(born, "erp", said, invoiced=invoice.total)
    for memo in case.all("erp", "credit_memos"):
        said = f"credit memo {memo.number}: {memo.net} + {memo.tax} tax" + f" ({memo.reason})" * bool(
            memo.reason
        )
        yield _Event(_born(books, "erp", "credit_memos", memo.number), "erp", said, credited=memo.total)


def _at_the_provider(case: Case) -> Iterator[_Event]:
    payment = case.one("marketplace", "payments")
    order = case.one("marketplace", "orders")
    if payment is None:
        return
    who = "payment provider"
    yield _Event(order.placed_at_us, who, f"{payment.authorised} authorised")
    booked = {one.external_ref: one.number for one in case.all("erp", "payments")}
    for entry in payment.captures:
        yield _Event(entry.at_us, who, f"{entry.amount} captured{_booked(entry, booked)}", paid=entry.amount)
    for entry in payment.refunds:
        said = f"{entry.amount} refunded{_booked(entry, booked)}"
        yield _Event(entry.at_us, who, said, refunded=entry.amount)
    for entry in payment.voids:
        yield _Event(entry.at_us, who, f"{entry.amount} given up")


def _booked(entry: Any, booked: dict[str, str]) -> str:
    number = booked.get(entry.id)
    return f", in the ERP payment {number}" if number else ", not in the ERP"


def _units(of_items: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{quantity} x item {item}" for item, quantity in of_items if quantity)


def _born(books: Books, system: str, table: str, key: str) -> int:
    return books.born_us[Kind(system, table), key]
