"""Money that came by bank is of no order: so much of it counts as settles the invoices of one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal

import pytest

from ordergate.harness.judge.balance import open_in_the_erp
from ordergate.harness.trail.follow import money_of_orders
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.harness.world.world import World
from ordergate.simulators.erp.model import LedgerEntry


@pytest.fixture
def world() -> Iterator[World]:
    with closing(InProcessWorld(Blueprint("full", 5), reference_engine)) as port:
        yield World(port)


@dataclass(frozen=True)
class Settled:
    """What a transfer settles of an invoice."""

    invoice: str
    amount: Decimal
    discount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Transfer:
    """Money that a payer sent by bank."""

    number: str
    amount: Decimal
    allocations: tuple[Settled, ...]
    method: str = "bank"
    order: str = ""


def test_a_transfer_pays_what_it_settles_of_an_order_and_no_more(world: World) -> None:
    """36.00 are invoiced and nothing is taken from a card; 20.00 of a transfer of 50.00 settle it."""
    order = world.buyer.orders({world.stocked(quantity=20, price="10.00"): 3})
    world.picker.ships(order)
    world.settle()
    case, ledger = world.case(order), world.books.table("erp", "ledger")
    for kind in list(case.documents):
        if kind in (("marketplace", "payments"), ("erp", "payments")):
            del case.documents[kind]
    ledger.pop(next(key for key, entry in ledger.items() if entry.text.startswith("receipt")))
    [invoice] = case.all("erp", "invoices")
    transfer = Transfer("0600000099", Decimal("50.00"), (Settled(invoice.number, Decimal("20.00")),))
    world.books.table("erp", "payments")[transfer.number] = transfer
    posted = LedgerEntry(
        "0900000099", "2026-01-02", "receivables", Decimal("-50.00"), transfer.number, "", ""
    )
    ledger[posted.number] = posted
    [money] = money_of_orders(world.books)
    assert (str(money.end.paid), str(money.end.open), money.outcome) == ("20.00", "16.00", "the buyer owes")
    assert {each.method: str(each.paid) for each in money.methods} == {"bank": "20.00"}
    assert open_in_the_erp(case, world.books) == Decimal("16.00")
    by_ledger = money.checks[-1]
    assert (str(by_ledger.there), str(by_ledger.here), by_ledger.currency) == ("16.00", "16.00", "GBP")
