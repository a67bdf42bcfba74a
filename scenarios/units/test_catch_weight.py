"""Catch weight: ordered by the piece, priced by the kilogram, paid by what the scales say."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import Packing
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
CHEESE = Packing({}, weight_g=1200, weight_tolerance_bp=500)


@pytest.mark.scenario("S22", *EVERYWHERE, needs="catch_weight")
def test_pieces_are_ordered_and_kilograms_are_paid(world: World) -> None:
    """10 wheels of 1.2 kg are ordered, 11.87 kg ship in two parcels, one comes back: paid to the gram."""
    cheese = world.stocked(quantity=30, price="12.95", units=CHEESE)
    order = world.buyer.orders({cheese: 10})
    world.picker.weighs(order, cheese, 4, 4733)
    world.settle()
    world.picker.weighs(order, cheese, 6, 7137)
    world.settle()
    seen = world.order(order)
    assert (seen.total(), seen.shipped()) == (Decimal("186.48"), {cheese: 10})
    assert seen.invoices() == [Decimal("73.55"), Decimal("110.91")]
    assert (seen.captured(), seen.voided()) == (Decimal("184.46"), Decimal("11.34"))
    kilograms = [invoice.lines[0].price_quantity for invoice in seen.documents("erp", "invoices")]
    assert kilograms == ["4733/1000", "7137/1000"]
    world.buyer.returns(order, {cheese: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    assert world.order(order).credits() == [Decimal("18.44")]
    assert set(world.stock(cheese).on_hand().values()) == {21}


@pytest.mark.scenario("S22", *EVERYWHERE, needs="catch_weight")
def test_all_pieces_that_come_back_are_worth_what_was_paid(world: World) -> None:
    """3 wheels come back one by one and together, at their average weight: nothing is left of the invoice."""
    cheese = world.stocked(quantity=30, price="7.77", units=CHEESE)
    order = world.buyer.orders({cheese: 3})
    world.picker.weighs(order, cheese, 3, 3671)
    world.settle()
    for count in (1, 2):
        world.buyer.returns(order, {cheese: count})
        world.receiver.inspects(order, sellable=count)
        world.settle()
    seen = world.order(order)
    assert len(seen.credits()) == 2
    assert sum(seen.credits()) == sum(seen.invoices()) == seen.refunded()


@pytest.mark.scenario("S22", *EVERYWHERE, needs="catch_weight")
def test_a_cancelled_piece_frees_its_money_whatever_the_others_weigh(world: World) -> None:
    """Of 5 wheels one is cancelled and 4 heavy ones ship in two boxes: the rest of the money is released."""
    cheese = world.stocked(quantity=30, price="12.95", units=CHEESE)
    order = world.buyer.orders({cheese: 5})
    world.settle()
    world.buyer.cancels(order, {cheese: 1})
    world.settle()
    world.picker.weighs(order, cheese, 4, 5033, parcels=2 if "wms" in world.systems else 1)
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.cancelled()) == ({cheese: 4}, {cheese: 1})
    assert seen.invoices() == [Decimal("78.22")]
    assert seen.captured() + seen.voided() == Decimal("97.91")
