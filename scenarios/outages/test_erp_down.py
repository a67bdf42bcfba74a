"""A system is away for a while."""

import pytest

from ordergate.harness.world import Wait, World

OUTAGE = Wait("outage", minutes=30, live_s=3.0)


@pytest.mark.scenario("S04", "shop-erp", "full")
def test_an_order_waits_out_an_erp_that_is_down(world: World) -> None:
    """The ERP is down when an order is placed: it is tried again, and there is one order and one invoice."""
    item = world.stocked(quantity=30)
    with world.down("erp"):
        order = world.buyer.orders({item: 6})
        world.run(OUTAGE)
        assert world.order(order).documents("erp", "orders") == []
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert len(seen.documents("erp", "orders")) == 1
    assert len(seen.documents("erp", "invoices")) == 1
    assert seen.captured() == seen.total()
