"""Whether a warehouse promises orders whatever is free, or only what covers a whole order."""

import pytest

from ordergate.harness.actors.orders import LineWish, PlacedOrder
from ordergate.harness.world import Wait, World

OUTAGE = Wait("outage", minutes=30, live_s=3.0)


@pytest.mark.scenario("S09", "shop-erp-wms", policies="wms.allocation=first_come")
def test_an_order_is_promised_what_there_is_of_it(world: World) -> None:
    """5 and 2 ordered, 5 and 1 there, first come first served: 6 units leave before the last comes in."""
    mug, tee = world.stocked(quantity=5), world.stocked(quantity=1)
    order = world.buyer.orders([LineWish(mug, 5), LineWish(tee, 2)])
    world.picker.ships(order, {mug: 5, tee: 1})
    world.receiver.receives({tee: 1})
    world.picker.ships(order, {tee: 1})
    world.settle()
    assert len(world.order(order).documents("wms", "shipments")) == 2


@pytest.mark.scenario("S09", "shop-erp-wms", policies="wms.allocation=whole_orders")
def test_an_order_is_promised_nothing_before_all_of_it_is_there(world: World) -> None:
    """5 and 2 ordered, 5 and 1 there, whole orders only: a later order goes first, then all leaves."""
    mug, tee = world.stocked(quantity=5), world.stocked(quantity=1)
    order = world.buyer.orders([LineWish(mug, 5), LineWish(tee, 2)])
    world.settle()
    assert world.order(order).promised() == {}
    later = world.another_buyer().orders({mug: 2})
    world.picker.ships(later, {mug: 2})
    world.receiver.receives({tee: 1})
    world.settle()
    assert world.order(order).promised() == {}
    world.receiver.receives({mug: 2})
    world.picker.ships(order, {mug: 5, tee: 2})
    world.settle()
    assert len(world.order(order).documents("wms", "shipments")) == 1


@pytest.mark.scenario("S18", "shop-erp-wms", policies="wms.allocation=whole_orders")
def test_a_waiting_order_that_becomes_smaller_is_covered(world: World) -> None:
    """5 and 2 ordered, 5 and 1 there, whole orders only: the buyer cancels what lacks, the rest leaves."""
    mug, tee = world.stocked(quantity=5), world.stocked(quantity=1)
    order = world.buyer.orders([LineWish(mug, 5), LineWish(tee, 2)])
    world.settle()
    world.buyer.cancels(order, {tee: 1})
    world.picker.ships(order, {mug: 5, tee: 1})
    world.settle()
    assert world.order(order).cancelled() == {tee: 1}


@pytest.mark.scenario("S09", "full", policies="wms.allocation=first_come")
def test_a_warehouse_promises_what_it_holds_of_what_the_oms_promised(world: World) -> None:
    """The OMS promises 10, a count has found 7: those are promised at once, the others when they come in."""
    item = world.stocked(quantity=10)
    order = _promised_before_the_count_is_known(world, item)
    assert _set_aside(world, order) == 7
    world.receiver.receives({item: 3})
    world.picker.ships(order, {item: 10})
    world.settle()
    assert world.order(order).shipped() == {item: 10}


@pytest.mark.scenario("S09", "full", policies="wms.allocation=whole_orders")
def test_a_warehouse_promises_all_that_the_oms_promised_or_nothing(world: World) -> None:
    """The OMS promises 10, a count has found 7: no work is promised in part, all leaves after a receipt."""
    item = world.stocked(quantity=10)
    order = _promised_before_the_count_is_known(world, item)
    assert not [
        line
        for outbound in world.order(order).documents("wms", "outbounds")
        for line in outbound.lines
        if line.allocated and line.waiting
    ]
    world.receiver.receives({item: 3})
    world.picker.ships(order, {item: 10})
    world.settle()
    assert world.order(order).shipped() == {item: 10}


def _promised_before_the_count_is_known(world: World, item: str) -> PlacedOrder:
    """The count waits for the ERP, and so does the order, which the OMS has taken by then."""
    first = world.buyer.orders({world.stocked(quantity=1): 1})
    world.picker.ships(first)
    world.settle()
    with world.down("erp"):
        world.receiver.adjusts({item: -3}, reason="not found in the bin")
        order = world.buyer.orders({item: 10})
        world.run(OUTAGE)
    world.settle()
    return order


def _set_aside(world: World, order: PlacedOrder) -> int:
    outbounds = world.order(order).documents("wms", "outbounds")
    return sum(line.allocated for outbound in outbounds for line in outbound.lines)


@pytest.mark.scenario("S35", "shop-erp-wms", needs="substitutes", policies="wms.allocation=whole_orders")
def test_another_item_ships_of_an_order_that_waits_for_all_of_it(world: World) -> None:
    """An order waits whole for its tees; for its mugs cups are sent meanwhile, and the tees leave later."""
    mug, cup, tee = world.stocked(quantity=5), world.stocked(quantity=5), world.stocked(quantity=0)
    world.merchandiser.allows(mug, cup)
    world.settle()
    order = world.buyer.orders([LineWish(mug, 4, substitutable=True), LineWish(tee, 2)])
    world.picker.ships_instead(order, mug, cup, 4)
    world.settle()
    assert world.order(order).promised() == {}
    world.receiver.receives({tee: 2})
    world.picker.ships(order, {tee: 2})
    world.settle()
    assert set(world.stock(cup).on_hand().values()) == {1}
