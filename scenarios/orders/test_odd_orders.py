"""Orders as buyers really place them: to other addresses, under their own names, in numbers."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, LineWish
from ordergate.harness.world import Wait, World

OUTAGE = Wait("outage", minutes=5, live_s=3.0)
FREIGHT = ChargeWish("freight", "POST", "parcel service", Decimal("12.00"), reference="PO-77/F")


@pytest.mark.scenario("S41", "shop-erp", "shop-erp-wms", "full")
def test_goods_go_where_the_buyer_wants_them(world: World) -> None:
    """The buyer orders to a branch: goods and tax follow the ship-to, the invoice its account."""
    item = world.stocked(quantity=20)
    branch = world.data.address("Harrow Branch")
    order = world.buyer.orders({item: 4}, ship_to=branch)
    world.picker.ships(order)
    world.settle()
    [booked] = world.order(order).documents("erp", "orders")
    assert "Harrow Branch" in booked.ship_to.values()


@pytest.mark.scenario("S41", "shop-erp", "shop-erp-wms", "full", tags="smoke")
def test_the_buyers_own_references_go_along(world: World) -> None:
    """Each line and charge bears the buyer's own name for it: every system keeps them apart by it."""
    item = world.stocked(quantity=30)
    lines = [LineWish(item, 4, reference="PO-77/1"), LineWish(item, 6, reference="PO-77/2")]
    order = world.buyer.orders(lines, charges=[FREIGHT], reference="PO-77")
    world.picker.ships(order)
    world.settle()
    [booked] = world.order(order).documents("erp", "orders")
    assert [line.reference for line in booked.lines] == ["PO-77/1", "PO-77/2"]
    assert [charge.reference for charge in booked.charges] == ["PO-77/F"]


@pytest.mark.scenario("S18", "shop-erp", "shop-erp-wms", "full")
def test_an_order_is_cancelled_in_two_steps(world: World) -> None:
    """2 of 9 are cancelled, then 3 more: 4 ship and are billed, each unit is taken back once."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders({item: 9})
    world.settle()
    world.buyer.cancels(order, {item: 2})
    world.settle()
    world.buyer.cancels(order, {item: 3})
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert (seen.cancelled(), seen.shipped()) == ({item: 5}, {item: 4})


@pytest.mark.scenario("S19", "shop-erp", "shop-erp-wms", "full")
def test_a_cancellation_is_granted_for_one_line_and_refused_for_another(world: World) -> None:
    """One line has left, the other has not, when both are cancelled: one refusal, one cancellation."""
    first, second = world.stocked(quantity=10), world.stocked(quantity=10)
    order = world.buyer.orders([LineWish(first, 3), LineWish(second, 5)])
    world.settle()
    world.picker.ships(order, {first: 3})
    world.buyer.cancels(order)
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.cancelled()) == ({first: 3}, {second: 5})


@pytest.mark.scenario("S41", "shop-erp", "shop-erp-wms", "full")
def test_a_telephone_number_changes_and_nothing_else(world: World) -> None:
    """A buyer has a new number: the customer has it too, although no order tells of it."""
    item = world.stocked(quantity=10)
    world.buyer.orders({item: 1})
    world.settle()
    world.buyer.changes(phone="01632 960 222")
    world.settle()
    [customer] = world.books.table("erp", "customers").values()
    assert customer.phone == "01632 960 222"


@pytest.mark.scenario("S29", "shop-erp", "full", tags="many")
def test_more_orders_wait_than_fit_on_a_page(world: World) -> None:
    """205 orders are placed while the shop answers nobody: all of them are read, once."""
    item = world.stocked(quantity=1000)
    world.buyer.orders({item: 1})
    with world.down("marketplace"):
        orders = [world.buyer.orders({item: 1}) for _ in range(204)]
        world.run(OUTAGE)
    world.settle()
    assert len(world.books.table("erp", "orders")) == 205
    assert all(len(world.order(order).documents("erp", "orders")) == 1 for order in orders)


@pytest.mark.scenario("S18", "shop-erp", "shop-erp-wms", "full")
def test_a_unit_of_a_few_pence_is_cancelled(world: World) -> None:
    """1 of 2 units at 0.60 is cancelled: the pence that were held for it are given up as well."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders([LineWish(item, 2, Decimal("0.60"))])
    world.settle()
    world.buyer.cancels(order, {item: 1})
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert (str(seen.voided()), str(seen.captured())) == ("0.60", "0.60")


@pytest.mark.scenario("S18", "shop-erp", "shop-erp-wms", "full")
def test_thirds_of_an_amount_are_cancelled_one_by_one(world: World) -> None:
    """3 units for 10.00 are cancelled one by one: 10.00 is given up, though no third of it is whole."""
    item = world.stocked(quantity=30)
    order = world.buyer.orders([LineWish(item, 3, Decimal("3.3333"), Decimal("10.00"))])
    world.settle()
    for _ in range(3):
        world.buyer.cancels(order, {item: 1})
        world.settle()
    assert str(world.order(order).voided()) == "10.00"
