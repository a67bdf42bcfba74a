"""Refunds that must not be: asked for again, or for more than is left of what was paid."""

from decimal import Decimal

import pytest

from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
NEEDS = "provider_refunds"


@pytest.mark.scenario("S17", *EVERYWHERE, needs=NEEDS)
def test_a_refund_that_is_asked_for_again_moves_money_once(world: World) -> None:
    """20.00 of 60.00 is given back, and asked for again under the same reference: one refund, one credit."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders({item: 5})
    world.picker.ships(order)
    world.settle()
    refund = world.cashier.gives_back(order, Decimal("20.00"), reference="CASE-17")
    assert world.cashier.gives_back(order, Decimal("20.00"), reference="CASE-17") == refund
    world.settle()
    assert world.cashier.gives_back(order, Decimal("20.00"), reference="CASE-17") == refund
    world.settle()
    seen = world.order(order)
    assert (str(seen.refunded()), [str(total) for total in seen.credits()]) == ("20.00", ["20.00"])
    assert seen.refused_refunds() == []


@pytest.mark.scenario("S17", *EVERYWHERE, needs=NEEDS, tags="smoke")
def test_a_refund_of_more_than_is_left_is_refused_and_recorded(world: World) -> None:
    """3 of 5 at 12.00 come back, and another 24.01 is asked for: refused, recorded; the 24.00 left can go."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders({item: 5})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 3})
    world.receiver.inspects(order, sellable=3)
    world.settle()
    told = world.cashier.is_refused(order, Decimal("24.01"), reference="CASE-18")
    assert told == f"cannot refund 24.01 of payment {order.payment_id}; 24.00 is left to refund"
    world.settle()
    seen = world.order(order)
    assert seen.refused_refunds() == [("cashier", Decimal("24.01"), Decimal("24.00"))]
    assert (str(seen.refunded()), [str(total) for total in seen.credits()]) == ("36.00", ["36.00"])
    world.cashier.gives_back(order, Decimal("24.00"), reference="CASE-19")
    world.settle()
    seen = world.order(order)
    assert (str(seen.refunded()), str(seen.captured())) == ("60.00", "60.00")
    assert len(seen.refused_refunds()) == 1


@pytest.mark.scenario("S17", *EVERYWHERE)
def test_what_was_refunded_whole_is_not_refunded_again(world: World) -> None:
    """All that was paid went back for the goods: under another reference nothing goes, asked twice."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders({item: 2})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 2})
    world.receiver.inspects(order, sellable=1, damaged=1)
    world.settle()
    for _ in range(2):
        world.cashier.is_refused(order, Decimal("12.00"), reference="CASE-20")
    world.settle()
    seen = world.order(order)
    assert seen.refused_refunds() == [("cashier", Decimal("12.00"), Decimal(0))]
    assert (str(seen.refunded()), seen.booked("card")["refund"]) == ("24.00", Decimal("24.00"))
