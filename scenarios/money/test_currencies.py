"""Orders in other currencies: every amount stays in the currency that was agreed, as fine as its coins."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, LineWish
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
PLACED = {
    "EUR": ("19.99", "5.00"),
    "CHF": ("21.35", "7.50"),
    "JPY": ("3333", "650"),
    "ISK": ("123", "990"),
    "KWD": ("6.125", "1.250"),
}
"""What one unit costs with tax in each currency, and what freight does."""


@pytest.mark.scenario("S25", *EVERYWHERE, needs="currencies")
def test_an_order_stays_in_its_currency(world: World) -> None:
    """Orders in EUR, CHF, JPY, ISK and KWD ship in two parts: every amount is in coins of its currency."""
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
    item = world.stocked(quantity=10)
    order = world.buyer.orders([LineWish(item, 7, Decimal("1.4286"), Decimal("10.000"))], currency="KWD")
    world.settle()
    world.buyer.cancels(order, {item: 2})
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert (seen.captured(), seen.voided()) == (Decimal("7.143"), Decimal("2.857"))
