"""Cases, pallets and eaches: every quantity is exact in every system, and so is the money for it."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import Packing
from ordergate.harness.world import World

CASES_AND_PALLETS = {"CS": 12, "PL": 480}


@pytest.mark.scenario("S22", "shop-erp", "shop-erp-wms", "full", needs="units")
def test_cases_are_ordered_and_eaches_are_shipped(world: World) -> None:
    """5 cases of 12 are ordered, 57 EA ship, 1 EA comes back: base quantities and money agree exactly."""
    mug = world.stocked(quantity=600, price="25.55", units=CASES_AND_PALLETS, sold_in="CS")
    order = world.buyer.orders({mug: 5})
    world.picker.ships(order, {mug: 57})
    world.settle()
    seen = world.order(order)
    line = seen.documents("erp", "orders")[0].lines[0]
    assert (line.stated, line.unit, line.quantity, line.open) == (5, "CS", 60, 3)
    assert seen.shipped() == {mug: 57}
    assert seen.total() == Decimal("153.30")
    assert seen.invoices() == [Decimal("145.63")]
    world.buyer.returns(order, {mug: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    assert world.order(order).credits() == [Decimal("2.56")]
    assert set(world.stock(mug).on_hand().values()) == {544}
    world.picker.ships(order, {mug: 3})
    world.settle()
    assert sum(world.order(order).invoices()) == world.order(order).total()


@pytest.mark.scenario("S22", "shop-erp", "shop-erp-wms", "full", needs="units")
def test_a_third_of_an_order_of_dozens_is_cancelled_each_by_each(world: World) -> None:
    """10 DZ are 120 EA: 12 EA are cancelled, 108 ship, and the price of a dozen is never divided by hand."""
    cup = world.stocked(quantity=500, price="10.00", units=Packing({"DZ": 12}, "DZ"))
    order = world.buyer.orders({cup: 10})
    world.settle()
    world.buyer.cancels(order, {cup: 12})
    world.settle()
    world.picker.ships(order, {cup: 108})
    world.settle()
    seen = world.order(order)
    assert seen.invoices() == [Decimal("108.00")]
    assert seen.captured() + seen.voided() == Decimal("120.00")
    assert world.stock(cup).published() == 392


@pytest.mark.scenario("S22", "shop-erp", "shop-erp-wms", "full", needs="units")
def test_the_shop_takes_only_what_can_be_ordered(world: World) -> None:
    """Minimum 4, in pairs, at most 10 cases: 2, 5 and 12 cases are refused by name, 6 are taken."""
    packing = Packing(CASES_AND_PALLETS, "CS", minimum=4, multiple=2, maximum=10)
    box = world.stocked(quantity=600, units=packing)
    for wanted, rule in ((2, "the minimum is 4 CS"), (5, "multiples of 2 CS"), (12, "the maximum is 10 CS")):
        assert rule in world.buyer.is_refused({box: wanted})
    order = world.buyer.orders({box: 6})
    world.picker.ships(order, {box: 72})
    world.settle()
    assert world.order(order).invoices() == [world.order(order).total()]


@pytest.mark.scenario("S22", "shop-erp", "shop-erp-wms", "full", needs="units")
def test_a_price_for_eaches_is_a_price_for_cases_in_the_shop(world: World) -> None:
    """Listed at 0.4175 an each, sold by the case of 12: the case costs 5.01 without tax, everywhere."""
    pen = world.stocked(quantity=240, price="0.4175", units=Packing({"CS": 12}, "CS", priced_in="EA"))
    order = world.buyer.orders({pen: 7})
    world.picker.ships(order)
    world.settle()
    line = world.order(order).documents("erp", "orders")[0].lines[0]
    assert (str(line.unit_price), line.price_unit, line.price_source) == ("5.0100", "CS", "list")
    assert world.order(order).invoices() == [Decimal("42.08")]
