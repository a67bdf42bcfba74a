"""Which of several prices a buyer is charged: tiers, groups, parents, contracts and promotions."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.buyer import Buyer
from ordergate.harness.actors.orders import LineWish, PlacedOrder
from ordergate.harness.actors.pricing import PriceWish
from ordergate.harness.world import World


def prices_of(world: World, order: PlacedOrder) -> list[str]:
    """The unit prices of an order without tax, line by line, as the ERP has them."""
    [held] = world.order(order).documents("erp", "orders")
    return [str(line.unit_price) for line in held.lines]


def known_buyer(world: World, buyer: Buyer, group: str = "") -> Buyer:
    """A buyer whom the ERP knows, in a customer group if one is named."""
    buyer.registers()
    world.settle()
    if group:
        world.merchandiser.puts_in_group(buyer.id, group)
    return buyer


@pytest.mark.scenario("S13", "shop-erp", "shop-erp-wms", "full", needs="price_rules")
def test_a_contract_is_of_one_customer(world: World) -> None:
    """Who has a contract pays its price, without any quote, up to the invoice; everybody else the list's."""
    item = world.stocked(quantity=60, price="10.00")
    world.buyer.registers()
    [rule] = world.merchandiser.prices(PriceWish("contract", item, "7.3333", customer=world.buyer.id))
    world.settle()
    order, other = world.buyer.orders({item: 3}), world.another_buyer().orders({item: 3})
    world.picker.ships(order)
    world.settle()
    assert (prices_of(world, order), prices_of(world, other)) == (["7.3333"], ["10.0000"])
    lines = [world.order(one).documents("erp", "orders")[0].lines[0] for one in (order, other)]
    assert [(line.price_source, line.price_rule) for line in lines] == [("rule", rule), ("list", "")]
    assert [str(total) for total in world.order(order).invoices()] == ["26.40"]


@pytest.mark.scenario("S13", "shop-erp", "full", needs="price_rules")
@pytest.mark.parametrize("least", [10, 1000])
def test_a_tier_begins_with_the_quantity_that_it_names(world: World, least: int) -> None:
    """One below the break, on it and one above: the tier's price is that of the last two."""
    item = world.stocked(quantity=4000, price="10.00")
    world.merchandiser.prices(PriceWish("tier", item, "9.00", quantity=least))
    world.settle()
    orders = [world.buyer.orders({item: least + more}) for more in (-1, 0, 1)]
    world.settle()
    assert [prices_of(world, order) for order in orders] == [["10.0000"], ["9.0000"], ["9.0000"]]


@pytest.mark.scenario("S13", "shop-erp", "full", needs="price_rules")
def test_lines_are_not_added_up_for_a_tier(world: World) -> None:
    """Two lines of 6 do not reach the tier of 10: each line counts by itself."""
    item = world.stocked(quantity=60, price="10.00")
    world.merchandiser.prices(PriceWish("tier", item, "9.00", quantity=10))
    world.settle()
    order = world.buyer.orders([LineWish(item, 6), LineWish(item, 6), LineWish(item, 10)])
    world.settle()
    assert prices_of(world, order) == ["10.0000", "10.0000", "9.0000"]


@pytest.mark.scenario("S13", "shop-erp", "full", needs="price_rules")
def test_what_is_cancelled_later_does_not_take_a_tier_away(world: World) -> None:
    """12 at the price from 10, then 5 are cancelled: the 7 that ship cost what was agreed for 12."""
    item = world.stocked(quantity=60, price="10.00")
    world.merchandiser.prices(PriceWish("tier", item, "9.00", quantity=10))
    world.settle()
    order = world.buyer.orders({item: 12})
    world.settle()
    world.buyer.cancels(order, {item: 5})
    world.settle()
    world.picker.ships(order)
    world.settle()
    assert [str(total) for total in world.order(order).invoices()] == ["75.60"]


@pytest.mark.scenario(
    "S13", "shop-erp", "full", needs="price_rules", policies="erp.price_precedence=most_specific"
)
def test_the_most_specific_price_counts_even_if_it_is_dearer(world: World) -> None:
    """Contract, group, promotion and tier compete: the contract counts though it is the dearest of them."""
    item = world.stocked(quantity=60, price="10.00")
    member = known_buyer(world, world.buyer, "TRADE")
    world.merchandiser.prices(
        PriceWish("contract", item, "9.50", customer=member.id),
        PriceWish("group", item, "9.00", group="TRADE"),
        PriceWish("promotion", item, "5.00"),
        PriceWish("tier", item, "4.00", quantity=10),
    )
    world.settle()
    orders = [member.orders({item: 10}), world.another_buyer().orders({item: 10})]
    world.settle()
    assert [prices_of(world, order) for order in orders] == [["9.5000"], ["5.0000"]]


@pytest.mark.scenario(
    "S13", "shop-erp", "full", needs="price_rules", policies="erp.price_precedence=best_price"
)
def test_the_lowest_price_counts_where_that_is_declared(world: World) -> None:
    """The same prices where the best price counts: the tier's, and below its quantity the promotion's."""
    item = world.stocked(quantity=60, price="10.00")
    member = known_buyer(world, world.buyer, "TRADE")
    world.merchandiser.prices(
        PriceWish("contract", item, "9.50", customer=member.id),
        PriceWish("group", item, "9.00", group="TRADE"),
        PriceWish("promotion", item, "5.00"),
        PriceWish("tier", item, "4.00", quantity=10),
    )
    world.settle()
    orders = [member.orders({item: count}) for count in (10, 9)]
    world.settle()
    assert [prices_of(world, order) for order in orders] == [["4.0000"], ["5.0000"]]


@pytest.mark.scenario("S13", "shop-erp", "shop-erp-wms", "full", needs="price_rules")
def test_a_group_has_its_prices_while_a_customer_is_in_it(world: World) -> None:
    """A quarter off for the group: members pay that, also of a new list price; who has left pays the list."""
    item = world.stocked(quantity=60, price="10.00")
    member = known_buyer(world, world.buyer, "TRADE")
    world.merchandiser.prices(PriceWish("group", item, off_bp=2500, group="TRADE"))
    world.settle()
    orders = [member.orders({item: 1}), world.another_buyer().orders({item: 1})]
    world.merchandiser.reprices(item, Decimal("12.00"))
    world.settle()
    orders.append(member.orders({item: 1}))
    world.merchandiser.puts_in_group(member.id, "")
    world.settle()
    orders.append(member.orders({item: 1}))
    world.settle()
    assert [prices_of(world, order)[0] for order in orders] == ["7.5000", "10.0000", "9.0000", "12.0000"]


@pytest.mark.scenario("S13", "shop-erp", "full", needs="price_rules payers")
def test_a_price_of_the_parent_is_a_price_of_its_sites_without_one_of_their_own(world: World) -> None:
    """24 at the parent's 50.00; a site with a contract of its own has that, even if it is dearer."""
    item = world.stocked(quantity=100, price="100.00")
    north, south = world.another_buyer(), world.another_buyer()
    for site in (north, south):
        site.is_paid_for_by(world.buyer)
    world.merchandiser.prices(
        PriceWish("parent", item, "50.00", customer=world.buyer.id),
        PriceWish("contract", item, "95.00", customer=south.id),
        PriceWish("tier", item, off_bp=500, quantity=24),
    )
    world.settle()
    buyers = (north, south, world.buyer, world.another_buyer())
    orders = [buyer.orders({item: 24}) for buyer in buyers]
    world.settle()
    assert [prices_of(world, order)[0] for order in orders] == ["50.0000", "95.0000", "50.0000", "95.0000"]
    assert str(world.order(orders[0]).total()) == "1440.00"


@pytest.mark.scenario("S13", "shop-erp", "full", needs="price_rules", policies="erp.price_end=inclusive")
def test_a_promotion_counts_on_its_last_day_and_not_after_midnight(world: World) -> None:
    """One minute before midnight in London it still counts, at midnight the list price is back."""
    item = world.stocked(quantity=60, price="10.00")
    before, first, after = (world.day(ahead) for ahead in (1, 2, 3))
    world.merchandiser.prices(PriceWish("promotion", item, "8.00", begins=first, ends=first))
    world.settle()
    orders = []
    for at in (f"{before} 23:59", f"{first} 00:00", f"{first} 23:59", f"{after} 00:00"):
        world.run_until(at)
        orders.append(world.buyer.orders({item: 1}))
    world.settle()
    assert [prices_of(world, order)[0] for order in orders] == ["10.0000", "8.0000", "8.0000", "10.0000"]


@pytest.mark.scenario("S13", "shop-erp", "full", needs="price_rules", policies="erp.price_end=exclusive")
def test_a_promotion_is_over_when_its_last_day_begins_where_that_is_declared(world: World) -> None:
    """The last day is the first without it: it counts on the day before, and at midnight it is over."""
    item = world.stocked(quantity=60, price="10.00")
    before, last = world.day(1), world.day(2)
    world.merchandiser.prices(PriceWish("promotion", item, "8.00", ends=last))
    world.settle()
    orders = []
    for at in (f"{before} 23:59", f"{last} 00:00"):
        world.run_until(at)
        orders.append(world.buyer.orders({item: 1}))
    world.settle()
    assert [prices_of(world, order)[0] for order in orders] == ["8.0000", "10.0000"]


@pytest.mark.scenario("S13", "shop-erp", "full", needs="price_rules units")
def test_a_tier_counts_eaches_whatever_an_item_is_sold_in(world: World) -> None:
    """Cases of 12, the tier from 24: one case is below it, two are on it, at the price of a case."""
    item = world.stocked(quantity=120, price="96.00", units={"CS": 12}, sold_in="CS")
    world.merchandiser.prices(PriceWish("tier", item, "90.00", quantity=24))
    world.settle()
    orders = [world.buyer.orders({item: cases}) for cases in (1, 2)]
    world.settle()
    assert [prices_of(world, order)[0] for order in orders] == ["96.0000", "90.0000"]
    assert str(world.order(orders[1]).total()) == "216.00"


@pytest.mark.scenario("S13", "shop-erp", "full", needs="price_rules kits")
def test_a_kit_has_prices_of_its_own(world: World) -> None:
    """Half off a kit: its components share what was charged for it."""
    part, other = world.stocked("PART", 60, price="6.00"), world.stocked("OTHER", 60, price="4.00")
    kit = world.kit({part: 1, other: 1}, price="10.00")
    world.merchandiser.prices(PriceWish("promotion", kit, off_bp=5000))
    world.settle()
    order = world.buyer.orders({kit: 2})
    world.settle()
    assert prices_of(world, order) == ["3.0000", "2.0000"]


@pytest.mark.scenario("S13", "shop-erp", "full", needs="price_rules amendments")
def test_more_units_have_the_price_of_their_line_and_a_further_line_todays(world: World) -> None:
    """9 at list price grow to 12: the 3 keep it, tier or not; a further line of 10 has the tier's price."""
    item = world.stocked(quantity=60, price="10.00")
    world.merchandiser.prices(PriceWish("tier", item, "9.00", quantity=10))
    world.settle()
    order = world.buyer.orders({item: 9})
    world.settle()
    world.buyer.amends(order, {item: 12}, adds=[LineWish(item, 10)])
    world.settle()
    assert prices_of(world, order) == ["10.0000", "10.0000", "9.0000"]


@pytest.mark.scenario("S13", "full", needs="price_rules exchange")
def test_what_a_buyer_wants_instead_has_the_price_that_it_is_offered(world: World) -> None:
    """Two come back for two of another item, of which the buyer has a contract: that price is captured."""
    item, other = world.stocked(quantity=60, price="10.00"), world.stocked(quantity=60, price="20.00")
    world.buyer.registers()
    world.merchandiser.prices(PriceWish("contract", other, "10.00", customer=world.buyer.id))
    world.settle()
    order = world.buyer.orders({item: 2})
    world.picker.ships(order)
    world.settle()
    asked = world.buyer.exchanges(order, {item: 2}, {other: 2})
    world.receiver.inspects(order, sellable=2)
    world.settle()
    replacement = world.replacement(order, asked)
    assert replacement is not None
    assert prices_of(world, replacement) == ["10.0000"]


@pytest.mark.scenario("S50", "shop-erp", "shop-erp-wms", "full", needs="price_rules")
def test_an_order_has_the_price_of_its_instant_not_of_the_look_before(world: World) -> None:
    """A price changes after a buyer looked, and again after it ordered: it pays that of the order."""
    item = world.stocked(quantity=60, price="10.00")
    world.buyer.registers()
    [rule] = world.merchandiser.prices(PriceWish("contract", item, "8.00", customer=world.buyer.id))
    world.settle()
    looked = world.buyer.is_offered(item, 3)
    world.merchandiser.changes_price(rule, unit_price=Decimal("8.50"))
    world.settle()
    order = world.buyer.orders({item: 3})
    world.merchandiser.changes_price(rule, unit_price=Decimal("9.00"))
    world.settle()
    world.picker.ships(order)
    world.settle()
    assert (str(looked), str(world.buyer.is_offered(item, 3))) == ("9.6000", "10.8000")
    assert [str(total) for total in world.order(order).invoices()] == ["30.60"]


@pytest.mark.scenario("S13", "shop-erp", "full", needs="price_rules", starts="2026-07-02 08:30")
def test_in_summer_a_promotion_begins_and_ends_at_midnight_of_the_company(world: World) -> None:
    """London is an hour ahead of UTC: the promotion counts from midnight there to the next."""
    item = world.stocked(quantity=60, price="10.00")
    before, first, after = (world.day(ahead) for ahead in (1, 2, 3))
    world.merchandiser.prices(PriceWish("promotion", item, "8.00", begins=first, ends=first))
    world.settle()
    orders = []
    for at in (f"{before} 23:59", f"{first} 00:00", f"{first} 23:59", f"{after} 00:00"):
        world.run_until(at)
        orders.append(world.buyer.orders({item: 1}))
    world.settle()
    assert [prices_of(world, order)[0] for order in orders] == ["10.0000", "8.0000", "8.0000", "10.0000"]


@pytest.mark.scenario("S13", "shop-erp", "full", needs="price_rules", policies="erp.price_end=inclusive")
def test_a_promotion_goes_on_for_a_day_more(world: World) -> None:
    """The days of a promotion change and its price does not: it counts as long as it says now."""
    item = world.stocked(quantity=60, price="10.00")
    first, second, third = (world.day(ahead) for ahead in (1, 2, 3))
    [number] = world.merchandiser.prices(PriceWish("promotion", item, "8.00", begins=first, ends=first))
    world.settle()
    world.merchandiser.changes_price(number, valid_to=second)
    world.settle()
    orders = []
    for at in (f"{first} 12:00", f"{second} 12:00", f"{third} 12:00"):
        world.run_until(at)
        orders.append(world.buyer.orders({item: 1}))
    world.settle()
    assert [prices_of(world, order)[0] for order in orders] == ["8.0000", "8.0000", "10.0000"]
