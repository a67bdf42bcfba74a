"""A company orders for several of its sites."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import LineWish
from ordergate.harness.world import World

DEPOT = {
    "name": "Depot North", "line": "12 Quay Street", "city": "Hull", "postcode": "HU1 1AA",
    "country": "United Kingdom",
}  # fmt: skip
ABROAD = {
    "name": "Branch Oslo", "line": "Storgata 4", "city": "Oslo", "postcode": "0155", "country": "Norway",
}  # fmt: skip


@pytest.mark.scenario("S41", "shop-erp", "shop-erp-wms", "full")
def test_each_site_of_a_company_gets_its_own_goods_and_tax(world: World) -> None:
    """One account orders for three sites, one abroad: address and tax follow the site, one account pays."""
    item = world.stocked(quantity=30, price="10.00")
    home = world.buyer.orders({item: 1})
    north = world.buyer.orders({item: 2}, ship_to=DEPOT)
    export = LineWish(item, 3, unit_price=Decimal("10.00"), tax_rate=Decimal(0))
    oslo = world.buyer.orders([export], ship_to=ABROAD)
    for order in (home, north, oslo):
        world.picker.ships(order)
    world.settle()
    billed = [[str(total) for total in world.order(order).invoices()] for order in (home, north, oslo)]
    assert billed == [["12.00"], ["24.00"], ["30.00"]]
    held = [world.order(order).documents("erp", "orders")[0] for order in (home, north, oslo)]
    assert len({order.customer for order in held}) == 1
    assert "Hull" in held[1].ship_to.values()
    assert "Oslo" in held[2].ship_to.values()
