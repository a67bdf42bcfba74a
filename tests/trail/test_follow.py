"""The money of an order can be followed from what was agreed to what is still open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import LineWish, PlacedOrder, Quote
from ordergate.harness.actors.pricing import PriceWish
from ordergate.harness.evidence.money import MoneyStep, OrderMoney
from ordergate.harness.trail.follow import money_of_orders
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.harness.world.world import World


@pytest.fixture
def world() -> Iterator[World]:
    with closing(InProcessWorld(Blueprint("full", 5), reference_engine)) as port:
        yield World(port)


def shipped(world: World, item: str, quantity: int) -> PlacedOrder:
    order = world.buyer.orders({item: quantity})
    world.picker.ships(order)
    world.settle()
    return order


def step_that_says(money: OrderMoney, text: str) -> MoneyStep:
    [step] = [step for step in money.steps if text in step.text]
    return step


def test_an_order_is_followed_through_invoice_payment_credit_and_refund(world: World) -> None:
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders({item: 10})
    world.picker.ships(order, {item: 4})
    world.settle()
    world.buyer.cancels(order, {item: 5})
    world.buyer.returns(order, {item: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    [money] = money_of_orders(world.books)
    assert (money.order, money.currency, money.total) == (order.id, "GBP", Decimal("120.00"))
    end = money.end
    sums = (end.agreed, end.shipped, end.invoiced, end.credited, end.paid, end.refunded, end.open)
    assert [str(amount) for amount in sums] == ["60.00", "48.00", "48.00", "12.00", "48.00", "12.00", "0.00"]
    assert (money.open_units, str(money.held), money.outcome) == (1, "12.00", "nothing is open")
    assert step_that_says(money, "cancellation accepted").changed.agreed == Decimal("-60.00")
    assert [step.at_us for step in money.steps] == sorted(step.at_us for step in money.steps)


def test_each_event_names_its_documents_in_each_system(world: World) -> None:
    shipped(world, world.stocked(quantity=20), 2)
    [money] = money_of_orders(world.books)
    left = step_that_says(money, "shipped")
    assert [each.system for each in left.documents] == ["wms", "erp", "oms", "marketplace"]
    assert [each.name for each in step_that_says(money, "invoiced").documents] == [
        "invoice 0300000001", "invoice MI-1",
    ]  # fmt: skip


def test_a_price_is_told_with_the_list_price_of_the_day_and_who_approved_it(world: World) -> None:
    item = world.stocked(quantity=20, price="10.00")
    quote = Quote("Q-1", "D. Byrne", "E. Novak", "volume commitment")
    world.buyer.registers()
    world.merchandiser.agrees(quote, world.buyer.id, {item: Decimal("8.00")})
    world.buyer.orders([LineWish(item, 5, unit_price=Decimal("9.60"), quote=quote)])
    world.settle()
    world.merchandiser.reprices(item, Decimal("20.00"))
    world.settle()
    [line] = money_of_orders(world.books)[0].agreed
    assert (line.list_price, line.price, line.total) == (Decimal(12), Decimal("9.60"), Decimal("48.00"))
    assert line.explained.startswith("quote Q-1 by D. Byrne, approved by E. Novak: volume commitment; in the")


def test_a_kit_and_goods_by_weight_are_priced_by_what_the_price_is_for(world: World) -> None:
    mug, spoon = world.stocked(quantity=20), world.stocked(quantity=20)
    order = world.buyer.orders({world.kit({mug: 2, spoon: 3}, price="10.00"): 1})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {mug: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    [money] = money_of_orders(world.books)
    [line] = money.agreed
    assert (line.price_unit, line.quantity) == ("kit", f"1, each of 2 x item {mug}, 3 x item {spoon}")
    assert f"1 x item {mug} (1 to sell again)" in step_that_says(money, "came back").text


def test_a_return_is_settled_when_it_was_and_not_when_it_was_asked_for(world: World) -> None:
    order = shipped(world, item := world.stocked(quantity=20), 2)
    world.buyer.returns(order, {item: 1})
    world.run(hours=5)
    world.receiver.inspects(order, sellable=1)
    world.settle()
    [money] = money_of_orders(world.books)
    asked, settled = step_that_says(money, "asks to send back"), step_that_says(money, "return settled")
    assert settled.at_us - asked.at_us > 4 * 3_600_000_000
    assert settled.at_us >= step_that_says(money, "came back").at_us


def test_what_goods_settle_is_no_cash_and_the_two_orders_name_each_other(world: World) -> None:
    old, new = world.stocked(quantity=9, price="10.00"), world.stocked(quantity=9, price="7.00")
    order = shipped(world, old, 1)
    return_id = world.buyer.exchanges(order, {old: 1}, {new: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    first, second = money_of_orders(world.books)
    kept = {each.method: (str(each.paid), str(each.refunded)) for each in first.methods}
    assert kept == {"card": ("12.00", "3.60"), "exchange": ("0", "8.40")}
    assert [(each.order, return_id in each.text) for each in first.related] == [(second.order, True)]
    assert [(each.order, return_id in each.text) for each in second.related] == [(first.order, True)]


def test_the_item_that_shipped_in_place_of_another_is_named(world: World) -> None:
    item, other = world.stocked(quantity=20, price="4.00"), world.stocked(quantity=20, price="4.00")
    world.merchandiser.allows(item, other)
    world.settle()
    order = world.buyer.orders([LineWish(item, 5, substitutable=True)])
    world.picker.ships_instead(order, item, other, 5)
    world.settle()
    [money] = money_of_orders(world.books)
    text = f"shipped: 5 x item {other} in place of 5 x item {item}"
    assert step_that_says(money, "in place of").text == text


def test_a_price_names_the_rule_that_made_it(world: World) -> None:
    item = world.stocked(quantity=20, price="10.00")
    world.merchandiser.prices(PriceWish("tier", item, "9.00", quantity=10))
    world.settle()
    world.buyer.orders({item: 10})
    world.settle()
    [line] = money_of_orders(world.books)[0].agreed
    assert (str(line.price), line.explained) == (
        "10.8000",
        "tier price; erp price rule 0050000001 from 10 eaches",
    )


def test_another_currency_is_told_with_its_rate_and_the_ledger_is_checked_in_pounds(world: World) -> None:
    """12 euros at 0.85 are 10.20 pounds in the ledger: invoiced, taken, nothing open in either."""
    world.accountant.enters_rate("EUR", "0.85")
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders([LineWish(item, 1, Decimal("12.00"))], currency="EUR")
    world.picker.ships(order)
    world.settle()
    [money] = money_of_orders(world.books)
    assert ("exchange rate", "1 EUR = 0.85 GBP, that of 2026-01-02") in [
        (fact.name, fact.text) for fact in money.facts
    ]
    assert [check.currency for check in money.checks] == ["EUR", "EUR", "EUR", "GBP"]
    ledger = world.books.table("erp", "ledger")
    ledger.pop(next(key for key, entry in ledger.items() if entry.text.startswith("receipt")))
    [check] = money_of_orders(world.books)[0].differences
    assert (str(check.there), str(check.here)) == ("10.20", "0.00")


def test_what_else_was_agreed_of_the_order_is_told(world: World) -> None:
    world.buyer.orders({world.stocked(quantity=20): 1}, reference="PO-77", date="2026-02-01")
    world.settle()
    [money] = money_of_orders(world.books)
    told = {fact.name: fact.text for fact in money.facts}
    assert told == {"buyer's reference": "PO-77", "wanted on": "2026-02-01"}


def test_payer_and_address_are_named(world: World) -> None:
    item, parent = world.stocked(quantity=20), world.another_buyer()
    world.buyer.is_paid_for_by(parent)
    shipped(world, item, 1)
    [money] = money_of_orders(world.books)
    assert [party.role for party in money.parties] == ["buyer", "payer", "ship to", "shipped from"]
    assert all(party.name for party in money.parties[:3])
    assert money.parties[3].accounts == "MAIN"


@pytest.mark.parametrize("topology", ["shop-erp", "shop-erp-wms", "full"])
def test_all_books_agree_with_the_trail(topology: str) -> None:
    with closing(InProcessWorld(Blueprint(topology, 5), reference_engine)) as port:
        world = World(port)
        shipped(world, world.stocked(quantity=20), 3)
        [money] = money_of_orders(world.books)
    assert len(money.checks) == 4
    assert money.differences == ()
    assert money.end.shipped == money.end.invoiced == money.total


@pytest.mark.parametrize(
    ("lost", "text", "difference"),
    [
        ("payments", "open, by the judge's books of the erp", "36.00"),
        ("invoices", "invoiced for goods, by what left", "36.00"),
    ],
)
def test_a_difference_between_the_books_is_shown(world: World, lost: str, text: str, difference: str) -> None:
    """A document that one system lost: the trail goes on with what others hold, and says so."""
    order = shipped(world, world.stocked(quantity=20, price="10.00"), 3)
    documents = world.case(order).documents
    del documents[next(kind for kind in documents if kind == ("erp", lost))]
    [money] = money_of_orders(world.books)
    found = {check.text: str(check.difference) for check in money.differences}
    assert found[text] == difference


def test_a_posting_that_the_ledger_has_wrong_is_shown(world: World) -> None:
    shipped(world, world.stocked(quantity=20, price="10.00"), 3)
    ledger = world.books.table("erp", "ledger")
    ledger.pop(next(key for key, entry in ledger.items() if entry.text.startswith("receipt")))
    [money] = money_of_orders(world.books)
    assert [(check.text, str(check.difference)) for check in money.differences] == [
        ("open, by the ledger of the erp", "36.00")
    ]


def test_what_a_system_does_not_know_of_is_said(world: World) -> None:
    order = shipped(world, world.stocked(quantity=20, price="10.00"), 1)
    documents = world.case(order).documents
    for kind in list(documents):
        if kind in (("erp", "payments"), ("erp", "deliveries"), ("marketplace", "shipments")):
            del documents[kind]
    [money] = money_of_orders(world.books)
    assert step_that_says(money, "taken").text == "12.00 taken, not in the erp"
    assert step_that_says(money, "shipped").text.endswith(
        "no delivery in the erp; the marketplace was not told"
    )
