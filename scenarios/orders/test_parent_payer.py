"""A parent company pays for what its sites order."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.buyer import Buyer
from ordergate.harness.actors.orders import LineWish, PlacedOrder, Quote
from ordergate.harness.world import World


def site_of(world: World, parent: Buyer) -> Buyer:
    """A site with an account of its own, for which the parent pays."""
    site = world.another_buyer()
    site.is_paid_for_by(parent)
    return site


def parties(world: World, order: PlacedOrder, table: str) -> list[tuple[str, str]]:
    """Who bought and who pays, by their accounts in the shop, on the ERP's documents of an order."""
    customers = world.books.table("erp", "customers")
    return [
        (customers[one.customer].external_ref, customers[one.payer or one.customer].external_ref)
        for one in world.order(order).documents("erp", table)
    ]


@pytest.mark.scenario("S41", "shop-erp", "shop-erp-wms", "full", needs="payers")
def test_a_parent_pays_for_what_its_sites_order(world: World) -> None:
    """Two sites order, one sends goods back: goods and tax are the site's, everything owed the parent's."""
    item = world.stocked(quantity=30, price="10.00")
    north, south = site_of(world, world.buyer), site_of(world, world.buyer)
    orders = [north.orders({item: 4}), south.orders({item: 2}), world.buyer.orders({item: 1})]
    for order in orders:
        world.picker.ships(order)
    world.settle()
    north.returns(orders[0], {item: 1})
    world.receiver.inspects(orders[0], sellable=1)
    world.settle()
    parent = world.buyer.id
    assert parties(world, orders[0], "invoices") == [(north.id, parent)]
    assert parties(world, orders[0], "credit_memos") == [(north.id, parent)]
    assert parties(world, orders[0], "payments") == [(north.id, parent), (north.id, parent)]
    assert parties(world, orders[1], "invoices") == [(south.id, parent)]
    assert parties(world, orders[2], "invoices") == [(parent, parent)]
    [held] = world.order(orders[0]).documents("erp", "orders")
    assert held.ship_to["line"] == north.profile["address"]["line"]


@pytest.mark.scenario("S41", "shop-erp", "full", needs="payers")
def test_a_price_agreed_with_the_parent_is_a_price_for_its_sites(world: World) -> None:
    """The parent's agreement explains a site's price; a site with one of its own has that, even if dearer."""
    item = world.stocked(quantity=60, price="100.00")
    north, south = site_of(world, world.buyer), site_of(world, world.buyer)
    whole = Quote("Q-GROUP", seller="D. Byrne", approver="E. Novak", reason="group contract")
    own = Quote("Q-SOUTH", seller="D. Byrne", approver="E. Novak", reason="small lots")
    world.merchandiser.agrees(whole, world.buyer.id, {item: Decimal("50.00")})
    world.merchandiser.agrees(own, south.id, {item: Decimal("95.00")})
    orders = [
        north.orders([LineWish(item, 24, unit_price=Decimal("60.00"), quote=whole)]),
        south.orders([LineWish(item, 24, unit_price=Decimal("114.00"), quote=own)]),
        south.orders([LineWish(item, 1, unit_price=Decimal("60.00"), quote=whole)]),
    ]
    for order in orders:
        world.picker.ships(order)
    world.settle()
    lines = [world.order(order).documents("erp", "orders")[0].lines[0] for order in orders]
    assert [line.net for line in lines] == [Decimal("1200.00"), Decimal("2280.00"), Decimal("50.00")]
    assert [line.price_source for line in lines] == ["agreement", "agreement", "captured"]


@pytest.mark.scenario("S41", "shop-erp", "shop-erp-wms", "full", needs="payers")
def test_documents_keep_their_payer_when_a_site_gets_another(world: World) -> None:
    """A site is sold while an order waits, and sold again at once: each order is whose it was when placed."""
    item = world.stocked(quantity=30, price="10.00")
    site, new_parent = site_of(world, world.buyer), world.another_buyer()
    before = site.orders({item: 3})
    world.picker.ships(before, {item: 1})
    world.settle()
    site.is_paid_for_by(new_parent)
    after = site.orders({item: 2})
    site.is_paid_for_by(None)
    alone = site.orders({item: 1})
    world.picker.ships(before, {item: 2})
    world.picker.ships(after)
    world.picker.ships(alone)
    world.settle()
    assert parties(world, before, "invoices") == [(site.id, world.buyer.id)] * 2
    assert parties(world, after, "invoices") == [(site.id, new_parent.id)]
    assert parties(world, alone, "invoices") == [(site.id, site.id)]
