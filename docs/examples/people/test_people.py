"""One scenario for each person: what they do, and what comes of it."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, LineWish, Quote
from ordergate.harness.world import World


@pytest.mark.scenario("P01", "shop-erp", "full", needs="amendments")
def test_the_buyer_orders_amends_and_returns(world: World) -> None:
    """6 and freight are ordered, 8 in the end; one comes back, and the freight is not refunded."""
    mug = world.stocked("MUG-01", quantity=20, price="5.00")
    freight = ChargeWish("freight", "POST", "parcel service", Decimal("6.00"))
    order = world.buyer.orders([LineWish(mug, 6, reference="PO-1/1")], charges=[freight])
    world.settle()
    world.buyer.amends(order, {mug: 8})
    world.settle()
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {mug: 1}, reason="chipped")
    world.receiver.inspects(order, damaged=1)
    world.settle()
    seen = world.order(order)
    assert (seen.captured(), seen.refunded()) == (Decimal("54.00"), Decimal("6.00"))


@pytest.mark.scenario("P02", "shop-erp", "full")
def test_the_picker_ships_in_parts(world: World) -> None:
    """10 are ordered; 4 ship, and then all the rest."""
    mug = world.stocked("MUG-01", quantity=20)
    order = world.buyer.orders({mug: 10})
    world.picker.ships(order, {mug: 4})
    world.settle()
    world.picker.ships(order)
    world.settle()
    assert len(world.order(order).invoices()) == 2


@pytest.mark.scenario("P03", "shop-erp", "full")
def test_the_receiver_takes_goods_in_and_counts(world: World) -> None:
    """5 come in, one of them damaged; a count then finds one less, and 2 of the others are ordered."""
    mug = world.stocked("MUG-01", quantity=20)
    world.receiver.receives({mug: 4}, damaged={mug: 1})
    world.receiver.adjusts({mug: -1}, reason="not found in the bin")
    world.buyer.orders({mug: 2})
    world.settle()
    assert set(world.stock(mug).on_hand().values()) == {24}
    assert world.stock(mug).published() == 21


@pytest.mark.scenario("P04", "full", needs="sites", sites="MAIN NORTH")
def test_the_driver_moves_goods_between_sites(world: World) -> None:
    """6 travel, 5 arrive, one never will; 3 of those that stayed are ordered and ship."""
    mug = world.stocked("MUG-01", at={"MAIN": 10, "NORTH": 2})
    transfer = world.driver.takes({mug: 6}, from_site="MAIN", to_site="NORTH")
    world.driver.brings(transfer, {mug: 5}, missing={mug: 1})
    world.settle()
    order = world.buyer.orders({mug: 3})
    world.picker.ships(order)
    world.settle()
    assert world.stock(mug).published() == 8


@pytest.mark.scenario("P05", "shop-erp", "full")
def test_the_merchandiser_reprices_and_grants_a_price(world: World) -> None:
    """The list says 6.00; the customer pays 4.00 (4.80 with tax) under a quote."""
    mug = world.stocked("MUG-01", quantity=20, price="5.00")
    world.merchandiser.reprices(mug, Decimal("6.00"))
    quote = Quote("Q-7", seller="sales desk", approver="head of sales", reason="volume")
    world.merchandiser.agrees(quote, world.buyer.registers(), {mug: Decimal("4.00")})
    world.settle()
    order = world.buyer.orders([LineWish(mug, 10, unit_price=Decimal("4.80"), quote=quote)])
    world.picker.ships(order)
    world.settle()
    assert world.order(order).invoices() == [Decimal("48.00")]


@pytest.mark.scenario("P06", "shop-erp", "full")
def test_the_accountant_books_what_concerns_no_goods(world: World) -> None:
    """The rent is booked, and no order is touched by it."""
    order = world.buyer.orders({world.stocked("MUG-01", quantity=20): 1})
    world.accountant.posts("4400", Decimal("25.00"), text="rent", reference="R-1")
    world.picker.ships(order)
    world.settle()
    assert len(world.order(order).invoices()) == 1


@pytest.mark.scenario("P07", "shop-erp", "full")
def test_the_seller_refuses_a_return(world: World) -> None:
    """2 of 4 are sent back; the seller does not want them, and nothing is refunded."""
    mug = world.stocked("MUG-01", quantity=20)
    order = world.buyer.orders({mug: 4})
    world.picker.ships(order)
    world.settle()
    number = world.buyer.returns(order, {mug: 2})
    world.seller.refuses_return(number, reason="worn")
    world.settle()
    assert world.order(order).refunded() == 0


@pytest.mark.scenario("P08", "shop-erp", "full", needs="holds", policies="erp.price_approval=authority")
def test_the_approver_lets_an_order_go(world: World) -> None:
    """20 % off by a seller who may grant 10 %: the order waits until the head of sales approves it."""
    mug = world.stocked("MUG-01", quantity=20, price="10.00")
    world.approver.authorises("sales desk", off_list_percent=10)
    world.approver.authorises("head of sales", off_list_percent=30)
    quote = Quote("Q-1", seller="sales desk", approver="", reason="volume")
    order = world.buyer.orders([LineWish(mug, 5, unit_price=Decimal("9.60"), quote=quote)])
    world.approver.releases(order, by="head of sales", reason="long-standing customer")
    world.picker.ships(order)
    world.settle()
    assert world.order(order).invoices() == [Decimal("48.00")]


@pytest.mark.scenario("P09", "full")
def test_the_planner_stops_the_rest_of_an_order(world: World) -> None:
    """Two of five have shipped; the rest waits in the OMS until the planner lets it go."""
    mug = world.stocked("MUG-01", quantity=2, price="10.00")
    order = world.buyer.orders({mug: 5})
    world.picker.ships(order, {mug: 2})
    world.settle()
    world.planner.stops(order)
    world.receiver.receives({mug: 10})
    world.settle()
    assert world.order(order).shipped() == {mug: 2}
    world.planner.lets_go(order)
    world.picker.ships(order)
    world.settle()
    assert world.order(order).shipped() == {mug: 5}
