"""It was done, and nobody was told: the answer to a request is lost on its way back."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import LineWish, PlacedOrder, Quote
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
WITH_WAREHOUSE = ("shop-erp-wms", "full")


@pytest.mark.scenario("S03", *EVERYWHERE, policies="erp.duplicates=recognised")
def test_the_answer_to_a_new_sales_order_is_lost(world: World) -> None:
    """The ERP commits, and the answer is lost: the order is found again, and there is one of everything."""
    order = _shipped_while(world, "lost_reply on erp.place_sales_order nth=1")
    seen = world.order(order)
    assert len(seen.documents("erp", "orders")) == 1
    assert len(world.books.table("erp", "customers")) == 1
    assert len(seen.documents("erp", "payments")) == 1


@pytest.mark.scenario("S03", *EVERYWHERE, policies="erp.duplicates=taken")
def test_an_erp_that_takes_duplicates_gets_one_order(world: World) -> None:
    """The answer is lost, and this ERP would book the order again: who looks first does not ask it to."""
    order = _shipped_while(world, "lost_reply on erp.place_sales_order nth=1")
    assert len(world.order(order).documents("erp", "orders")) == 1


@pytest.mark.scenario("S03", *EVERYWHERE, policies="erp.duplicates=taken")
def test_an_erp_that_takes_duplicates_gets_one_payment(world: World) -> None:
    """The answer to a payment is lost, and this ERP would book it again: it is booked once."""
    order = _shipped_while(world, "lost_reply on erp.book_payment nth=1")
    assert len(world.order(order).documents("erp", "payments")) == 1


@pytest.mark.scenario("S03", *WITH_WAREHOUSE, policies="erp.duplicates=taken")
def test_an_erp_that_takes_duplicates_gets_one_delivery(world: World) -> None:
    """The answer to a delivery is lost, and this ERP would book it again: it is booked once."""
    order = _shipped_while(world, "lost_reply on erp.book_delivery nth=1")
    seen = world.order(order)
    assert (len(seen.documents("erp", "deliveries")), len(seen.invoices())) == (1, 1)


@pytest.mark.scenario("S03", *EVERYWHERE)
def test_the_request_for_a_sales_order_is_lost(world: World) -> None:
    """The ERP never hears of the order: it is told again."""
    order = _shipped_while(world, "lost_request on erp.place_sales_order nth=1")
    assert len(world.order(order).documents("erp", "orders")) == 1


@pytest.mark.scenario("S03", *EVERYWHERE)
def test_the_connection_breaks_while_the_erp_answers(world: World) -> None:
    """Half an answer comes, then the connection ends: one order."""
    order = _shipped_while(world, "truncated_body on erp.place_sales_order nth=1")
    assert len(world.order(order).documents("erp", "orders")) == 1


@pytest.mark.scenario("S03", *EVERYWHERE)
def test_a_proxy_answers_in_place_of_the_erp(world: World) -> None:
    """The order is booked, and a proxy's page comes back: one order."""
    order = _shipped_while(world, "malformed_body on erp.place_sales_order nth=1")
    assert len(world.order(order).documents("erp", "orders")) == 1


@pytest.mark.scenario("S03", *EVERYWHERE)
def test_the_answer_to_an_invoice_is_lost(world: World) -> None:
    """The delivery is billed once."""
    order = _shipped_while(world, "lost_reply on erp.write_invoice nth=1")
    seen = world.order(order)
    assert (len(seen.invoices()), seen.captured()) == (1, seen.total())


@pytest.mark.scenario("S03", *EVERYWHERE)
def test_the_answer_to_a_capture_is_lost(world: World) -> None:
    """The card is charged once."""
    order = _shipped_while(world, "lost_reply on marketplace.capture_payment nth=1")
    seen = world.order(order)
    assert seen.captured() == seen.total()


@pytest.mark.scenario("S03", *EVERYWHERE)
def test_the_answer_to_a_shipment_notice_is_lost(world: World) -> None:
    """The buyer is told of one parcel."""
    order = _shipped_while(world, "lost_reply on marketplace.ship_order nth=1")
    assert len(world.order(order).documents("marketplace", "shipments")) == 1


@pytest.mark.scenario("S03", *WITH_WAREHOUSE)
def test_the_answer_of_the_warehouse_is_lost(world: World) -> None:
    """The warehouse has one job, and sends the goods once."""
    order = _shipped_while(world, "lost_reply on wms.accept_outbound nth=1")
    assert len(world.order(order).documents("wms", "outbounds")) == 1


@pytest.mark.scenario("S03", "full")
def test_the_answer_of_the_oms_is_lost(world: World) -> None:
    """The OMS has one order, and reserves once."""
    order = _shipped_while(world, "lost_reply on oms.place_order nth=1")
    assert len(world.order(order).documents("oms", "orders")) == 1


@pytest.mark.scenario("S03", *EVERYWHERE)
def test_the_answer_to_a_refund_is_lost(world: World) -> None:
    """The buyer gets the money back once, and has one credit memo."""
    order = _shipped_while(world, "lost_reply on marketplace.refund_payment nth=1", returned=2)
    seen = world.order(order)
    assert (len(seen.credits()), seen.refunded()) == (1, sum(seen.credits()))


@pytest.mark.scenario("S03", *EVERYWHERE)
def test_the_answer_to_a_credit_memo_is_lost(world: World) -> None:
    """The goods that came back are credited once."""
    order = _shipped_while(world, "lost_reply on erp.write_credit_memo nth=1", returned=2)
    seen = world.order(order)
    assert (len(seen.credits()), seen.refunded()) == (1, sum(seen.credits()))


def _shipped_while(world: World, rule: str, *, returned: int = 0) -> PlacedOrder:
    """An order of 6 that ships, and of which some come back, while the systems misbehave."""
    item = world.stocked(quantity=30)
    world.disturb(rule)
    order = world.buyer.orders({item: 6})
    world.picker.ships(order)
    world.settle()
    if returned:
        world.buyer.returns(order, {item: returned})
        world.settle()
        world.receiver.inspects(order, sellable=returned)
        world.settle()
    return order


@pytest.mark.scenario("S12", *EVERYWHERE, needs="holds", policies="erp.price_approval=authority")
@pytest.mark.parametrize("operation", ["marketplace.cancel_by_seller", "erp.cancel_sales_order"])
def test_an_order_is_refused_and_the_answer_to_that_is_lost(world: World, operation: str) -> None:
    """The approval of a price is refused, and the answer to the cancellation is lost: cancelled once."""
    item = world.stocked(quantity=20, price="10.00")
    world.approver.authorises("sales desk", off_list_percent=10)
    world.approver.authorises("head of sales", off_list_percent=30)
    quote = Quote("Q-1", "sales desk", "", "volume", "")
    world.disturb(f"lost_reply on {operation} nth=1")
    order = world.buyer.orders([LineWish(item, 5, unit_price=Decimal("9.60"), quote=quote)])
    world.approver.refuses(order, by="head of sales", reason="below cost")
    world.settle()
    seen = world.order(order)
    assert set(seen.states().values()) == {"cancelled"}
    assert (seen.cancelled(), str(seen.voided())) == ({item: 5}, "48.00")


@pytest.mark.scenario("S58", *EVERYWHERE, needs="provider_refunds webhooks")
def test_nobody_tells_of_a_refund_at_the_provider(world: World) -> None:
    """The webhook of a refund by hand is lost: it is found, and credited once."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders({item: 5})
    world.picker.ships(order)
    world.settle()
    world.disturb("dropped_webhook on marketplace.payment.changed nth=1")
    world.cashier.gives_back(order, Decimal("18.00"))
    world.settle()
    assert [str(total) for total in world.order(order).credits()] == ["18.00"]
