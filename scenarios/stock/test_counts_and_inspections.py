"""What stands on a shelf is counted, and what came back is looked at a second time."""

import pytest

from ordergate.harness.world import World


@pytest.mark.scenario("S16", "shop-erp", "shop-erp-wms", "full")
def test_units_under_inspection_are_cleared(world: World) -> None:
    """3 units come back to be inspected, 2 are found sellable and 1 damaged: buyers see the 2, once."""
    item = world.stocked(quantity=10)
    order = world.buyer.orders({item: 4})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 3})
    world.receiver.inspects(order, inspect=3)
    world.settle()
    assert world.stock(item).published() == 6
    world.receiver.clears(item, sellable=2, damaged=1)
    world.settle()
    assert world.stock(item).published() == 8
    assert set(world.stock(item).on_hand().values()) == {9}
    assert len(world.order(order).credits()) == 1


@pytest.mark.scenario("S16", "shop-erp-wms", "full")
def test_cleared_units_serve_an_order_that_waits(world: World) -> None:
    """The only unit is under inspection when it is ordered again: it ships once it is found sellable."""
    item = world.stocked(quantity=1)
    first = world.buyer.orders({item: 1})
    world.picker.ships(first)
    world.settle()
    second = world.another_buyer().orders({item: 1})
    world.buyer.returns(first, {item: 1})
    world.receiver.inspects(first, inspect=1)
    world.settle()
    assert world.order(second).backordered() == {item: 1}
    world.receiver.clears(item, sellable=1)
    world.picker.ships(second)
    world.settle()
    assert world.order(second).shipped() == {item: 1}
    assert set(world.stock(item).on_hand().values()) == {0}


@pytest.mark.scenario("S21", "shop-erp", "shop-erp-wms", "full")
def test_a_cycle_count_finds_fewer_and_then_more(world: World) -> None:
    """8 of 10 are found while 3 are promised, later 11: buyers see 5, then 8; a right count books nothing."""
    item = world.stocked(quantity=10)
    order = world.buyer.orders({item: 3})
    world.settle()
    world.receiver.counts({item: 8})
    world.settle()
    assert world.stock(item).published() == 5
    world.receiver.counts({item: 11})
    assert world.receiver.counts({item: 11}) == ""
    world.settle()
    assert world.stock(item).published() == 8
    world.picker.ships(order)
    world.settle()
    assert set(world.stock(item).on_hand().values()) == {8}


@pytest.mark.scenario("S21", "full", needs="sites", sites="MAIN NORTH")
def test_a_count_at_one_site_leaves_the_other_alone(world: World) -> None:
    """6 lie at one site, where 1 is promised, and 4 at the other, where only 1 is found: buyers see 6."""
    item = world.stocked(at={"MAIN": 6, "NORTH": 4})
    world.buyer.orders({item: 1})
    world.settle()
    world.receiver.counts({item: 1}, site="NORTH")
    world.settle()
    assert world.stock(item, "MAIN").on_hand() == {"wms": 6, "erp": 6, "oms": 6}
    assert world.stock(item, "NORTH").on_hand() == {"wms": 1, "erp": 1, "oms": 1}
    assert world.stock(item).published() == 6


@pytest.mark.scenario("S18", "shop-erp-wms", "full")
def test_what_was_not_found_is_cancelled_and_released_once(world: World) -> None:
    """7 of 10 ship and 3 are not found: the buyer cancels those 3, and what comes in is free for others."""
    item = world.stocked(quantity=10)
    order = world.buyer.orders({item: 10})
    world.picker.ships(order, {item: 7})
    world.picker.finds_short(order, {item: 3})
    world.receiver.counts({item: 0})
    world.settle()
    assert world.order(order).backordered() == {item: 3}
    world.buyer.cancels(order, {item: 3})
    world.settle()
    world.receiver.receives({item: 5})
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.cancelled(), seen.promised()) == ({item: 7}, {item: 3}, {})
    assert world.stock(item).published() == 5
    assert seen.captured() + seen.voided() == seen.total()


@pytest.mark.scenario("S16", "shop-erp-wms", "full")
def test_units_are_cleared_before_anybody_heard_of_their_return(world: World) -> None:
    """2 units come back and are cleared at once, while their return is still told: both can be sold."""
    item = world.stocked(quantity=10)
    order = world.buyer.orders({item: 4})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 2})
    world.receiver.inspects(order, inspect=2)
    world.receiver.clears(item, sellable=2)
    world.settle()
    assert world.stock(item).published() == 8
    assert set(world.stock(item).on_hand().values()) == {8}
