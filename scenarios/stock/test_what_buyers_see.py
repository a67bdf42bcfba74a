"""What buyers are offered while orders are open, counts change, and units are kept back."""

import pytest

from ordergate.harness.world import World


@pytest.mark.scenario("S20", "shop-erp", "shop-erp-wms", "full")
def test_two_buyers_want_the_last_unit(world: World) -> None:
    """One unit is left and two buyers order it: one is served, the other waits, nothing goes below 0."""
    item = world.stocked(quantity=1)
    first = world.buyer.orders({item: 1})
    second = world.another_buyer().orders({item: 1})
    world.settle()
    assert world.stock(item).published() == 0
    served, waiting = (first, second) if world.order(first).promised() else (second, first)
    world.picker.ships(served, {item: 1})
    world.settle()
    assert set(world.stock(item).on_hand().values()) == {0}
    assert world.order(waiting).shipped() == {}
    world.receiver.receives({item: 1})
    world.picker.ships(waiting, {item: 1})
    world.settle()
    assert world.order(waiting).shipped() == {item: 1}
    assert set(world.stock(item).on_hand().values()) == {0}


@pytest.mark.scenario("S21", "shop-erp", "shop-erp-wms", "full")
def test_open_orders_are_taken_off_the_stock_once(world: World) -> None:
    """3 of 10 are promised; a count finds 2 more and then as many fewer: buyers see 7, 9, 7 and again 7."""
    item = world.stocked(quantity=10)
    order = world.buyer.orders({item: 3})
    world.settle()
    assert world.stock(item).published() == 7
    world.receiver.adjusts({item: 2}, reason="count")
    world.settle()
    assert world.stock(item).published() == 9
    world.receiver.adjusts({item: -2}, reason="count")
    world.receiver.adjusts({item: 1}, reason="count")
    world.receiver.adjusts({item: -1}, reason="count")
    world.settle()
    assert world.stock(item).published() == 7
    world.picker.ships(order, {item: 3})
    world.settle()
    assert world.stock(item).published() == 7


@pytest.mark.scenario("S21", "shop-erp", "shop-erp-wms", "full", policies="safety_stock=4")
def test_a_safety_stock_is_kept_back_from_buyers(world: World) -> None:
    """4 units of each item are kept back: of 10 buyers see 6, and none once 7 are ordered."""
    item = world.stocked(quantity=10)
    assert world.stock(item).published() == 6
    order = world.buyer.orders({item: 7})
    world.settle()
    assert world.stock(item).published() == 0
    world.picker.ships(order, {item: 7})
    world.receiver.receives({item: 5})
    world.settle()
    assert world.stock(item).published() == 4


@pytest.mark.scenario("S21", "full", needs="sites", sites="MAIN NORTH", policies="safety_stock=2")
def test_the_safety_stock_is_kept_back_once_for_all_sites(world: World) -> None:
    """3 lie in one warehouse and 4 in another, 2 are kept back: buyers see 5, and 2 when 3 are promised."""
    item = world.stocked(at={"MAIN": 3, "NORTH": 4})
    assert world.stock(item).published() == 5
    world.buyer.orders({item: 3})
    world.settle()
    assert world.stock(item).published() == 2
