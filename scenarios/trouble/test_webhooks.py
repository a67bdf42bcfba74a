"""Webhooks come twice, late, in another order, with a bad signature, or not at all."""

import pytest

from ordergate.harness.world import Wait, World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
LATE = Wait("late webhooks", minutes=30, live_s=3.0)


@pytest.mark.scenario("S02", *EVERYWHERE, needs="webhooks")
def test_word_of_an_order_comes_five_times(world: World) -> None:
    """The same webhook is delivered five times within a moment: one order, reserved once."""
    _one_order_comes_of(world, "duplicate_webhook on marketplace.order.placed copies=4 after_s=0")


@pytest.mark.scenario("S02", *EVERYWHERE, needs="webhooks")
def test_word_of_an_order_comes_again_under_another_id(world: World) -> None:
    """Each delivery has an event id of its own: what it is about tells that it is the same."""
    _one_order_comes_of(world, "duplicate_webhook on marketplace.order.placed copies=4 after_s=1 new_id=yes")


@pytest.mark.scenario("S02", *EVERYWHERE, needs="webhooks")
def test_word_of_an_order_comes_again_when_all_is_done(world: World) -> None:
    """A copy comes an hour later, when the order has shipped: nothing happens."""
    _one_order_comes_of(world, "duplicate_webhook on marketplace.order.placed copies=1 after_s=3600")


@pytest.mark.scenario("S02", "full", needs="webhooks")
def test_the_oms_tells_everything_twice(world: World) -> None:
    """Every webhook of the OMS comes twice: one job in the warehouse."""
    _one_order_comes_of(world, "duplicate_webhook on oms copies=1 after_s=2")


@pytest.mark.scenario("S02", "shop-erp-wms", "full", needs="webhooks")
def test_the_warehouse_tells_everything_twice(world: World) -> None:
    """Every webhook of the warehouse comes twice: one shipment, one invoice."""
    _one_order_comes_of(world, "duplicate_webhook on wms copies=1 after_s=2 new_id=yes")


@pytest.mark.scenario("S05", *EVERYWHERE, needs="webhooks")
def test_webhook_and_poll_find_the_same_order(world: World) -> None:
    """The webhook comes when polls have long found the order: one order, one shipment, one parcel."""
    _one_order_comes_of(world, "delayed_webhook on marketplace.order.placed delay_s=900")


@pytest.mark.scenario("S05", *EVERYWHERE, needs="webhooks")
def test_an_order_is_found_although_no_webhook_tells_of_it(world: World) -> None:
    """Webhooks of orders are lost: polls find them."""
    _one_order_comes_of(world, "dropped_webhook on marketplace.order.placed nth=1")


@pytest.mark.scenario("S06", *EVERYWHERE, needs="webhooks")
def test_a_buyer_changes_and_word_of_it_comes_in_another_order(world: World) -> None:
    """The buyer changes three times, and the first news comes last: the last change stays."""
    item = world.stocked(quantity=30)
    world.buyer.orders({item: 1})
    world.settle()
    world.disturb("delayed_webhook on marketplace.buyer.changed nth=1 delay_s=600")
    for name in ("Dockside Supply", "Dockside Supply Ltd", "Dockside Trading Ltd"):
        world.buyer.changes(company=name)
        world.run(seconds=20)
    world.run(LATE)
    world.settle()
    [customer] = world.books.table("erp", "customers").values()
    assert customer.name == "Dockside Trading Ltd"


@pytest.mark.scenario("S06", *EVERYWHERE, needs="webhooks")
def test_a_cancellation_is_heard_of_before_its_order(world: World) -> None:
    """Word of the order is late, and that of its cancellation is not: nothing ships, nothing is billed."""
    item = world.stocked(quantity=30)
    world.disturb("delayed_webhook on marketplace.order.placed nth=1 delay_s=600")
    order = world.buyer.orders({item: 4})
    world.buyer.cancels(order)
    world.run(LATE)
    world.settle()
    seen = world.order(order)
    assert (seen.cancelled(), seen.invoices()) == ({item: 4}, [])


@pytest.mark.scenario("S06", "shop-erp-wms", "full", needs="webhooks")
def test_two_parcels_are_heard_of_in_another_order(world: World) -> None:
    """Word of the second parcel comes before that of the first: both are billed, and the order is done."""
    item = world.stocked(quantity=30)
    world.disturb("reordered_webhook on wms.shipment.shipped nth=1")
    order = world.buyer.orders({item: 6})
    world.picker.ships(order, {item: 4})
    world.picker.ships(order, {item: 2})
    world.settle()
    seen = world.order(order)
    assert seen.states()["marketplace"] == "shipped"
    assert (len(seen.invoices()), sum(seen.invoices())) == (2, seen.total())


@pytest.mark.scenario("S52", *EVERYWHERE, needs="webhooks")
def test_a_subscription_is_gone_and_nobody_said_so(world: World) -> None:
    """The shop drops the subscription: polls bring what was missed, and the webhooks come back."""
    item = world.stocked(quantity=30)
    world.disturb("unsubscribed on marketplace times=1")
    order = world.buyer.orders({item: 4})
    world.picker.ships(order)
    world.settle()
    assert world.order(order).states()["marketplace"] == "shipped"


def _one_order_comes_of(world: World, rule: str) -> None:
    """An order of 6 ships while webhooks go wrong: one of everything, and nothing reserved any more."""
    item = world.stocked(quantity=30)
    world.disturb(rule)
    order = world.buyer.orders({item: 6})
    world.picker.ships(order)
    world.run(LATE)
    world.settle()
    seen = world.order(order)
    assert len(seen.documents("erp", "orders")) == 1
    assert len(seen.documents("marketplace", "shipments")) == 1
    assert (len(seen.invoices()), seen.captured()) == (1, seen.total())
    assert set(world.stock(item).on_hand().values()) == {24}
