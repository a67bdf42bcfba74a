"""Lists that move while they are read, tell late, or come in odd pages: every order is read, and once."""

import pytest

from ordergate.harness.actors.pricing import PriceWish
from ordergate.harness.world import Wait, World

OUTAGE = Wait("outage", minutes=5, live_s=3.0)
LATER = Wait("late rows", minutes=60, live_s=3.0)
MANY = 12


@pytest.mark.scenario("S29", "shop-erp", "full")
@pytest.mark.parametrize(
    "rule",
    [
        "short_page on marketplace.list_orders rows=1 times=20",
        "short_page on marketplace.list_orders rows=5 times=3",
    ],
)
def test_orders_come_in_odd_pages(world: World, rule: str) -> None:
    """12 orders wait when the shop answers again, and its pages are odd: each is read, once."""
    _all_are_read(world, rule)


@pytest.mark.scenario("S29", "full")
def test_a_page_of_the_oms_comes_twice(world: World) -> None:
    """The OMS gives the same page again: nothing behind it is missed, and nothing is done twice."""
    _all_are_read(world, "repeated_page on oms.list_fulfilments", "dropped_webhook on oms")


@pytest.mark.scenario("S30", "shop-erp", "shop-erp-wms", "full", needs="webhooks")
def test_rows_become_visible_late_and_no_webhook_tells(world: World) -> None:
    """Lists tell each change 100 seconds late, with its old stamp, and webhooks are lost: none is skipped."""
    item = world.stocked(quantity=30)
    world.disturb("dropped_webhook on marketplace")
    world.disturb("late_visible on marketplace lag_s=100")
    orders = []
    for _ in range(12):  # for longer than the shop is polled at, so that a poll meets a young order
        orders.append(world.another_buyer().orders({item: 2}))
        world.run(seconds=90)
    world.run(LATER)
    world.settle()
    assert all(len(world.order(order).documents("erp", "orders")) == 1 for order in orders)


@pytest.mark.scenario("S30", "shop-erp", "full")
def test_many_orders_bear_the_same_instant(world: World) -> None:
    """12 orders are placed at one instant while the shop answers nobody: the page break skips none."""
    _all_are_read(world, "short_page on marketplace.list_orders rows=4 times=3")


def _all_are_read(world: World, *rules: str) -> None:
    item = world.stocked(quantity=100)
    world.buyer.orders({item: 1})
    for rule in rules:
        world.disturb(rule)
    with world.down("marketplace"):
        orders = [world.buyer.orders({item: 1}) for _ in range(MANY)]
        world.run(OUTAGE)
    world.run(LATER)
    world.settle()
    assert len(world.books.table("erp", "orders")) == MANY + 1
    assert all(len(world.order(order).documents("erp", "orders")) == 1 for order in orders)


@pytest.mark.scenario("S30", "shop-erp", "full", needs="price_rules")
def test_the_list_of_an_items_prices_is_behind(world: World) -> None:
    """The list of an item shows a price rule late, of which word came already: it is asked for again."""
    item = world.stocked("BOLT-7", 30, price="10.00")
    world.buyer.registers()
    world.settle()
    world.disturb(f"late_visible on erp.list_price_rule key=Item={item} lag_s=3600 times=2")
    world.merchandiser.prices(PriceWish("contract", item, "8.00", customer=world.buyer.id))
    world.run(LATER)
    world.settle()
    order = world.buyer.orders({item: 2})
    world.settle()
    assert str(world.order(order).total()) == "19.20"
