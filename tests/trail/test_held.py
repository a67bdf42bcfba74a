"""What an order waited for stands in its ledger, with who let it go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, LineWish, PlacedOrder, Quote
from ordergate.harness.trail.follow import money_of_orders
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.harness.world.world import World
from ordergate.simulators.kernel.settings import Layout

FREIGHT = ChargeWish("freight", "POST", "parcel service", Decimal("6.00"))
AUTHORITY = Layout(policies={"erp.price_approval": "authority"})


@pytest.fixture
def world() -> Iterator[World]:
    with closing(InProcessWorld(Blueprint("full", 5, layout=AUTHORITY), reference_engine)) as port:
        yield World(port)


def waiting_order(world: World) -> PlacedOrder:
    """5 at 20 % off the list, by somebody who may grant 10 %."""
    item = world.stocked(quantity=20, price="10.00")
    world.approver.authorises("sales desk", off_list_percent=10)
    world.approver.authorises("head of sales", off_list_percent=30)
    quote = Quote("Q-1", "sales desk", "", "volume")
    line = LineWish(item, 5, unit_price=Decimal("9.60"), quote=quote)
    order = world.buyer.orders([line], charges=[FREIGHT])
    world.settle()
    return order


def test_a_hold_is_told_when_it_was_placed_and_when_somebody_released_it(world: World) -> None:
    order = waiting_order(world)
    [waiting] = money_of_orders(world.books)
    world.approver.releases(order, by="head of sales", reason="long-standing customer")
    world.settle()
    [money] = money_of_orders(world.books)
    assert waiting.agreed[0].explained == "quote Q-1 by sales desk: volume; approval pending in the erp"
    assert waiting.steps[-1].text.startswith("on hold for price: line 10 at 8.0000")
    released = next(step for step in money.steps if step.text.startswith("hold for price released"))
    assert released.text == "hold for price released by head of sales: long-standing customer"
    assert released.at_us > waiting.steps[-1].at_us
    assert money.agreed[0].explained.endswith("granted in the erp by head of sales on 2026-01-02")


def test_a_refusal_is_told_as_such_although_the_hold_lapses_with_the_order(world: World) -> None:
    world.approver.refuses(waiting_order(world), by="head of sales", reason="below cost")
    world.settle()
    [money] = money_of_orders(world.books)
    told = [step.text for step in money.steps if step.text.startswith("hold for price")]
    assert told == ["hold for price refused by head of sales: below cost", "hold for price lapsed"]


def test_charges_fall_with_an_order_of_which_nothing_was_billed(world: World) -> None:
    world.approver.refuses(waiting_order(world), by="head of sales", reason="below cost")
    world.settle()
    [money] = money_of_orders(world.books)
    [fell] = [step for step in money.steps if "charges fall away" in step.text]
    assert str(fell.changed.agreed) == "-6.00"
    assert (str(money.end.agreed), money.differences) == ("0.00", ())
