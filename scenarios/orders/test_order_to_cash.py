"""An order from the buyer's click to the last penny."""

import pytest

from ordergate.harness.world import World


@pytest.mark.scenario("S01", "shop-erp", "shop-erp-wms", "full", tags="smoke")
def test_an_order_is_shipped_invoiced_and_paid(world: World) -> None:
    """One order of 10 is placed, shipped, invoiced and paid: all systems agree, nothing is left open."""
    mug = world.stocked("MUG-01", 100, price="2.55")
    order = world.buyer.orders({mug: 10})
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {mug: 10}
    assert seen.invoices() == [seen.total()]
    assert seen.captured() == seen.total()
    assert set(world.stock(mug).on_hand().values()) == {90}


@pytest.mark.scenario("S18", "shop-erp", "shop-erp-wms", "full")
def test_a_cancelled_order_frees_its_stock_once(world: World) -> None:
    """An order that has not left is cancelled whole: stock is free again, the payment voided."""
    tee = world.stocked("TEE-RED,M", 20)
    order = world.buyer.orders({tee: 8})
    world.settle()
    world.buyer.cancels(order)
    world.settle()
    seen = world.order(order)
    assert set(seen.states().values()) == {"cancelled"}
    assert seen.voided() == seen.total()
    assert seen.invoices() == []
    assert world.stock(tee).published() == 20


@pytest.mark.scenario("S18", "shop-erp", "shop-erp-wms", "full")
def test_part_of_a_line_is_cancelled_before_it_leaves(world: World) -> None:
    """A quantity is cancelled, not the order: the rest ships and only the rest is billed."""
    tee = world.stocked(quantity=50)
    order = world.buyer.orders({tee: 8})
    world.settle()
    world.buyer.cancels(order, {tee: 3})
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {tee: 5}
    assert seen.cancelled() == {tee: 3}
    assert seen.captured() + seen.voided() == seen.total()
    assert world.stock(tee).published() == 45


@pytest.mark.scenario("S30", "shop-erp", "full", starts="2026-03-31 10:00")
def test_an_order_of_the_last_day_of_a_month(world: World) -> None:
    """An order of the 31st is one of the 31st in the books, and so is its invoice."""
    item = world.stocked(quantity=20)
    order = world.buyer.orders({item: 3})
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert [seen.documents("erp", table)[0].date for table in ("orders", "invoices")] == ["2026-03-31"] * 2
