"""Goods that come back for others: the money difference moves once, the rest is settled in goods."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import Packing, PlacedOrder
from ordergate.harness.world import Wait, World

OUTAGE = Wait("outage", minutes=5, live_s=3.0)
TOPOLOGIES = ("shop-erp", "shop-erp-wms", "full")


def shipped(world: World, item: str, quantity: int) -> PlacedOrder:
    """An order that has left in full."""
    order = world.buyer.orders({item: quantity})
    world.picker.ships(order)
    world.settle()
    return order


def replaced(world: World, order: PlacedOrder, return_id: str) -> PlacedOrder:
    """The replacement, once it is placed, with all that was asked for on its way."""
    replacement = world.replacement(order, return_id)
    assert replacement is not None, f"nothing was placed for return {return_id}"
    world.picker.ships(replacement)
    world.settle()
    return replacement


@pytest.mark.scenario("S47", *TOPOLOGIES, needs="exchange", tags="smoke")
def test_an_exchange_for_a_dearer_item_takes_the_difference_once(world: World) -> None:
    """One of 6.00 comes back for one of 9.60: 6.00 is settled in goods, 3.60 is taken from the card."""
    cheap, dear = world.stocked(quantity=20, price="5.00"), world.stocked(quantity=20, price="8.00")
    order = shipped(world, cheap, 2)
    wanted = world.buyer.exchanges(order, {cheap: 1}, {dear: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    replacement = replaced(world, order, wanted)
    old, new = world.order(order), world.order(replacement)
    assert (str(old.cash()), str(new.cash())) == ("12.00", "3.60")
    assert old.booked("exchange") == {"refund": Decimal("6.00")}
    assert new.booked("exchange") == {"receipt": Decimal("6.00")}
    assert new.booked("card") == {"receipt": Decimal("3.60")}
    assert (world.stock(cheap).published(), world.stock(dear).published()) == (19, 19)


@pytest.mark.scenario("S47", *TOPOLOGIES, needs="exchange")
def test_an_exchange_for_a_cheaper_item_gives_the_difference_back_once(world: World) -> None:
    """One of 9.60 comes back for one of 6.00: 6.00 is settled in goods, 3.60 goes back to the card."""
    cheap, dear = world.stocked(quantity=20, price="5.00"), world.stocked(quantity=20, price="8.00")
    order = shipped(world, dear, 1)
    wanted = world.buyer.exchanges(order, {dear: 1}, {cheap: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    replacement = replaced(world, order, wanted)
    old, new = world.order(order), world.order(replacement)
    assert (str(old.cash()), str(new.cash())) == ("6.00", "0")
    assert old.booked("card") == {"receipt": Decimal("9.60"), "refund": Decimal("3.60")}
    assert new.booked("card") == {}
    assert [str(total) for total in old.credits()] == ["9.60"]
    assert [str(total) for total in new.invoices()] == ["6.00"]


@pytest.mark.scenario("S47", *TOPOLOGIES, needs="exchange")
def test_an_exchange_at_the_same_price_moves_no_cash(world: World) -> None:
    """Three come back for three of another colour at the same price: goods move, no cash does."""
    red, blue = world.stocked(quantity=20, price="4.15"), world.stocked(quantity=20, price="4.15")
    order = shipped(world, red, 3)
    wanted = world.buyer.exchanges(order, {red: 3}, {blue: 3})
    world.receiver.inspects(order, sellable=3)
    world.settle()
    replacement = replaced(world, order, wanted)
    assert (str(world.order(order).cash()), str(world.order(replacement).cash())) == ("14.94", "0")
    assert set(world.stock(red).on_hand().values()) == {20}
    assert set(world.stock(blue).on_hand().values()) == {17}


@pytest.mark.scenario("S47", *TOPOLOGIES, needs="exchange")
def test_a_replacement_that_ships_in_parts_uses_up_the_goods_first(world: World) -> None:
    """One of 24.00 comes back for five of 6.00: the first invoices take no cash, the last one 6.00."""
    dear, cheap = world.stocked(quantity=9, price="20.00"), world.stocked(quantity=9, price="5.00")
    order = shipped(world, dear, 1)
    wanted = world.buyer.exchanges(order, {dear: 1}, {cheap: 5})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    replacement = world.replacement(order, wanted)
    assert replacement is not None
    world.picker.ships(replacement, {cheap: 3})
    world.settle()
    assert world.order(replacement).booked("exchange") == {"receipt": Decimal("18.00")}
    world.picker.ships(replacement, {cheap: 2})
    world.settle()
    assert world.order(replacement).booked("exchange") == {"receipt": Decimal("24.00")}
    assert str(world.order(replacement).cash()) == "6.00"


@pytest.mark.scenario("S47", *TOPOLOGIES, needs="exchange", policies="marketplace.exchange_needs=receipt")
def test_a_damaged_unit_is_replaced_like_a_sellable_one(world: World) -> None:
    """Two come back and one is damaged: both are replaced, only the other can be sold again."""
    item, other = world.stocked(quantity=10, price="5.00"), world.stocked(quantity=10, price="5.00")
    order = shipped(world, item, 2)
    wanted = world.buyer.exchanges(order, {item: 2}, {other: 2})
    world.receiver.inspects(order, sellable=1, damaged=1)
    world.settle()
    replacement = replaced(world, order, wanted)
    assert world.order(replacement).shipped() == {other: 2}
    assert (world.stock(item).published(), world.stock(other).published()) == (9, 8)


@pytest.mark.scenario("S47", *TOPOLOGIES, needs="exchange", policies="marketplace.exchange_needs=sellable")
def test_where_only_sellable_units_are_replaced_a_damaged_one_is_refunded(world: World) -> None:
    """Two come back and one is damaged: one is replaced, the damaged one is paid back to the card."""
    item, other = world.stocked(quantity=10, price="5.00"), world.stocked(quantity=10, price="8.00")
    order = shipped(world, item, 2)
    wanted = world.buyer.exchanges(order, {item: 2}, {other: 2})
    world.receiver.inspects(order, sellable=1, damaged=1)
    world.settle()
    replacement = replaced(world, order, wanted)
    old, new = world.order(order), world.order(replacement)
    assert new.shipped() == {other: 1}
    assert [str(total) for total in old.credits()] == ["12.00"]
    assert old.booked("exchange") == {"refund": Decimal("9.60")}
    assert old.booked("card") == {"receipt": Decimal("12.00"), "refund": Decimal("2.40")}
    assert str(new.cash()) == "0"


@pytest.mark.scenario("S47", "shop-erp-wms", "full", needs="exchange")
def test_a_unit_that_never_arrives_is_not_replaced(world: World) -> None:
    """Two are announced and one arrives: one is credited, and one is sent in its place."""
    item, other = world.stocked(quantity=10, price="5.00"), world.stocked(quantity=10, price="5.00")
    order = shipped(world, item, 2)
    wanted = world.buyer.exchanges(order, {item: 2}, {other: 2})
    world.receiver.inspects(order, sellable=1, missing=1)
    world.settle()
    replacement = replaced(world, order, wanted)
    assert world.order(replacement).shipped() == {other: 1}
    assert [str(total) for total in world.order(order).credits()] == ["6.00"]


@pytest.mark.scenario("S47", *TOPOLOGIES, needs="exchange")
def test_a_replacement_can_come_back_too(world: World) -> None:
    """The dearer replacement comes back as well: all that was paid for it, in goods or cash, is refunded."""
    cheap, dear = world.stocked(quantity=9, price="5.00"), world.stocked(quantity=9, price="8.00")
    order = shipped(world, cheap, 1)
    wanted = world.buyer.exchanges(order, {cheap: 1}, {dear: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    replacement = replaced(world, order, wanted)
    world.buyer.returns(replacement, {dear: 1})
    world.receiver.inspects(replacement, sellable=1)
    world.settle()
    cash = world.order(order).cash() + world.order(replacement).cash()
    assert str(cash) == "0.00"
    assert (world.stock(cheap).published(), world.stock(dear).published()) == (9, 9)


@pytest.mark.scenario("S47", *TOPOLOGIES, needs="exchange")
def test_an_exchange_that_the_seller_refuses_moves_nothing(world: World) -> None:
    """The seller refuses before the connector heard of it: nothing is announced, credited or replaced."""
    item, other = world.stocked(quantity=10), world.stocked(quantity=10)
    order = shipped(world, item, 2)
    with world.down("marketplace"):
        wanted = world.buyer.exchanges(order, {item: 1}, {other: 1})
        world.seller.refuses_return(wanted, reason="worn")
        world.run(OUTAGE)
    world.settle()
    assert world.replacement(order, wanted) is None
    assert world.order(order).credits() == []
    assert world.order(order).documents("erp", "returns") == []
    assert world.stock(other).published() == 10


@pytest.mark.scenario("S47", *TOPOLOGIES, needs="exchange")
def test_a_replacement_can_be_exchanged_again(world: World) -> None:
    """6.00 for 9.60 for 3.60: the cash that stays with the seller is the price of what the buyer keeps."""
    prices = ("5.00", "8.00", "3.00")
    first, second, third = (world.stocked(quantity=9, price=price) for price in prices)
    order = shipped(world, first, 1)
    wanted = world.buyer.exchanges(order, {first: 1}, {second: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    better = replaced(world, order, wanted)
    wanted = world.buyer.exchanges(better, {second: 1}, {third: 1})
    world.receiver.inspects(better, sellable=1)
    world.settle()
    cheaper = replaced(world, better, wanted)
    cash = [world.order(each).cash() for each in (order, better, cheaper)]
    assert [str(amount) for amount in cash] == ["6.00", "-2.40", "0"]
    assert world.order(better).booked("exchange") == {"receipt": Decimal("6.00"), "refund": Decimal("3.60")}


@pytest.mark.scenario("S47", *TOPOLOGIES, needs="exchange")
def test_a_replacement_that_is_sold_out_waits_like_any_order(world: World) -> None:
    """The other item is sold out when the goods are back: it is on backorder, and ships after a receipt."""
    item, other = world.stocked(quantity=9, price="5.00"), world.stocked(quantity=0, price="5.00")
    order = shipped(world, item, 1)
    wanted = world.buyer.exchanges(order, {item: 1}, {other: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    replacement = world.replacement(order, wanted)
    assert replacement is not None
    assert world.order(replacement).backordered() == {other: 1}
    world.receiver.receives({other: 1})
    world.picker.ships(replacement)
    world.settle()
    assert world.order(replacement).booked("exchange") == {"receipt": Decimal("6.00")}
    assert str(world.order(replacement).cash()) == "0"


@pytest.mark.scenario("S47", *TOPOLOGIES, needs="exchange")
def test_two_exchanges_of_one_order_are_settled_each_by_itself(world: World) -> None:
    """Two lines of an order are exchanged one after the other: each has a replacement of its own."""
    cheap, dear = world.stocked(quantity=9, price="5.00"), world.stocked(quantity=9, price="8.00")
    order = world.buyer.orders({cheap: 1, dear: 1})
    world.picker.ships(order)
    world.settle()
    cash = []
    for mine, instead in ((cheap, dear), (dear, cheap)):
        wanted = world.buyer.exchanges(order, {mine: 1}, {instead: 1})
        world.receiver.inspects(order, sellable=1)
        world.settle()
        cash.append(str(world.order(replaced(world, order, wanted)).cash()))
    assert cash == ["3.60", "0"]
    assert str(world.order(order).cash()) == "12.00"
    assert world.order(order).booked("exchange") == {"refund": Decimal("12.00")}


@pytest.mark.scenario("S47", *TOPOLOGIES, needs="exchange tolerances")
def test_goods_with_a_tolerance_are_sent_exactly_in_an_exchange(world: World) -> None:
    """Two of 12.00 come back for 100 nails at -10 %: 95 leave the order open, for all 100 are paid for."""
    item = world.stocked(quantity=9, price="10.00")
    nail = world.stocked(quantity=200, price="0.20", units=Packing({}, over_bp=1000, under_bp=1000))
    order = shipped(world, item, 2)
    wanted = world.buyer.exchanges(order, {item: 2}, {nail: 100})
    world.receiver.inspects(order, sellable=2)
    world.settle()
    replacement = world.replacement(order, wanted)
    assert replacement is not None
    world.picker.ships(replacement, {nail: 95})
    world.settle()
    assert world.order(replacement).promised() == {nail: 5}
    world.picker.ships(replacement, {nail: 5})
    world.settle()
    assert world.order(replacement).booked("exchange") == {"receipt": Decimal("24.00")}


@pytest.mark.scenario("S41", *TOPOLOGIES, needs="exchange payers")
def test_who_paid_for_an_order_pays_for_what_is_sent_instead(world: World) -> None:
    """A site exchanges what its parent paid for: the replacement and what it costs more are the parent's."""
    cheap, dear = world.stocked(quantity=9, price="5.00"), world.stocked(quantity=9, price="8.00")
    site = world.another_buyer()
    site.is_paid_for_by(world.buyer)
    order = site.orders({cheap: 1})
    world.picker.ships(order)
    world.settle()
    wanted = site.exchanges(order, {cheap: 1}, {dear: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    replacement = replaced(world, order, wanted)
    customers = world.books.table("erp", "customers")
    [invoice] = world.order(replacement).documents("erp", "invoices")
    assert customers[invoice.customer].external_ref == site.id
    assert customers[invoice.payer].external_ref == world.buyer.id
