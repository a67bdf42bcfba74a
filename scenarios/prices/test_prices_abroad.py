"""Price rules in other currencies and without tax: nothing is ever converted."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.buyer import Buyer
from ordergate.harness.actors.hands import RefusedByWorld
from ordergate.harness.actors.orders import LineWish, PlacedOrder
from ordergate.harness.actors.pricing import PriceWish
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
RATES = {"Germany": ("0.19", "0.19"), "Spain": ("0.21", "0.10")}
GERMANY = {
    "name": "Hansen KG", "line": "Am Kai 4", "city": "Bremen", "postcode": "28195", "country": "Germany",
}  # fmt: skip


def _buys(buyer: Buyer, item: str, count: int, store: str) -> PlacedOrder:
    return buyer.orders({item: count}, store=store, ship_to=GERMANY)


def _line(world: World, order: PlacedOrder) -> tuple[str, str, str]:
    """What one costs without tax in the ERP, what explains that, and by which rule."""
    [line] = world.order(order).documents("erp", "orders")[0].lines
    return str(line.unit_price), str(line.price_source), line.price_rule


@pytest.mark.scenario("S13", *EVERYWHERE, needs="price_rules currencies tax_exclusive tax_rates")
def test_a_contract_in_euros_counts_in_a_store_that_sells_in_euros(world: World) -> None:
    """7.50 in pounds and 9.00 in euros, both without tax: the store without tax takes 9.00, home 7.50."""
    world.accountant.enters_rate("EUR", "0.85")
    world.seller.opens_store("trade-eu", RATES, currency="EUR", tax_mode="exclusive")
    item = world.stocked(quantity=60, price="10.00")
    world.buyer.registers()
    _, rule = world.merchandiser.prices(
        PriceWish("contract", item, "7.50", customer=world.buyer.id),
        PriceWish("contract", item, "9.00", customer=world.buyer.id, currency="EUR"),
    )
    world.settle()
    order, home = _buys(world.buyer, item, 3, "trade-eu"), world.buyer.orders({item: 3})
    world.picker.ships(order)
    world.settle()
    assert _line(world, order) == ("9.0000", "rule", rule)
    assert [str(total) for total in world.order(order).invoices()] == ["32.13"]
    assert str(world.order(home).total()) == "27.00"


@pytest.mark.scenario("S13", "shop-erp", "full", needs="price_rules currencies tax_rates")
def test_a_store_with_tax_in_its_prices_offers_what_was_published_in_its_currency(world: World) -> None:
    """9.00 euros from 10 on, 8.00 from 50: with tax the shop shows 10.80 and 9.60, wherever goods go."""
    world.accountant.enters_rate("EUR", "0.85")
    world.seller.opens_store("eu", RATES, currency="EUR")
    item = world.stocked(quantity=200, price="10.00")
    world.merchandiser.prices(
        PriceWish("tier", item, "9.00", quantity=10, currency="EUR"),
        PriceWish("tier", item, "8.00", quantity=50, currency="EUR"),
    )
    world.settle()
    orders = [_buys(world.buyer, item, count, "eu") for count in (49, 50)]
    world.settle()
    assert [str(world.order(order).total()) for order in orders] == ["529.20", "480.00"]


@pytest.mark.scenario("S13", *EVERYWHERE, needs="price_rules tax_exclusive tax_rates")
def test_a_store_without_tax_in_its_prices_offers_those_of_rules(world: World) -> None:
    """A group's 8.3333 without tax: members are billed that, with 19 % on top; others need a price agreed."""
    world.seller.opens_store("b2b", RATES, tax_mode="exclusive")
    item = world.stocked(quantity=60, price="10.00")
    world.buyer.registers()
    world.settle()
    world.merchandiser.puts_in_group(world.buyer.id, "TRADE")
    [rule] = world.merchandiser.prices(PriceWish("group", item, "8.3333", group="TRADE"))
    world.settle()
    order = _buys(world.buyer, item, 6, "b2b")
    world.picker.ships(order)
    world.settle()
    assert _line(world, order) == ("8.3333", "rule", rule)
    assert [str(total) for total in world.order(order).invoices()] == ["59.50"]
    with pytest.raises(RefusedByWorld, match="none is published in GBP without tax"):
        _buys(world.another_buyer(), item, 6, "b2b")


@pytest.mark.scenario("S13", "shop-erp", "full", needs="price_rules tax_rates")
def test_who_pays_no_tax_is_offered_the_price_without(world: World) -> None:
    """A promotion of 9.00, 10.80 with tax: an exempt buyer of the same store pays 9.00."""
    world.seller.opens_store("shop", RATES)
    item = world.stocked(quantity=60, price="10.00")
    world.merchandiser.prices(PriceWish("promotion", item, "9.00"))
    world.buyer.changes(tax_exemption="reverse charge, DE811907980")
    world.settle()
    exempt, taxed = (_buys(buyer, item, 2, "shop") for buyer in (world.buyer, world.another_buyer()))
    world.settle()
    assert [str(world.order(order).total()) for order in (exempt, taxed)] == ["18.00", "21.60"]


@pytest.mark.scenario("S25", "shop-erp", "full", needs="price_rules currencies tax_rates")
def test_a_price_in_pounds_is_never_taken_for_one_in_another_currency(world: World) -> None:
    """There are prices in pounds and in euros: a store that sells in francs refuses until one is agreed."""
    world.accountant.enters_rate("CHF", "0.90")
    world.seller.opens_store("ch", RATES, currency="CHF")
    item = world.stocked(quantity=60, price="10.00")
    world.merchandiser.prices(
        PriceWish("promotion", item, "9.00"), PriceWish("promotion", item, "11.00", currency="EUR")
    )
    world.settle()
    with pytest.raises(RefusedByWorld, match="in GBP with tax, and none is published in CHF with tax"):
        _buys(world.buyer, item, 2, "ch")
    order = world.buyer.orders([LineWish(item, 2, Decimal("12.50"))], store="ch", ship_to=GERMANY)
    world.settle()
    assert str(world.order(order).total()) == "25.00"


@pytest.mark.scenario(
    "S32", "shop-erp", "full", needs="price_rules currencies tax_exclusive tax_rates amendments"
)
def test_what_is_added_to_an_order_has_the_price_of_its_currency(world: World) -> None:
    """An order in euros without tax grows by a further line: 8.00 euros, not the 7.00 pounds."""
    world.accountant.enters_rate("EUR", "0.85")
    world.seller.opens_store("trade-eu", RATES, currency="EUR", tax_mode="exclusive")
    item, other = (world.stocked(quantity=60, price="10.00") for _ in range(2))
    world.merchandiser.prices(
        PriceWish("promotion", item, "9.00", currency="EUR"),
        PriceWish("promotion", other, "7.00"),
        PriceWish("promotion", other, "8.00", currency="EUR"),
    )
    world.settle()
    order = _buys(world.buyer, item, 1, "trade-eu")
    world.settle()
    wish = LineWish(other, 2, tax_rate=Decimal("0.19"))
    world.buyer.amends(order, adds=[wish])
    world.settle()
    [held] = world.order(order).documents("erp", "orders")
    assert [str(line.unit_price) for line in held.lines] == ["9.0000", "8.0000"]
