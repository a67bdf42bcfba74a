"""The price that was agreed is the price on every document."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import LineWish, Quote
from ordergate.harness.world import World


@pytest.mark.scenario("S11", "shop-erp", "shop-erp-wms", "full", tags="smoke")
def test_an_approved_price_survives_to_the_invoice(world: World) -> None:
    """An approved price below list: ERP order and invoice keep it, with approver and reason."""
    item = world.stocked(quantity=50, price="10.00")
    other = world.stocked(quantity=50, price="4.00")
    quote = Quote("Q-7781", seller="D. Byrne", approver="E. Novak", reason="volume commitment")
    world.buyer.registers()
    world.merchandiser.agrees(quote, world.buyer.id, {item: Decimal("8.00")})
    order = world.buyer.orders(
        [LineWish(item, 5, unit_price=Decimal("9.60"), quote=quote), LineWish(other, 2)]
    )
    world.picker.ships(order, {item: 2, other: 2})
    world.settle()
    world.picker.ships(order, {item: 3})
    world.settle()
    seen = world.order(order)
    line = seen.documents("erp", "orders")[0].lines[0]
    assert (str(line.unit_price), line.price_source) == ("8.0000", "agreement")
    agreement = world.books.table("erp", "agreements")[line.agreement]
    assert (agreement.approver, agreement.reason) == ("E. Novak", "volume commitment")
    assert [str(total) for total in seen.invoices()] == ["28.80", "28.80"]


@pytest.mark.scenario("S11", "full")
def test_a_new_list_price_does_not_touch_an_old_order(world: World) -> None:
    """The list price changes while an order waits: the order keeps its price, the shop shows the new one."""
    item = world.stocked(quantity=50, price="10.00")
    order = world.buyer.orders({item: 3})
    world.settle()
    world.merchandiser.reprices(item, Decimal("11.00"))
    world.settle()
    world.picker.ships(order)
    world.settle()
    assert [str(total) for total in world.order(order).invoices()] == ["36.00"]
    listing = world.books.table("marketplace", "listings")[item]
    assert str(listing.price) == "13.2000"


@pytest.mark.scenario("S11", "shop-erp", "shop-erp-wms", "full")
def test_one_item_stands_on_two_lines_at_two_prices(world: World) -> None:
    """3 at list price and 4 at an agreed one: parts, invoices and credits keep the lines apart."""
    item = world.stocked(quantity=50, price="10.00")
    quote = Quote("Q-9", seller="D. Byrne", approver="E. Novak", reason="second pallet")
    world.buyer.registers()
    world.merchandiser.agrees(quote, world.buyer.id, {item: Decimal("7.00")})
    order = world.buyer.orders(
        [LineWish(item, 3), LineWish(item, 4, unit_price=Decimal("8.40"), quote=quote)]
    )
    world.picker.ships(order, {item: 5})
    world.settle()
    world.picker.ships(order, {item: 2})
    world.settle()
    assert [str(total) for total in world.order(order).invoices()] == ["52.80", "16.80"]
    world.buyer.returns_lines(order, [{"line_id": order.lines[1].id, "quantity": 1, "reason": "spare"}])
    world.receiver.inspects(order, sellable=1)
    world.settle()
    assert [str(total) for total in world.order(order).credits()] == ["8.40"]
