"""Orders in other currencies: every amount stays in the currency that was agreed, as fine as its coins."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, LineWish, PlacedOrder
from ordergate.harness.world import Wait, World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
PLACED = {
    "EUR": ("19.99", "5.00"),
    "CHF": ("21.35", "7.50"),
    "JPY": ("3333", "650"),
    "ISK": ("123", "990"),
    "KWD": ("6.125", "1.250"),
}
"""What one unit costs with tax in each currency, and what freight does."""
WORTH = {"EUR": "0.8512", "CHF": "0.9034", "JPY": "0.0053", "ISK": "0.0057", "KWD": "2.5831"}
"""What one of each is worth in pounds."""

NEXT_DAY = Wait("the next day", minutes=24 * 60, live_s=1.0)


def _posted(world: World, order: PlacedOrder) -> list[str]:
    """What the ledger has for an order's invoices, credit memos and payments."""
    seen = world.order(order)
    tables = ("invoices", "credit_memos", "payments")
    numbers = [paper.number for table in tables for paper in seen.documents("erp", table)]
    entries = world.books.table("erp", "ledger").values()
    return [str(entry.amount) for number in numbers for entry in entries if entry.document == number]


def _has_rates(world: World, *currencies: str) -> None:
    for currency in currencies:
        world.accountant.enters_rate(currency, WORTH[currency])


@pytest.mark.scenario("S25", *EVERYWHERE, needs="currencies")
def test_an_order_stays_in_its_currency(world: World) -> None:
    """Orders in EUR, CHF, JPY, ISK and KWD ship in two parts: every amount is in coins of its currency."""
    _has_rates(world, *PLACED)
    item = world.stocked(quantity=100)
    orders = {
        currency: world.buyer.orders(
            [LineWish(item, 3, Decimal(price))], currency=currency,
            charges=[ChargeWish("freight", "POST", "parcel service", Decimal(freight))],
        )
        for currency, (price, freight) in PLACED.items()
    }  # fmt: skip
    for order in orders.values():
        world.picker.ships(order, {item: 1})
    world.settle()
    for order in orders.values():
        world.picker.ships(order)
    world.settle()
    paid = {currency: world.order(order).captured() for currency, order in orders.items()}
    assert {currency: str(amount) for currency, amount in paid.items()} == {
        "EUR": "64.97", "CHF": "71.55", "JPY": "10649", "ISK": "1359", "KWD": "19.625",
    }  # fmt: skip


@pytest.mark.scenario("S25", *EVERYWHERE, needs="currencies")
def test_a_refund_has_the_currency_of_its_order(world: World) -> None:
    """3 units for 100 yen in all: 1 comes back and earns 28 yen and 6 yen of tax, nothing finer."""
    _has_rates(world, "JPY")
    item = world.stocked(quantity=10)
    order = world.buyer.orders([LineWish(item, 3, Decimal("33.3333"), Decimal(100))], currency="JPY")
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    seen = world.order(order)
    assert [str(total) for total in (*seen.invoices(), *seen.credits())] == ["100", "34"]
    assert seen.refunded() == Decimal(34)


@pytest.mark.scenario("S25", *EVERYWHERE, needs="currencies")
def test_what_is_cancelled_is_set_free_in_coins_of_the_currency(world: World) -> None:
    """Of 7 units for 10.000 dinars 2 are cancelled: what is captured and set free makes 10.000 again."""
    _has_rates(world, "KWD")
    item = world.stocked(quantity=10)
    order = world.buyer.orders([LineWish(item, 7, Decimal("1.4286"), Decimal("10.000"))], currency="KWD")
    world.settle()
    world.buyer.cancels(order, {item: 2})
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert (seen.captured(), seen.voided()) == (Decimal("7.143"), Decimal("2.857"))


@pytest.mark.scenario("S25", *EVERYWHERE, needs="currencies exchange_rates")
def test_a_refund_after_a_rate_change_keeps_the_rate_of_its_order(world: World) -> None:
    """12 euros are worth 10.20 when ordered and 11.04 when they are paid back: the order keeps its rate."""
    world.accountant.enters_rate("EUR", "0.85")
    item = world.stocked(quantity=20)
    order = world.buyer.orders([LineWish(item, 2, Decimal("12.00"))], currency="EUR")
    world.picker.ships(order)
    world.settle()
    world.run(NEXT_DAY)
    world.accountant.enters_rate("EUR", "0.92")
    later = world.buyer.orders([LineWish(item, 1, Decimal("10.00"))], currency="EUR")
    world.buyer.returns(order, {item: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    seen = world.order(order)
    assert seen.refunded() == Decimal("12.00")
    assert _posted(world, order) == ["20.40", "-10.20", "-20.40", "10.20"]
    assert world.order(later).documents("erp", "orders")[0].exchange_rate == Decimal("0.92")


@pytest.mark.scenario("S25", *EVERYWHERE, needs="currencies exchange_rates")
def test_an_order_that_is_booked_late_has_the_rate_of_its_date(world: World) -> None:
    """The ERP is down until the next day, when another rate holds: the order has that of its own day."""
    world.accountant.enters_rate("CHF", "0.90")
    item = world.stocked(quantity=20)
    with world.down("erp"):
        order = world.buyer.orders([LineWish(item, 2, Decimal("10.00"))], currency="CHF")
        world.run(NEXT_DAY)
        world.accountant.enters_rate("CHF", "0.95")
    world.settle()
    assert world.order(order).documents("erp", "orders")[0].exchange_rate == Decimal("0.90")


@pytest.mark.scenario("S25", *EVERYWHERE, needs="currencies exchange_rates requeue")
def test_a_currency_without_a_rate_waits_for_a_person(world: World) -> None:
    """The ERP has no rate for dollars: the order waits, and nobody takes them for pounds."""
    item = world.stocked(quantity=20)
    order = world.buyer.orders([LineWish(item, 2, Decimal("10.00"))], currency="USD")
    world.settle()
    assert world.set_aside() == [("order", order.key)]
    world.accountant.enters_rate("USD", "0.74")
    world.requeue()
    world.picker.ships(order)
    world.settle()
    assert (world.set_aside(), world.order(order).captured()) == ([], Decimal("20.00"))


@pytest.mark.scenario("S25", *EVERYWHERE, needs="currencies exchange_rates requeue")
def test_what_an_order_sold_that_waits_for_a_person_is_not_sold_again(world: World) -> None:
    """Of 20 an order of 2 is set aside, and 10 more arrive: buyers see 28, before it is booked and after."""
    item = world.stocked(quantity=20)
    order = world.buyer.orders([LineWish(item, 2, Decimal("10.00"))], currency="USD")
    world.settle()
    assert world.set_aside() == [("order", order.key)]
    world.receiver.receives({item: 10})
    world.settle()
    assert world.stock(item).published() == 28
    world.accountant.enters_rate("USD", "0.74")
    world.requeue()
    world.settle()
    assert (world.set_aside(), world.stock(item).published()) == ([], 28)
