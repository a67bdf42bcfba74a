"""Freight billed pro rata: each invoice bears its share, the last one or what is cancelled the rest."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, DiscountWish, LineWish
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
PRO_RATA = "erp.freight_billing=pro_rata"
FREIGHT = ChargeWish("freight", "POST", "parcel service", Decimal("20.00"))
HANDLING = ChargeWish("charge", "M", "handling", Decimal("3.60"))


@pytest.mark.scenario("S10", *EVERYWHERE, needs="discounts freight_shares", policies=PRO_RATA, tags="smoke")
def test_each_invoice_bears_its_share_of_the_freight(world: World) -> None:
    """Freight of 20.00 over 3, 3 and 4 of 10 units less 10 %: 6.00, 6.00 and 8.00, the fee on the first."""
    item = world.stocked(quantity=20, price="10.00")
    off = DiscountWish("TENTH", percent=10)
    order = world.buyer.orders([LineWish(item, 10)], charges=[FREIGHT, HANDLING], discounts=[off])
    for units in (3, 3, 4):
        world.picker.ships(order, {item: units})
        world.settle()
    seen = world.order(order)
    assert [str(total) for total in seen.invoices()] == ["42.00", "38.40", "51.20"]
    assert seen.captured() == seen.total() == Decimal("131.60")


@pytest.mark.scenario("S10", "full", sites="MAIN NORTH", needs="sites freight_shares", policies=PRO_RATA)
def test_a_split_order_bills_its_freight_once_in_all(world: World) -> None:
    """7 leave one site and 3 the other: the freight on both invoices is that of the order."""
    item = world.stocked(price="9.99", at={"MAIN": 7, "NORTH": 3})
    order = world.buyer.orders([LineWish(item, 10)], charges=[FREIGHT])
    world.settle()
    world.picker.ships(order)
    world.settle()
    charges = [one.charges[0] for one in world.order(order).documents("erp", "invoices")]
    assert sum(one.net + one.tax for one in charges) == Decimal("20.00")


@pytest.mark.scenario("S08", *EVERYWHERE, policies=PRO_RATA, needs="freight_shares")
def test_the_freight_of_what_is_cancelled_is_billed_by_itself(world: World) -> None:
    """4 of 10 ship with 8.00 of the freight, the rest is cancelled: the other 12.00 are billed alone."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders([LineWish(item, 10)], charges=[FREIGHT])
    world.picker.ships(order, {item: 4})
    world.settle()
    assert [str(total) for total in world.order(order).invoices()] == ["56.00"]
    world.buyer.cancels(order, {item: 6})
    world.settle()
    seen = world.order(order)
    assert [str(total) for total in seen.invoices()] == ["56.00", "12.00"]
    assert (str(seen.captured()), str(seen.voided())) == ("68.00", "72.00")


@pytest.mark.scenario("S18", *EVERYWHERE, policies=PRO_RATA, needs="freight_shares")
def test_freight_of_an_order_that_is_cancelled_whole_is_owed(world: World) -> None:
    """Nothing ships and all is cancelled: the freight is billed once, the money for the goods is free."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders([LineWish(item, 5)], charges=[FREIGHT])
    world.buyer.cancels(order)
    world.settle()
    seen = world.order(order)
    assert [str(total) for total in seen.invoices()] == ["20.00"]
    assert str(seen.voided()) == "60.00"


@pytest.mark.scenario("S08", "shop-erp", needs="freight_shares seller-cancellations",
                      policies=f"{PRO_RATA} erp.remainder=complete")  # fmt: skip
def test_a_delivery_that_completes_a_line_bills_the_rest_of_the_freight(world: World) -> None:
    """The first delivery of 4 of 10 completes the line: its invoice bears all of the freight."""
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders([LineWish(item, 10)], charges=[FREIGHT])
    world.picker.ships(order, {item: 4})
    world.settle()
    seen = world.order(order)
    assert [str(total) for total in seen.invoices()] == ["68.00"]
    assert str(seen.voided()) == "72.00"
