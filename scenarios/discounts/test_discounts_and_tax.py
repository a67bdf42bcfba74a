"""Discounts where tax is rounded once for each rate: what parts of an order bear still closes."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, DiscountWish, LineWish, Packing, PlacedOrder
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
ONCE = "erp.tax_rounding=document marketplace.tax_rounding=document"
TENTH = DiscountWish("TENTH", percent=10)
SPRING = DiscountWish("SPRING", amount=Decimal("3.33"))
SPAIN = {
    "name": "Tienda SL", "line": "Calle 1", "city": "Vigo", "postcode": "36201", "country": "Spain",
}  # fmt: skip


def _ships_in_parts_and_returns(world: World, order: PlacedOrder, first: str, other: str) -> None:
    world.picker.ships(order, {first: 2, other: 1})
    world.settle()
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {first: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()


@pytest.mark.scenario("S24", *EVERYWHERE, needs="discounts tax_rates document_rounding", policies=ONCE)
def test_three_rates_are_rounded_once_after_all_discounts(world: World) -> None:
    """Tax of 7, 19 and 21 % in discounted prices, freight at 10 %: each rate is taken out once."""
    items = [world.stocked(quantity=50) for _ in range(4)]
    asked = [("7.50", 3, "0.21"), ("7.50", 3, "0.21"), ("4.99", 5, "0.19"), ("0.35", 7, "0.07")]
    wishes = [
        LineWish(item, count, Decimal(price), tax_rate=Decimal(rate), discounts=[TENTH])
        for item, (price, count, rate) in zip(items, asked, strict=True)
    ]
    freight = ChargeWish("freight", "POST", "parcel service", Decimal("4.95"), Decimal("0.10"))
    order = world.buyer.orders(wishes, charges=[freight], discounts=[SPRING])
    _ships_in_parts_and_returns(world, order, items[0], items[1])
    seen = world.order(order)
    assert str(seen.total()) == "66.77"
    assert [str(total) for total in (*seen.invoices(), *seen.credits())] == ["24.16", "42.61", "6.40"]
    assert seen.captured() == seen.total()


@pytest.mark.scenario(
    "S24", *EVERYWHERE, needs="discounts tax_exclusive tax_rates document_rounding", policies=ONCE
)
def test_tax_is_put_once_on_what_the_discounts_left(world: World) -> None:
    """Prices without tax less 10 % and 3.33 of the order: 21 % of what is left, freight at 10 %."""
    world.seller.opens_store("b2b", {"Spain": ("0.21", "0.10")}, tax_mode="exclusive")
    items = [world.stocked(quantity=50) for _ in range(2)]
    wishes = [LineWish(item, 3, Decimal("4.87"), discounts=[TENTH]) for item in items]
    freight = ChargeWish("freight", "POST", "parcel service", Decimal("4.95"))
    order = world.buyer.orders(wishes, charges=[freight], discounts=[SPRING], store="b2b", ship_to=SPAIN)
    _ships_in_parts_and_returns(world, order, items[0], items[1])
    seen = world.order(order)
    assert str(seen.total()) == "33.24"
    assert [str(total) for total in (*seen.invoices(), *seen.credits())] == ["19.34", "13.90", "4.63"]
    assert seen.captured() == seen.total()


@pytest.mark.scenario(
    "S36", *EVERYWHERE, needs="discounts tolerances tax_rates document_rounding", policies=ONCE
)
def test_a_surplus_is_paid_whatever_the_rounding_of_the_document_left_for_its_line(world: World) -> None:
    """Two lines of 15.00 with 21 %, the second bears the odd penny of tax: 3 of 2 ship, 45.01 is captured."""
    items = [world.stocked(quantity=50, units=Packing({}, over_bp=5000)) for _ in range(2)]
    wishes = [
        LineWish(
            item, 2, Decimal("8.00"), tax_rate=Decimal("0.21"), discounts=[DiscountWish("ONE", Decimal(1))]
        )
        for item in items
    ]
    order = world.buyer.orders(wishes)
    for item in items:
        world.picker.ships_beyond(order, item, 3)
        world.settle()
    assert str(world.order(order).captured()) == "45.01"
