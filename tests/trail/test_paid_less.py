"""What was taken off the price, and what was paid beside the card, stand on the page of an order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import DiscountWish, LineWish, TenderWish
from ordergate.harness.trail.follow import money_of_orders
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.harness.world.world import World

GIFT_CARD = TenderWish("gift_card", "GC-SECRET-4711", Decimal("30.00"))


@pytest.fixture
def world() -> Iterator[World]:
    with closing(InProcessWorld(Blueprint("full", 5), reference_engine)) as port:
        yield World(port)


def test_a_line_tells_its_share_of_what_was_taken_off_the_order(world: World) -> None:
    """3 x 100 less 10 %: two units back are 180, and what is left is agreed at 90."""
    item = world.stocked(quantity=20, price="100.00")
    order = world.buyer.orders([LineWish(item, 3)], discounts=[DiscountWish("SPRING", percent=10)])
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 2})
    world.receiver.inspects(order, sellable=2)
    world.settle()
    [money] = money_of_orders(world.books)
    [line] = money.agreed
    assert (str(line.discount), str(line.total)) == ("36.00", "324.00")
    assert line.explained == "list price; share of discount SPRING: 36.00 off"
    assert (str(money.end.shipped), str(money.end.credited)) == ("324.00", "216.00")
    assert money.differences == ()


def test_a_gift_card_is_a_method_of_its_own_and_its_number_is_not_shown(world: World) -> None:
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders([LineWish(item, 5)], tenders=[GIFT_CARD])
    world.picker.ships(order)
    world.settle()
    [money] = money_of_orders(world.books)
    kept = {each.method: str(each.kept) for each in money.methods}
    assert kept == {"gift_card": "30.00", "card": "30.00"}
    texts = [step.text for step in money.steps]
    assert "60.00 authorised, 30.00 of it by the gift card that ends in 4711" in texts
    assert not any("SECRET" in text for text in texts)
