"""Kits that are cancelled: whole ones, or none of them."""

import pytest

from ordergate.harness.actors.orders import Packing
from ordergate.harness.world import World


@pytest.mark.scenario("S34", "shop-erp", "shop-erp-wms", "full", needs="kits")
def test_kits_are_cancelled_before_anything_ships(world: World) -> None:
    """3 of 4 kits are cancelled: 6 mugs and 9 spoons are free again, and the money for them is released."""
    mug, spoon = world.stocked(quantity=20, price="5.00"), world.stocked(quantity=20, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="14.00")
    order = world.buyer.orders({kit: 4})
    world.settle()
    world.buyer.cancels(order, {kit: 3})
    world.settle()
    seen = world.order(order)
    assert seen.cancelled() == {kit: 3}
    assert seen.cancelled_goods() == {mug: 6, spoon: 9}
    assert str(seen.voided()) == "50.40"
    assert (world.stock(mug).published(), world.stock(spoon).published()) == (18, 17)
    world.picker.ships(order)
    world.settle()
    assert world.order(order).states()["marketplace"] == "shipped"


@pytest.mark.scenario("S34", "shop-erp", "shop-erp-wms", "full", needs="kits")
def test_the_kits_that_nothing_shipped_of_are_cancelled(world: World) -> None:
    """3 mugs of 4 kits have left, so 2 kits are begun: the other 2 are cancelled, the begun ones ship."""
    mug, spoon = world.stocked(quantity=20, price="5.00"), world.stocked(quantity=20, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="14.00")
    order = world.buyer.orders({kit: 4})
    world.picker.ships(order, {mug: 3})
    world.settle()
    world.buyer.cancels(order, {kit: 2})
    world.settle()
    seen = world.order(order)
    assert seen.cancelled() == {kit: 2}
    assert seen.cancelled_goods() == {mug: 4, spoon: 6}
    world.picker.ships(order, {mug: 1, spoon: 6})
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {kit: 2}
    assert seen.states()["marketplace"] == "shipped"
    assert seen.captured() == seen.voided() == seen.total() / 2


@pytest.mark.scenario("S34", "shop-erp-wms", "full", needs="kits")
def test_no_kit_is_taken_apart_when_some_of_it_is_picked(world: World) -> None:
    """All mugs and no spoon are picked when 2 of 2 kits are to be cancelled: neither is, and both ship."""
    mug, spoon = world.stocked(quantity=20, price="5.00"), world.stocked(quantity=20, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="14.00")
    order = world.buyer.orders({kit: 2})
    world.picker.picks(order, {mug: 4})
    world.buyer.cancels(order, {kit: 2})
    world.settle()
    seen = world.order(order)
    assert seen.cancelled() == {}
    assert seen.cancelled_goods() == {}
    assert world.stock(spoon).published() == 14


@pytest.mark.scenario("S34", "shop-erp-wms", "full", needs="kits")
def test_as_many_kits_are_cancelled_as_nobody_has_picked_for(world: World) -> None:
    """3 mugs of 4 kits are picked when all 4 are to be cancelled: 2 are, and 2 ship."""
    mug, spoon = world.stocked(quantity=20, price="5.00"), world.stocked(quantity=20, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="14.00")
    order = world.buyer.orders({kit: 4})
    world.picker.picks(order, {mug: 3})
    world.buyer.cancels(order, {kit: 4})
    world.settle()
    seen = world.order(order)
    assert seen.cancelled() == {kit: 2}
    assert seen.cancelled_goods() == {mug: 4, spoon: 6}
    assert seen.captured() == 0
    assert seen.voided() == seen.total() / 2


@pytest.mark.scenario("S34", "shop-erp-wms", "full", needs="kits")
def test_kits_that_wait_for_a_component_are_cancelled(world: World) -> None:
    """There are spoons and no mugs: a kit on backorder is cancelled whole, its spoons are for sale again."""
    mug, spoon = world.stocked(quantity=2, price="5.00"), world.stocked(quantity=20, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="14.00")
    order = world.buyer.orders({kit: 3})
    world.settle()
    assert world.order(order).backordered().get(mug) == (4 if "oms" in world.systems else 6)
    world.buyer.cancels(order, {kit: 2})
    world.settle()
    seen = world.order(order)
    assert seen.cancelled() == {kit: 2}
    assert world.stock(spoon).published() == 17
    world.picker.ships(order)
    world.settle()
    assert world.order(order).states()["marketplace"] == "shipped"


@pytest.mark.scenario("S34", "full", needs="kits sites", sites="MAIN NORTH")
def test_no_kit_is_taken_apart_between_two_warehouses(world: World) -> None:
    """The mugs are picked in one warehouse, the spoons of the other are untouched: no kit is cancelled."""
    mug = world.stocked(at={"MAIN": 20}, price="5.00")
    spoon = world.stocked(at={"NORTH": 20}, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="14.00")
    order = world.buyer.orders({kit: 2})
    world.picker.picks(order, {mug: 3})
    world.buyer.cancels(order, {kit: 2})
    world.settle()
    assert world.order(order).cancelled() == {}
    world.picker.ships(order, {spoon: 6})
    world.settle()
    assert world.order(order).shipped() == {}


@pytest.mark.scenario("S34", "shop-erp", "shop-erp-wms", "full", needs="kits")
def test_an_order_of_kits_and_single_items_is_cancelled(world: World) -> None:
    """Everything of an order is cancelled at once, kits and single mugs: nothing is captured or held."""
    mug, spoon = world.stocked(quantity=20, price="5.00"), world.stocked(quantity=20, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="14.00")
    order = world.buyer.orders({kit: 2, mug: 1})
    world.settle()
    world.buyer.cancels(order)
    world.settle()
    seen = world.order(order)
    assert seen.cancelled() == {kit: 2, mug: 1}
    assert seen.voided() == seen.total()
    assert seen.states()["marketplace"] == "cancelled"
    assert world.stock(kit).published() == 6


@pytest.mark.scenario("S36", "shop-erp-wms", "full", needs="kits tolerances")
def test_kits_are_cancelled_beside_a_line_that_shipped_too_much(world: World) -> None:
    """11 of 10 nails have left when they and 2 kits are asked to be cancelled: the kits are, no nail is."""
    mug, spoon = world.stocked(quantity=20, price="5.00"), world.stocked(quantity=20, price="2.00")
    nail = world.stocked(quantity=50, price="0.50", units=Packing({}, over_bp=1000))
    kit = world.kit({mug: 2, spoon: 3}, price="14.00")
    order = world.buyer.orders({kit: 2, nail: 10})
    world.settle()
    world.buyer.cancels(order)
    world.picker.ships_beyond(order, nail, 11)
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.cancelled()) == ({nail: 11}, {kit: 2})
    assert world.set_aside() == []
