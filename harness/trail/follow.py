"""Follows the money of the orders of a world from what was agreed to what is still open."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from typing import Any

from ..evidence.money import OrderMoney, Sums
from ..judge.across import goods_of
from ..judge.books import Books, Case
from .agreed import agreed, facts, parties, related
from .billed import bills, by_method, money, on_account
from .checks import checks
from .held import holds
from .lines import Lines, Worth
from .returned import returns
from .shipped import shipments
from .wishes import answers, fallen_charges, wishes

ORDERS_MAX = 20
"""How many orders of a scenario are followed; the first ones."""


def money_of_orders(books: Books, zone: str = "UTC") -> tuple[OrderMoney, ...]:
    """The money of the orders of a world, in the order in which they were placed.

    It is computed from the documents of all systems alone, by an arithmetic of its own; ``checks`` say
    whether the judge, the ledger and the shop arrive at the same.
    """
    placed = (case for case in books.cases.values() if case.one("marketplace", "orders") is not None)
    return tuple(_followed(case, books, zone) for case in islice(placed, ORDERS_MAX))


def _followed(case: Case, books: Books, zone: str) -> OrderMoney:
    order, payment = case.one("marketplace", "orders"), case.one("marketplace", "payments")
    lines = Lines(case)
    valued = [*answers(case, books, lines), *shipments(case, books, lines)]
    worth = Worth(lines)
    found = [
        *wishes(case, books, lines), *money(case, books),
        *(one.told(worth) for one in sorted(valued, key=lambda one: one.at_us)),
        *returns(case, books, lines), *bills(case, books), *holds(case, books),
    ]  # fmt: skip
    steps = sorted([*found, *fallen_charges(case, found)], key=lambda step: step.at_us)
    end = sum((step.changed for step in steps), Sums())
    return OrderMoney(
        order=order.id, currency=order.currency, total=order.total, agreed=tuple(agreed(case, books)),
        steps=tuple(steps), open_units=sum(line.open for line in goods_of(order)),
        parties=tuple(parties(case, books)), methods=by_method(steps), held=_held(payment),
        checks=tuple(checks(case, books, end)), related=tuple(related(case, books)), zone=zone,
        facts=tuple(facts(case)), on_account=on_account(case, books),
    )  # fmt: skip


def _held(payment: Any) -> Decimal:
    """What is authorised and neither taken nor given up."""
    return Decimal(0) if payment is None else payment.authorised - payment.captured - payment.voided
