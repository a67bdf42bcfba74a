"""Tax: in the price or on top of it, rounded by line or for the document, by the country where goods go."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.hands import RefusedByWorld
from ordergate.harness.actors.orders import ChargeWish, LineWish, PlacedOrder
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
ABROAD = {"name": "Hansen KG", "line": "Am Kai 4", "city": "Bremen", "postcode": "28195"}
COUNTRIES = {"Germany": ("0.19", "0.19"), "France": ("0.20", "0.20"), "Spain": ("0.21", "0.10")}
SIZES = (1, 2, 3, 1000)
FREIGHT = ChargeWish("freight", "POST", "parcel service", Decimal("7.00"))
BY_LINE = "erp.tax_rounding=line marketplace.tax_rounding=line"
ONCE = "erp.tax_rounding=document marketplace.tax_rounding=document"


def _to(country: str) -> dict[str, str]:
    return {**ABROAD, "country": country}


def _bills(world: World, price: str, *, tax_mode: str) -> list[tuple[str, str]]:
    """Net and tax of the bills for 1, 2, 3 and 1,000 units of each of two items, with freight, to Spain."""
    world.seller.opens_store("iberia", COUNTRIES, tax_mode=tax_mode)
    items = [world.stocked(quantity=2000) for _ in range(2)]
    orders = [
        world.buyer.orders(
            [LineWish(item, size, Decimal(price)) for item in items],
            charges=[FREIGHT], store="iberia", ship_to=_to("Spain"),
        )
        for size in SIZES
    ]  # fmt: skip
    for order in orders:
        world.picker.ships(order)
    world.settle()
    return [_bill(world, order) for order in orders]


def _bill(world: World, order: PlacedOrder) -> tuple[str, str]:
    invoice = world.order(order).documents("erp", "invoices")[0]
    return str(invoice.net), str(invoice.tax)


@pytest.mark.scenario("S23", *EVERYWHERE, needs="tax_rates", policies=BY_LINE)
def test_tax_in_the_price_is_taken_out_of_each_line(world: World) -> None:
    """Two items at 15.00 with 21 % in them, freight with 10 %: each line is split on its own."""
    assert _bills(world, "15.00", tax_mode="inclusive") == [
        ("31.16", "5.84"), ("55.94", "11.06"), ("80.74", "16.26"), ("24799.74", "5207.26"),
    ]  # fmt: skip


@pytest.mark.scenario("S23", *EVERYWHERE, needs="tax_rates document_rounding", policies=ONCE)
def test_tax_in_the_price_is_taken_out_once_for_each_rate(world: World) -> None:
    """Two items at 15.00 with 21 % in them: what is without tax is rounded once, and the last line closes."""
    assert _bills(world, "15.00", tax_mode="inclusive") == [
        ("31.15", "5.85"), ("55.95", "11.05"), ("80.74", "16.26"), ("24799.75", "5207.25"),
    ]  # fmt: skip


@pytest.mark.scenario("S23", *EVERYWHERE, needs="tax_exclusive tax_rates", policies=BY_LINE)
def test_tax_comes_on_top_of_each_line(world: World) -> None:
    """Two items at 4.87 without tax: 21 % of each line is rounded, and what is agreed is paid."""
    assert _bills(world, "4.87", tax_mode="exclusive") == [
        ("16.74", "2.74"), ("26.48", "4.80"), ("36.22", "6.84"), ("9747.00", "2046.10"),
    ]  # fmt: skip


@pytest.mark.scenario("S23", *EVERYWHERE, needs="tax_exclusive tax_rates document_rounding", policies=ONCE)
def test_tax_comes_on_top_once_for_each_rate(world: World) -> None:
    """Two items at 4.87 without tax: 21 % of both lines together is rounded, 10 % of freight beside it."""
    assert _bills(world, "4.87", tax_mode="exclusive") == [
        ("16.74", "2.75"), ("26.48", "4.79"), ("36.22", "6.84"), ("9747.00", "2046.10"),
    ]  # fmt: skip


@pytest.mark.scenario("S23", *EVERYWHERE, needs="tax_exclusive tax_rates document_rounding", policies=ONCE)
def test_parts_of_an_order_without_tax_close(world: World) -> None:
    """Without tax in the price: 2 of 7 units are cancelled, the rest ships in two parts, 1 returns."""
    world.seller.opens_store("b2b", COUNTRIES, tax_mode="exclusive")
    item, other = world.stocked(quantity=50), world.stocked(quantity=50)
    wishes = [LineWish(item, 7, Decimal("3.3333")), LineWish(other, 3, Decimal("0.07"))]
    order = world.buyer.orders(wishes, charges=[FREIGHT], store="b2b", ship_to=_to("France"))
    world.settle()
    world.buyer.cancels(order, {item: 2})
    world.settle()
    world.picker.ships(order, {item: 3, other: 1})
    world.settle()
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    seen = world.order(order)
    assert (seen.total(), seen.captured() + seen.voided()) == (Decimal("36.65"), Decimal("36.65"))
    assert (seen.voided(), seen.refunded()) == (Decimal("8.00"), Decimal("4.00"))


@pytest.mark.scenario("S23", *EVERYWHERE, needs="tax_exclusive tax_rates")
def test_tax_follows_the_country_where_goods_go(world: World) -> None:
    """A buyer at home has the same goods sent to two countries: each order is taxed by where it goes."""
    world.seller.opens_store("b2b", COUNTRIES, tax_mode="exclusive")
    item = world.stocked(quantity=50)
    orders = [
        world.buyer.orders([LineWish(item, 10, Decimal("9.99"))], store="b2b", ship_to=_to(country))
        for country in ("Germany", "Spain")
    ]
    for order in orders:
        world.picker.ships(order)
    world.settle()
    assert [_bill(world, order) for order in orders] == [("99.90", "18.98"), ("99.90", "20.98")]


@pytest.mark.scenario("S23", *EVERYWHERE, needs="tax_exclusive tax_rates")
def test_an_exempt_buyer_pays_no_tax_for_a_reason(world: World) -> None:
    """A buyer that pays its tax itself is billed without any, and the ERP has the reason why."""
    world.seller.opens_store("b2b", COUNTRIES, tax_mode="exclusive")
    item = world.stocked(quantity=50)
    world.buyer.changes(tax_exemption="reverse charge, DE811907980")
    order = world.buyer.orders([LineWish(item, 3, Decimal("9.99"))], store="b2b", ship_to=_to("Germany"))
    world.picker.ships(order)
    world.settle()
    assert _bill(world, order) == ("29.97", "0.00")
    booked = world.order(order).documents("erp", "orders")[0]
    assert (booked.tax_mode, booked.tax_exemption) == ("exclusive", "reverse charge, DE811907980")


@pytest.mark.scenario("S23", *EVERYWHERE, needs="tax_exclusive tax_rates")
def test_a_country_without_a_rate_is_no_country_without_tax(world: World) -> None:
    """The store has no rate for Norway, so nothing is sold there; with one, tax is taken."""
    world.seller.opens_store("b2b", COUNTRIES, tax_mode="exclusive")
    item = world.stocked(quantity=50)
    wish = [LineWish(item, 2, Decimal("10.00"))]
    with pytest.raises(RefusedByWorld, match="no tax rate for Norway"):
        world.buyer.orders(wish, store="b2b", ship_to=_to("Norway"))
    world.seller.opens_store("b2b", {**COUNTRIES, "Norway": ("0.25", "0.25")}, tax_mode="exclusive")
    order = world.buyer.orders(wish, store="b2b", ship_to=_to("Norway"))
    world.picker.ships(order)
    world.settle()
    assert _bill(world, order) == ("20.00", "5.00")


@pytest.mark.scenario("S23", *EVERYWHERE, needs="tax_exclusive tax_rates requeue")
def test_a_rate_that_the_erp_does_not_know_waits_for_a_person(world: World) -> None:
    """The ERP has no 25 % for Norway: the order waits, and goes its way once somebody entered the rate."""
    world.accountant.enters_tax("Norway", "0.15")
    world.seller.opens_store("b2b", {"Norway": ("0.25", "0.25")}, tax_mode="exclusive")
    item = world.stocked(quantity=50)
    order = world.buyer.orders([LineWish(item, 2, Decimal("10.00"))], store="b2b", ship_to=_to("Norway"))
    world.settle()
    assert world.set_aside() == [("order", order.key)]
    world.accountant.enters_tax("Norway", "0.15", "0.25")
    world.requeue()
    world.settle()
    world.picker.ships(order)
    world.settle()
    assert (world.set_aside(), _bill(world, order)) == ([], ("20.00", "5.00"))


@pytest.mark.scenario("S23", "shop-erp", "shop-erp-wms", "full")
def test_thirds_of_an_amount_are_billed_one_by_one(world: World) -> None:
    """3 units for 10.00 leave one by one: three invoices come to 10.00, of which no third is whole."""
    item = world.stocked(quantity=5)
    order = world.buyer.orders([LineWish(item, 3, Decimal("3.3333"), Decimal("10.00"))])
    for _ in range(3):
        world.picker.ships(order, {item: 1})
        world.settle()
    seen = world.order(order)
    assert (len(seen.invoices()), str(sum(seen.invoices())), str(seen.captured())) == (3, "10.00", "10.00")


@pytest.mark.scenario("S23", "shop-erp", "full")
def test_amounts_that_no_binary_fraction_holds(world: World) -> None:
    """1.15, 8.20, 19.99 and 1139.01 are told, billed, captured and given back to the penny."""
    item = world.stocked(quantity=20)
    totals = [Decimal(total) for total in ("1.15", "4.35", "8.20", "19.99", "1139.01")]
    orders = [world.buyer.orders([LineWish(item, 1, total, total)]) for total in totals]
    for order in orders:
        world.picker.ships(order)
    world.settle()
    for order in orders:
        world.buyer.returns(order, {item: 1})
    world.settle()
    for order in orders:
        world.receiver.inspects(order, sellable=1)
    world.settle()
    for order, total in zip(orders, totals, strict=True):
        seen = world.order(order)
        assert (seen.invoices(), seen.captured(), seen.refunded()) == ([total], total, total)
