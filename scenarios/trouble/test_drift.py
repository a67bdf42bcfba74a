"""Copies that somebody changed behind the connector's back: it finds them, and tells them again."""

from decimal import Decimal

import pytest

from ordergate.harness.world import Wait, World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
A_WHILE = Wait("reconciliation", minutes=180, live_s=60.0)


@pytest.mark.scenario("S60", *EVERYWHERE, needs="reconciliation", policies="reconciliation=on")
def test_a_listing_that_somebody_changed_in_the_shop_is_put_right(world: World) -> None:
    """Title, price and quantity are overtyped in the shop: they become again what the ERP says."""
    item = world.stocked(quantity=30, price="5.00")
    order = world.buyer.orders({item: 4})
    world.picker.ships(order)
    world.settle()
    world.merchandiser.lists_in_the_shop(item, "Bargain", Decimal("0.60"), quantity=500)
    world.run(A_WHILE)
    world.settle()
    listing = world.books.table("marketplace", "listings")[item]
    assert (listing.price, listing.quantity) == (Decimal("6.00"), 26)
    assert listing.title != "Bargain"


@pytest.mark.scenario(
    "S60", "shop-erp", "full", needs="reconciliation webhooks", policies="reconciliation=on"
)
def test_what_no_event_told_is_found_all_the_same(world: World) -> None:
    """Every webhook of the shop is lost: orders are found, and nothing is left to repair."""
    item = world.stocked(quantity=30)
    world.disturb("dropped_webhook on marketplace")
    order = world.another_buyer().orders({item: 3})
    world.run(A_WHILE)
    world.picker.ships(order)
    world.settle()
    assert len(world.order(order).documents("erp", "orders")) == 1
    assert world.stock(item).published() == 27
