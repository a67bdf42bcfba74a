"""New price lists: orders keep the price of their instant, and every item but a bad one arrives."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.pricing import PriceWish
from ordergate.harness.world import Wait, World

ALMOST_MIDNIGHT = Wait("almost midnight", minutes=14 * 60 + 40, live_s=1.0)
PAST_MIDNIGHT = Wait("past midnight", minutes=20, live_s=1.0)
ITEMS = 300
BEYOND_THE_SHOP = Decimal("900000000000")


@pytest.mark.scenario("S50", "shop-erp", "shop-erp-wms", "full")
def test_orders_keep_the_price_of_their_instant_over_a_new_price_list(world: World) -> None:
    """Prices change at midnight with orders in flight: each order is billed at the price it was placed at."""
    item = world.stocked(quantity=60, price="10.00")
    world.run(ALMOST_MIDNIGHT)
    before = world.buyer.orders({item: 3})
    world.run(PAST_MIDNIGHT)
    world.merchandiser.reprices(item, Decimal("11.00"))
    between = world.another_buyer().orders({item: 5})
    world.settle()
    after = world.another_buyer().orders({item: 2})
    for order in (before, between, after):
        world.picker.ships(order)
    world.settle()
    assert [str(total) for total in world.order(before).invoices()] == ["36.00"]
    assert world.order(between).invoices() == [world.order(between).total()]
    assert [str(total) for total in world.order(after).invoices()] == ["26.40"]


@pytest.mark.scenario(
    "S50", "shop-erp", "shop-erp-wms", "full", needs="price_rules", starts="2026-07-02 08:30"
)
def test_in_summer_a_new_price_list_counts_from_midnight_of_the_company(world: World) -> None:
    """9.00 from midnight in July: an order of 23:59 in London has the old price, one of 00:00 the new one."""
    item = world.stocked(quantity=60, price="10.00")
    tomorrow = world.day(1)
    world.merchandiser.prices(PriceWish("promotion", item, "9.00", begins=tomorrow))
    world.settle()
    orders = []
    for at in (f"{world.day()} 23:59", f"{tomorrow} 00:00"):
        world.run_until(at)
        orders.append(world.buyer.orders({item: 2}))
    world.settle()
    for order in orders:
        world.picker.ships(order)
    world.settle()
    assert [[str(each) for each in world.order(order).invoices()] for order in orders] == [
        ["24.00"],
        ["21.60"],
    ]


@pytest.mark.scenario("S51", "shop-erp", "shop-erp-wms", "full", needs="accounts")
def test_a_bad_item_among_many_is_reported_and_the_others_arrive(world: World) -> None:
    """300 prices change at once, one beyond what the shop takes: 299 are applied, the one is reported."""
    codes = [f"P-{number:03}" for number in range(ITEMS)]
    world.merchandiser.lists({code: (f"Part {code}", Decimal("2.00")) for code in codes})
    world.settle()
    bad = codes[199]
    prices = {code: Decimal("2.50") for code in codes} | {bad: BEYOND_THE_SHOP}
    world.merchandiser.reprices_each(prices)
    order = world.buyer.orders({codes[0]: 1})
    world.settle()
    listings = world.books.table("marketplace", "listings")
    assert {code for code in codes if str(listings[code].price) != "3.0000"} == {bad}
    assert world.set_aside() == [("item", bad)]
    world.merchandiser.reprices(bad, Decimal("2.50"))
    world.settle()
    assert str(world.books.table("marketplace", "listings")[bad].price) == "3.0000"
    assert world.set_aside() == []
    assert str(world.order(order).total()) == "2.40"
