"""A warehouse of somebody else's is asked to ship, and believed in what it reports."""

import pytest

from ordergate.harness.world import World

WITH_WAREHOUSE = ("shop-erp-wms", "full")


@pytest.mark.scenario("S46", *WITH_WAREHOUSE)
def test_what_a_third_party_warehouse_reports_is_booked_everywhere(world: World) -> None:
    """Asked for 10 it ships 7, counts 3 away, receives 2 of 6 damaged, and breaks one: all follow."""
    item = world.stocked(quantity=10, price="5.00")
    order = world.buyer.orders({item: 10})
    world.picker.ships(order, {item: 7})
    world.picker.finds_short(order, {item: 3})
    world.receiver.adjusts({item: -3}, reason="MISSING")
    world.settle()
    assert world.order(order).backordered() == {item: 3}
    world.receiver.receives({item: 4}, damaged={item: 2}, reference="PO-77")
    world.picker.ships(order, {item: 3})
    world.receiver.adjusts({item: -1}, damaged={item: 1}, reason="BROKEN")
    world.settle()
    assert world.order(order).shipped() == {item: 10}
    assert set(world.stock(item).on_hand().values()) == {3}
    assert world.stock(item).row("erp").blocked == 3
    assert world.stock(item).published() == 0
    assert world.receiver.compares_advice() == []


@pytest.mark.scenario("S46", *WITH_WAREHOUSE)
def test_damaged_goods_that_come_in_are_stock_that_nobody_can_buy(world: World) -> None:
    """6 come in and 2 of them are damaged: on hand rises by 6, what buyers see by 4."""
    item = world.stocked(quantity=5)
    world.receiver.receives({item: 4}, damaged={item: 2})
    world.settle()
    order = world.buyer.orders({item: 1})
    world.picker.ships(order)
    world.settle()
    assert set(world.stock(item).on_hand().values()) == {10}
    assert world.stock(item).published() == 8
    assert world.receiver.compares_advice() == []


@pytest.mark.scenario("S46", *WITH_WAREHOUSE)
def test_an_adjustment_keeps_its_reason_code(world: World) -> None:
    """Two units turn out damaged and one is thrown away: the ERP books both, with the reasons told."""
    item = world.stocked(quantity=9)
    order = world.buyer.orders({item: 1})
    world.picker.ships(order)
    world.receiver.adjusts({item: -2}, damaged={item: 2}, reason="BROKEN")
    world.settle()
    world.receiver.adjusts({}, damaged={item: -1}, reason="SCRAPPED")
    world.settle()
    booked = world.books.table("erp", "stock_movements").values()
    reasons = [movement.reason for movement in booked if movement.kind == "adjustment"]
    assert sorted(reasons) == ["BROKEN", "SCRAPPED"]
    assert set(world.stock(item).on_hand().values()) == {7}
    assert world.stock(item).published() == 6
    assert world.receiver.compares_advice() == []


@pytest.mark.scenario("S46", *WITH_WAREHOUSE)
def test_goods_at_the_dock_serve_who_waits_only_if_they_are_fit_for_it(world: World) -> None:
    """An order waits for 3 and 3 come in, one of them damaged: 2 ship, and 1 goes on waiting."""
    item = world.stocked(quantity=0)
    order = world.buyer.orders({item: 3})
    world.settle()
    world.receiver.receives({item: 2}, damaged={item: 1})
    world.picker.ships(order, {item: 2})
    world.settle()
    assert world.order(order).shipped() == {item: 2}
    assert world.order(order).backordered() == {item: 1}
    assert world.receiver.compares_advice() == []


@pytest.mark.scenario("S46", "shop-erp-wms", "full")
def test_goods_come_in_that_somebody_has_to_inspect(world: World) -> None:
    """3 of 5 that come in are to be inspected: they are there, and nobody is offered them."""
    item = world.stocked(quantity=4)
    world.receiver.receives({item: 2}, inspect={item: 3})
    order = world.buyer.orders({item: 1})
    world.settle()
    world.picker.ships(order)
    world.settle()
    assert (world.stock(item).published(), set(world.stock(item).on_hand().values())) == (5, {8})
