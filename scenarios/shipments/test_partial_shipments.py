"""Orders that leave in parts, stop half way, or wait for goods."""

import pytest

from ordergate.harness.world import World


@pytest.mark.scenario("S07", "shop-erp", "shop-erp-wms", "full", tags="smoke")
def test_an_order_ships_in_two_parts(world: World) -> None:
    """10 ordered, 4 then 6 ship: two shipments, two invoices; open after the first, done after the second."""
    item = world.stocked(quantity=100)
    order = world.buyer.orders({item: 10})
    world.picker.ships(order, {item: 4})
    world.settle()
    assert world.order(order).states()["marketplace"] == "partially_shipped"
    assert len(world.order(order).invoices()) == 1
    world.picker.ships(order, {item: 6})
    world.settle()
    seen = world.order(order)
    assert seen.states()["marketplace"] == "shipped"
    assert len(seen.documents("marketplace", "shipments")) == 2
    assert len(seen.invoices()) == 2
    assert sum(seen.invoices()) == seen.total()


@pytest.mark.scenario("S08", "shop-erp", "shop-erp-wms", "full")
def test_the_rest_of_a_partly_shipped_order_is_cancelled(world: World) -> None:
    """10 ordered and 4 shipped, the rest cancelled: 4 invoiced, 6 voided, the order closed."""
    item = world.stocked(quantity=100, price="12.50")
    order = world.buyer.orders({item: 10})
    world.picker.ships(order, {item: 4})
    world.settle()
    world.buyer.cancels(order, {item: 6})
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {item: 4}
    assert seen.cancelled() == {item: 6}
    assert [str(total) for total in seen.invoices()] == ["60.00"]
    assert str(seen.voided()) == "90.00"
    assert seen.states()["marketplace"] == "shipped"


@pytest.mark.scenario("S09", "shop-erp-wms", "full")
def test_a_short_pick_becomes_a_backorder(world: World) -> None:
    """10 promised and 7 found: 3 are on backorder, and ship after a receipt without a new order."""
    item = world.stocked(quantity=10)
    order = world.buyer.orders({item: 10})
    world.picker.ships(order, {item: 7})
    world.picker.finds_short(order, {item: 3})
    world.receiver.adjusts({item: -3}, reason="not found in the bin")
    world.settle()
    assert world.order(order).backordered() == {item: 3}
    world.receiver.receives({item: 5})
    world.picker.ships(order, {item: 3})
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {item: 10}
    assert seen.backordered() == {}
    assert len(seen.documents("erp", "orders")) == 1
    assert set(world.stock(item).on_hand().values()) == {2}


@pytest.mark.scenario("S09", "shop-erp-wms", "full")
def test_an_order_waits_for_goods_that_are_not_there_yet(world: World) -> None:
    """10 ordered and 7 on hand: 7 ship now, 3 when they have come in."""
    item = world.stocked(quantity=7)
    order = world.buyer.orders({item: 10})
    world.picker.ships(order, {item: 7})
    world.settle()
    assert world.order(order).backordered() == {item: 3}
    world.receiver.receives({item: 3})
    world.picker.ships(order, {item: 3})
    world.settle()
    assert world.order(order).shipped() == {item: 10}


@pytest.mark.scenario("S09", "full")
def test_a_line_is_short_twice(world: World) -> None:
    """10 promised, 2 are not found and later 3 more: all 5 come later, and all 10 ship."""
    item = world.stocked(quantity=10)
    order = world.buyer.orders({item: 10})
    world.settle()
    for missing in (2, 3):
        world.picker.finds_short(order, {item: missing})
        world.receiver.adjusts({item: -missing}, reason="not found in the bin")
        world.settle()
    world.receiver.receives({item: 9})
    world.picker.ships(order, {item: 10})
    world.settle()
    assert world.order(order).shipped() == {item: 10}
