"""The money of an order can be followed from what was agreed to what is still open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal

import pytest

from ordergate.harness.running.money_trail import money_of_orders
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.harness.world.world import World


@pytest.fixture
def world() -> Iterator[World]:
    with closing(InProcessWorld(Blueprint("full", 5), reference_engine)) as port:
        yield World(port)


def test_an_order_is_followed_through_invoice_payment_credit_and_refund(world: World) -> None:
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders({item: 10})
    world.picker.ships(order, {item: 4})
    world.settle()
    world.buyer.cancels(order, {item: 5})
    world.buyer.returns(order, {item: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    [money] = money_of_orders(world.books)
    assert (money.order, money.currency, money.total) == (order.id, "GBP", Decimal("120.00"))
    assert money.agreed == (f"10 x item {item} at 12.0000: 120.00",)
    end = money.steps[-1]
    sums = (end.invoiced, end.credited, end.paid, end.refunded, end.open)
    assert [str(amount) for amount in sums] == ["48.00", "12.00", "48.00", "12.00", "0.00"]
    assert money.open_units == 1
    said = [step.text for step in money.steps]
    assert said[0] == "ordered, 120.00 with tax"
    assert f"cancellation accepted: 5 x item {item}" in said
    assert any(text.startswith("12.00 refunded, in the ERP payment ") for text in said)
    assert [step.at_us for step in money.steps] == sorted(step.at_us for step in money.steps)


def test_what_the_erp_does_not_know_of_is_said(world: World) -> None:
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders({item: 1})
    world.picker.ships(order)
    world.settle()
    case = world.case(order)
    for table in list(case.documents):
        if table == ("erp", "payments"):
            del case.documents[table]
    [money] = money_of_orders(world.books)
    assert money.steps[-1].text == "12.00 captured, not in the ERP"


def test_what_was_invoiced_and_not_paid_is_open(world: World) -> None:
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders({item: 2})
    world.picker.ships(order)
    world.settle()
    [money] = money_of_orders(world.books)
    invoiced = next(step for step in money.steps if step.invoiced)
    assert (invoiced.open, money.steps[-1].open) == (Decimal("24.00"), Decimal("0.00"))


def test_a_component_of_a_kit_that_comes_back_is_named(world: World) -> None:
    mug, spoon = world.stocked(quantity=20), world.stocked(quantity=20)
    order = world.buyer.orders({world.kit({mug: 2, spoon: 3}, price="10.00"): 1})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {mug: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    [money] = money_of_orders(world.books)
    assert any(f"1 x item {mug}" in step.text for step in money.steps if step.text.startswith("return"))
