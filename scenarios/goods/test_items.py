"""Items change, and leave the range, while orders for them are on their way."""

from decimal import Decimal

import pytest

from ordergate.harness.world import World


@pytest.mark.scenario("S43", "shop-erp", "shop-erp-wms", "full")
def test_a_discontinued_item_leaves_the_shop_and_open_orders_still_ship(world: World) -> None:
    """An item is discontinued: buyers can no longer order it; the order that stands is shipped and billed."""
    item = world.stocked(quantity=30, price="4.00")
    order = world.buyer.orders({item: 6})
    world.settle()
    world.merchandiser.discontinues(item)
    world.settle()
    assert str(world.books.table("marketplace", "listings")[item].state) == "inactive"
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {item: 6}
    assert [str(total) for total in seen.invoices()] == ["28.80"]


@pytest.mark.scenario("S43", "shop-erp", "shop-erp-wms", "full")
def test_an_item_that_is_renamed_and_repriced_is_the_same_everywhere(world: World) -> None:
    """Title and list price change, then change again: every system shows the latest, none an older one."""
    item = world.stocked(quantity=10, price="4.00")
    world.merchandiser.renames(item, "Mug, white, boxed")
    world.merchandiser.reprices(item, Decimal("4.40"))
    world.settle()
    world.merchandiser.renames(item, "Mug, white, in a box")
    world.merchandiser.reprices(item, Decimal("4.60"))
    order = world.buyer.orders({item: 1})
    world.settle()
    listing = world.books.table("marketplace", "listings")[item]
    assert (listing.title, str(listing.price)) == ("Mug, white, in a box", "5.5200")
    assert str(world.order(order).total()) == "5.28"


@pytest.mark.scenario("S43", "shop-erp", "shop-erp-wms", "full")
def test_an_item_comes_back_into_the_range(world: World) -> None:
    """An item is discontinued by mistake and offered again: buyers see what is in stock, and order it."""
    item = world.stocked(quantity=12)
    world.merchandiser.discontinues(item)
    world.settle()
    world.merchandiser.resumes(item)
    world.settle()
    assert world.stock(item).published() == 12
    order = world.buyer.orders({item: 2})
    world.picker.ships(order)
    world.settle()
    assert world.order(order).shipped() == {item: 2}


@pytest.mark.scenario("S29", "shop-erp", "full")
def test_a_list_is_one_row_longer_than_its_pages(world: World) -> None:
    """401 items begin at once, one more than whole pages of 50, 100 or 200 hold: all are offered."""
    codes = [f"Q-{number:03}" for number in range(401)]
    world.merchandiser.lists({code: (f"Part {code}", Decimal("2.00")) for code in codes})
    world.settle()
    listed = world.books.table("marketplace", "listings")
    assert [code for code in codes if code not in listed] == []
    world.receiver.receives({codes[-1]: 3})
    order = world.buyer.orders({codes[-1]: 1})
    world.settle()
    assert str(world.order(order).total()) == "2.40"
