"""Orders on account: as much as their payer may owe goes, the rest waits for money or for somebody."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, PlacedOrder
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
FREIGHT = ChargeWish("freight", "POST", "parcel service", Decimal("12.00"))


def limited(world: World, limit: str) -> str:
    """An item of 12.00 with tax, and a buyer who may owe so much."""
    item = world.stocked(quantity=200, price="10.00")
    world.buyer.registers()
    world.settle()
    world.credit_controller.limits(world.buyer.id, Decimal(limit))
    return item


def waiting(world: World, *orders: PlacedOrder) -> list[PlacedOrder]:
    """Those of the orders that wait for credit."""
    return [order for order in orders if world.order(order).holds().get("credit") == "placed"]


@pytest.mark.scenario("S38", *EVERYWHERE, needs="credit")
def test_of_two_orders_at_once_the_one_too_many_waits_until_money_comes(world: World) -> None:
    """Limit 1,000 and two orders of 600 at the same time: the second goes once there is room for it."""
    item = limited(world, "1000.00")
    first, second = (world.buyer.orders({item: 50}, terms="NET 30") for _ in range(2))
    world.settle()
    [held] = waiting(world, first, second)
    going = second if held is first else first
    world.picker.ships(going)
    world.settle()
    world.credit_controller.books_transfer(world.buyer.id, Decimal("199.99"))
    world.settle()
    assert waiting(world, held) == [held]
    world.credit_controller.books_transfer(world.buyer.id, Decimal("0.01"))
    world.settle()
    world.picker.ships(held)
    world.settle()
    assert world.order(held).holds() == {"credit": "released"}
    assert world.order(held).shipped() == {item: 50}


@pytest.mark.scenario("S38", *EVERYWHERE, needs="credit")
def test_a_person_lets_an_order_beyond_the_limit_go(world: World) -> None:
    """No credit at all, limit 0: the order waits until somebody releases it by name, with a reason."""
    item = limited(world, "0.00")
    order = world.buyer.orders({item: 5}, charges=[FREIGHT], terms="2/10 NET 30")
    world.settle()
    assert waiting(world, order) == [order]
    world.approver.releases(order, by="head of credit", reason="paid last year on time", hold="credit")
    world.settle()
    world.picker.ships(order)
    world.settle()
    [hold] = world.order(order).documents("erp", "holds")
    assert (hold.decided_by, hold.decision) == ("head of credit", "paid last year on time")
    assert [str(total) for total in world.order(order).invoices()] == ["72.00"]


@pytest.mark.scenario("S38", *EVERYWHERE, needs="credit")
def test_credit_that_is_refused_cancels_the_order(world: World) -> None:
    """Nobody lends that much: the seller cancels the order everywhere, and no freight is billed."""
    item = limited(world, "10.00")
    order = world.buyer.orders({item: 5}, charges=[FREIGHT], terms="NET 30")
    world.approver.refuses(order, by="head of credit", reason="too much", hold="credit")
    world.settle()
    seen = world.order(order)
    assert set(seen.states().values()) == {"cancelled"}
    assert seen.invoices() == []
    assert world.stock(item).published() == 200


@pytest.mark.scenario("S38", *EVERYWHERE, needs="credit")
def test_invoices_are_due_as_the_terms_say(world: World) -> None:
    """Each invoice is due by its own date and terms, 2/10 for less; without a limit nothing waits."""
    item = world.stocked(quantity=20, price="10.00")
    orders = [world.buyer.orders({item: 2}, terms=terms) for terms in ("NET 30", "EOM", "2/10 NET 30")]
    for order in orders:
        world.picker.ships(order)
    world.settle()
    invoices = [invoice for order in orders for invoice in world.order(order).documents("erp", "invoices")]
    assert [bool(invoice.due_date) for invoice in invoices] == [True, True, True]
    assert [invoice.discount_bp for invoice in invoices] == [0, 0, 200]
    assert not any(world.order(order).documents("marketplace", "payments") for order in orders)


@pytest.mark.scenario("S38", "shop-erp", "full", needs="credit payers")
def test_sites_share_the_limit_of_the_parent_that_pays(world: World) -> None:
    """Two sites order 600 each on account of a parent that may owe 1,000: one of the orders waits."""
    item = world.stocked(quantity=200, price="10.00")
    parent, sites = world.buyer, (world.another_buyer(), world.another_buyer())
    for site in sites:
        site.is_paid_for_by(parent)
    world.settle()
    world.credit_controller.limits(parent.id, Decimal("1000.00"))
    orders = [site.orders({item: 50}, terms="NET 30") for site in sites]
    world.settle()
    assert len(waiting(world, *orders)) == 1


@pytest.mark.scenario("S38", "shop-erp", "full", needs="credit", policies="erp.credit_exposure=orders")
def test_open_orders_count_against_the_limit(world: World) -> None:
    """Where open orders count, the second order of 600 waits although nothing was sent yet."""
    item = limited(world, "1000.00")
    first = world.buyer.orders({item: 50}, terms="NET 30")
    world.settle()
    second = world.buyer.orders({item: 50}, terms="NET 30")
    world.settle()
    assert waiting(world, first, second) == [second]


@pytest.mark.scenario("S38", "shop-erp", "full", needs="credit", policies="erp.credit_exposure=items")
def test_where_only_open_items_count_orders_wait_once_goods_were_sent(world: World) -> None:
    """Where only what was sent counts, the second order goes; once both were sent, a third one waits."""
    item = limited(world, "1000.00")
    orders = []
    for _ in range(2):
        orders.append(world.buyer.orders({item: 50}, terms="NET 30"))
        world.settle()
    assert waiting(world, *orders) == []
    for order in orders:
        world.picker.ships(order)
    world.settle()
    third = world.buyer.orders({item: 1}, terms="NET 30")
    world.settle()
    assert waiting(world, third) == [third]


@pytest.mark.scenario("S38", *EVERYWHERE, needs="credit")
def test_transfers_settle_the_oldest_invoices_and_the_rest_stays_on_the_account(world: World) -> None:
    """Invoices of 24 and 36, transfers of 30 and 50: the oldest is settled first, 20 stay."""
    item = limited(world, "100.00")
    order = world.buyer.orders({item: 5}, terms="NET 30")
    world.picker.ships(order, {item: 2})
    world.settle()
    world.picker.ships(order, {item: 3})
    world.settle()
    numbers = [
        world.credit_controller.books_transfer(world.buyer.id, Decimal(amount))
        for amount in ("30.00", "50.00")
    ]
    payments = [world.books.table("erp", "payments")[number] for number in numbers]
    invoices = [invoice.number for invoice in world.order(order).documents("erp", "invoices")]
    settled = [[(one.invoice, str(one.amount)) for one in payment.allocations] for payment in payments]
    assert settled == [[(invoices[0], "24.00"), (invoices[1], "6.00")], [(invoices[1], "30.00")]]
    more = world.buyer.orders({item: 10}, terms="NET 30")
    world.settle()
    assert waiting(world, more) == []


@pytest.mark.scenario("S38", *EVERYWHERE, needs="credit")
def test_goods_of_an_order_on_account_are_credited_there(world: World) -> None:
    """Two of four come back: they are credited on the account, and no card hears of it."""
    item = limited(world, "1000.00")
    order = world.buyer.orders({item: 4}, terms="NET 30")
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 2})
    world.receiver.inspects(order, sellable=2)
    world.settle()
    seen = world.order(order)
    [returned] = seen.documents("marketplace", "returns")
    [memo] = seen.documents("erp", "credit_memos")
    assert (str(returned.state), returned.credit_note) == ("refunded", memo.number)
    assert [str(total) for total in seen.credits()] == ["24.00"]


@pytest.mark.scenario("S38", *EVERYWHERE, needs="credit")
def test_a_transfer_of_what_a_credit_left_settles_the_invoice(world: World) -> None:
    """60 are billed, 24 come back and are credited: 36 settle the rest, and nothing is open any more."""
    item = limited(world, "60.00")
    order = world.buyer.orders({item: 5}, terms="NET 30")
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 2})
    world.receiver.inspects(order, sellable=2)
    world.settle()
    [invoice] = world.order(order).documents("erp", "invoices")
    [memo] = world.order(order).documents("erp", "credit_memos")
    assert [(one.invoice, str(one.amount)) for one in memo.allocations] == [(invoice.number, "24.00")]
    numbers = [
        world.credit_controller.books_transfer(world.buyer.id, Decimal(amount))
        for amount in ("36.00", "5.00")
    ]
    rest, more = (world.books.table("erp", "payments")[number] for number in numbers)
    assert [(one.invoice, str(one.amount)) for one in rest.allocations] == [(invoice.number, "36.00")]
    assert (more.allocations, str(more.unapplied)) == ((), "5.00")
    again = world.buyer.orders({item: 5}, terms="NET 30")
    world.settle()
    assert waiting(world, again) == []


@pytest.mark.scenario("S38", *EVERYWHERE, needs="credit")
def test_a_credit_settles_the_oldest_invoice_of_its_goods_first(world: World) -> None:
    """Invoices of 24 and 36, 36 come back: the first is settled, of the second 24 are left to be paid."""
    item = limited(world, "100.00")
    order = world.buyer.orders({item: 5}, terms="NET 30")
    world.picker.ships(order, {item: 2})
    world.settle()
    world.picker.ships(order, {item: 3})
    world.settle()
    world.buyer.returns(order, {item: 3})
    world.receiver.inspects(order, sellable=3)
    world.settle()
    first, second = (one.number for one in world.order(order).documents("erp", "invoices"))
    [memo] = world.order(order).documents("erp", "credit_memos")
    assert [(x.invoice, str(x.amount)) for x in memo.allocations] == [(first, "24.00"), (second, "12.00")]
    number = world.credit_controller.books_transfer(world.buyer.id, Decimal("30.00"))
    payment = world.books.table("erp", "payments")[number]
    assert [(one.invoice, str(one.amount)) for one in payment.allocations] == [(second, "24.00")]
    assert str(payment.unapplied) == "6.00"


@pytest.mark.scenario("S38", "shop-erp", "full", needs="credit", policies="erp.credit_check=order")
def test_where_orders_are_checked_the_one_too_many_waits(world: World) -> None:
    """Credit is checked as orders are entered: the second of 600 is held before anything is sent."""
    item = limited(world, "1000.00")
    first = world.buyer.orders({item: 50}, terms="NET 30")
    world.settle()
    second = world.buyer.orders({item: 50}, terms="NET 30")
    world.settle()
    assert waiting(world, first, second) == [second]


@pytest.mark.scenario("S38", "shop-erp", needs="credit", policies="erp.credit_check=delivery")
def test_where_deliveries_are_checked_nothing_leaves_beyond_the_limit(world: World) -> None:
    """No order is held; of the second only 480 may leave, and the rest once 600 were paid."""
    item = limited(world, "1080.00")
    first, second = (world.buyer.orders({item: 50}, terms="NET 30") for _ in range(2))
    world.settle()
    assert waiting(world, first, second) == []
    world.picker.ships(first)
    world.settle()
    refusal = world.picker.is_refused(second, item, 41)
    assert "has a credit limit of 1080.00 GBP and would owe 1092.00 GBP; book a payment" in refusal
    world.picker.ships(second, {item: 40})
    world.settle()
    world.credit_controller.books_transfer(world.buyer.id, Decimal("600.00"))
    world.picker.ships(second, {item: 10})
    world.settle()
    assert [str(total) for total in world.order(second).invoices()] == ["480.00", "120.00"]


@pytest.mark.scenario("S38", *EVERYWHERE, needs="credit")
def test_who_pays_early_may_pay_less(world: World) -> None:
    """2/10 NET 30: 588 on the day settle an invoice of 600; 12 are taken off, 2 of them tax."""
    item = limited(world, "1000.00")
    order = world.buyer.orders({item: 50}, terms="2/10 NET 30")
    world.picker.ships(order)
    world.settle()
    number = world.credit_controller.books_transfer(world.buyer.id, Decimal("588.00"))
    [invoice] = world.order(order).documents("erp", "invoices")
    [settled] = world.books.table("erp", "payments")[number].allocations
    taken = (settled.invoice, str(settled.amount), str(settled.discount), str(settled.discount_tax))
    assert taken == (invoice.number, "588.00", "12.00", "2.00")
    more = world.buyer.orders({item: 83}, terms="NET 30")
    world.settle()
    assert waiting(world, more) == []


@pytest.mark.scenario("S38", *EVERYWHERE, needs="credit")
def test_who_pays_late_still_owes_the_discount(world: World) -> None:
    """2/1 NET 30: 588 two days later leave 12 of 600 open, which the next transfer settles."""
    item = limited(world, "1000.00")
    order = world.buyer.orders({item: 50}, terms="2/1 NET 30")
    world.picker.ships(order)
    world.settle()
    world.run(days=2)
    numbers = [
        world.credit_controller.books_transfer(world.buyer.id, Decimal(amount))
        for amount in ("588.00", "20.00")
    ]
    payments = [world.books.table("erp", "payments")[number] for number in numbers]
    settled = [(str(one.amount), one.discount) for payment in payments for one in payment.allocations]
    assert settled == [("588.00", 0), ("12.00", 0)]
    assert str(payments[1].unapplied) == "8.00"


@pytest.mark.scenario("S38", "shop-erp", needs="credit amendments")
def test_what_left_before_the_order_had_to_wait_is_billed(world: World) -> None:
    """Part has left when more is asked for than the limit allows: that part is billed, the rest waits."""
    item = limited(world, "100.00")
    order = world.buyer.orders({item: 5}, terms="NET 30")
    world.settle()
    world.picker.ships(order, {item: 2})
    world.buyer.amends(order, {item: 50})
    world.settle()
    seen = world.order(order)
    assert waiting(world, order) == [order]
    assert seen.invoices() == [Decimal("24.00")]
    world.approver.releases(order, by="head of credit", reason="has paid for years", hold="credit")
    world.settle()
    world.picker.ships(order)
    world.settle()
    assert (seen.shipped(), seen.holds()) == ({item: 50}, {"credit": "released"})


@pytest.mark.scenario("S38", *EVERYWHERE, needs="credit", starts="2026-07-02 08:30")
def test_an_order_after_midnight_in_summer_is_of_the_new_day(world: World) -> None:
    """In July it is 00:30 in London while it is 23:30 of the day before in UTC: the order is of today."""
    item = limited(world, "1000.00")
    world.run_until(f"{world.day(1)} 00:30")
    order = world.buyer.orders({item: 5}, terms="2/10 NET 30")
    world.settle()
    [booked] = world.order(order).documents("erp", "orders")
    assert booked.date == "2026-07-03"
