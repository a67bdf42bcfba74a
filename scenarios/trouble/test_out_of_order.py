"""Word comes in another order than things happened: in the end what happened last counts everywhere."""

import pytest

from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")


@pytest.mark.scenario("S06", *EVERYWHERE, needs="webhooks")
def test_word_of_a_cancellation_comes_before_word_of_the_order(world: World) -> None:
    """The buyer cancels at once, and word of the order is late: nothing ships, nothing is billed."""
    item = world.stocked(quantity=60)
    world.disturb("delayed_webhook on marketplace.order.placed nth=1 delay_s=3600")
    order = world.buyer.orders({item: 5})
    world.buyer.cancels(order)
    world.settle()
    seen = world.order(order)
    assert set(seen.states().values()) == {"cancelled"}
    assert seen.voided() == seen.total()
    assert world.stock(item).published() == 60


@pytest.mark.scenario("S06", *EVERYWHERE, needs="webhooks virtual_time", policies="reconciliation=off")
def test_an_account_changes_again_while_its_change_is_booked(world: World) -> None:
    """The ERP is slow, and the account changes every ten seconds: in the end it has the last name."""
    item = world.stocked(quantity=60)
    world.buyer.orders({item: 5})
    world.settle()
    world.disturb("latency on erp delay_ms=15000 times=40")
    for number in range(1, 6):
        world.buyer.changes(company=f"Harrow & Sons {number} Ltd")
        world.run(seconds=10)
    world.settle()
    [customer] = world.books.table("erp", "customers").values()
    assert customer.name == "Harrow & Sons 5 Ltd"


@pytest.mark.scenario("S06", "full")
def test_an_answer_of_the_oms_is_old_when_it_comes(world: World) -> None:
    """What a site is to ship is cancelled while the OMS says so: nobody ships, the OMS knows of all jobs."""
    item = world.stocked(quantity=60)
    world.disturb("latency on oms.get_fulfilment nth=1 delay_ms=20000")
    order = world.buyer.orders({item: 5})
    world.run(seconds=10)
    world.buyer.cancels(order)
    world.settle()
    seen = world.order(order)
    assert set(seen.states().values()) == {"cancelled"}
    known = [one.warehouse_ref for one in seen.documents("oms", "fulfilments") if one.warehouse_ref]
    assert [one.id for one in seen.documents("wms", "outbounds")] == known
    assert world.stock(item).published() == 60
