"""Webhooks that never come, that nobody signed, or that come again: lists and references make up for it."""

import pytest

from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
WITH_WAREHOUSE = ("shop-erp-wms", "full")


@pytest.mark.scenario("S60", *EVERYWHERE, needs="webhooks amendments")
def test_nobody_tells_that_a_buyer_wants_fewer_units(world: World) -> None:
    """The webhooks of a cancellation and of an amendment are lost: both are found, answered and carried."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders({item: 9})
    world.settle()
    world.disturb("dropped_webhook on marketplace.cancellation.requested nth=1")
    world.disturb("dropped_webhook on marketplace.amendment.requested nth=1")
    world.buyer.cancels(order, {item: 2})
    world.settle()
    world.buyer.amends(order, {item: 5})
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.cancelled()) == ({item: 5}, {item: 4})


@pytest.mark.scenario("S60", *EVERYWHERE, needs="webhooks")
def test_nobody_tells_that_goods_come_back(world: World) -> None:
    """The webhook of a return is lost: it is found, announced, credited and refunded."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders({item: 4})
    world.picker.ships(order)
    world.settle()
    world.disturb("dropped_webhook on marketplace.return.requested nth=1")
    world.buyer.returns(order, {item: 2})
    world.receiver.inspects(order, sellable=2)
    world.settle()
    seen = world.order(order)
    assert (seen.returned(), seen.refunded()) == ({item: 2}, sum(seen.credits()))


@pytest.mark.scenario("S60", *WITH_WAREHOUSE, needs="webhooks")
@pytest.mark.parametrize("topic", ["shipment.shipped", "outbound.short", "stock.moved", "return.inspected"])
def test_the_warehouse_tells_nobody(world: World, topic: str) -> None:
    """What a warehouse does is found though its webhook is lost: a shipment, a shortage, a return."""
    item = world.stocked(quantity=10)
    world.disturb(f"dropped_webhook on wms.{topic} share=100% times=50")
    order = world.buyer.orders({item: 10})
    world.settle()
    world.picker.finds_short(order, {item: 3})
    world.receiver.adjusts({item: -3}, reason="not found in the bin")
    world.picker.ships(order, {item: 7})
    world.settle()
    world.receiver.receives({item: 3})
    world.picker.ships(order, {item: 3})
    world.settle()
    world.buyer.returns(order, {item: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.returned()) == ({item: 10}, {item: 1})


@pytest.mark.scenario("S30", "shop-erp", "full", needs="webhooks", starts="2026-07-02 08:30")
def test_in_summer_nobody_tells_of_orders(world: World) -> None:
    """Clocks are an hour ahead of UTC, and webhooks of orders are lost: each order is found soon."""
    item = world.stocked(quantity=30)
    world.disturb("dropped_webhook on marketplace.order.placed share=100% times=50")
    orders = []
    for _ in range(3):
        orders.append(world.another_buyer().orders({item: 2}))
        world.run(minutes=20)
    world.settle()
    for order in orders:
        assert len(world.order(order).documents("erp", "orders")) == 1


@pytest.mark.scenario("S02", *EVERYWHERE, needs="webhooks", policies="erp.duplicates=taken")
def test_word_of_an_order_comes_again_and_the_erp_takes_duplicates(world: World) -> None:
    """Word of an order comes three times under other ids, and this ERP would book it again: there is one."""
    item = world.stocked(quantity=30)
    world.disturb("duplicate_webhook on marketplace.order.placed share=100% times=9 copies=2 new_id=yes")
    order = world.buyer.orders({item: 6})
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert (len(seen.documents("erp", "orders")), len(seen.invoices())) == (1, 1)


@pytest.mark.scenario("S05", *EVERYWHERE, policies="erp.duplicates=taken")
def test_a_new_buyer_places_several_orders_at_once(world: World) -> None:
    """Four orders of one new buyer come within a moment, and this ERP would open the account again: one."""
    item = world.stocked(quantity=30)
    world.disturb("latency on erp delay_ms=1500 times=20")
    orders = [world.buyer.orders({item: 2}) for _ in range(4)]
    world.settle()
    assert len(world.books.table("erp", "customers")) == 1
    assert [len(world.order(order).documents("erp", "orders")) for order in orders] == [1] * 4


@pytest.mark.scenario("S55", *EVERYWHERE, needs="webhooks")
def test_somebody_else_sends_webhooks(world: World) -> None:
    """Webhooks come with a signature that is not the system's: none is taken, and the right ones are."""
    item = world.stocked(quantity=30)
    for system in world.systems:
        if system != "erp":
            world.disturb(f"bad_signature on {system} nth=1,2")
    order = world.buyer.orders({item: 6})
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert (len(seen.invoices()), seen.captured()) == (1, seen.total())
