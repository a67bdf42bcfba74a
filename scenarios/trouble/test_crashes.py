"""The connector dies in the middle of its work, and another begins on what it left on its disk."""

import pytest

from ordergate.harness.actors.orders import PlacedOrder
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")


@pytest.mark.scenario("S53", *EVERYWHERE, needs="crash")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    "operation",
    [
        "erp.place_sales_order",
        "erp.write_invoice",
        "erp.book_payment",
        "marketplace.ship_order",
        "marketplace.capture_payment",
    ],
)
def test_it_dies_over_a_call(world: World, operation: str, when: str) -> None:
    """It dies just before or after it writes to a system: the next one looks first, and nothing is twice."""
    _an_order_gets_through(world, f"crash on {operation} nth=1 when={when}")


@pytest.mark.scenario("S53", *EVERYWHERE, needs="crash", policies="erp.duplicates=taken")
@pytest.mark.parametrize("operation", ["place_sales_order", "book_payment", "write_invoice"])
def test_it_dies_after_it_told_an_erp_that_takes_duplicates(world: World, operation: str) -> None:
    """It dies before it knows that the ERP has booked it, and this ERP would again: the next one looks."""
    order = _an_order_gets_through(world, f"crash on erp.{operation} nth=1 when=after")
    assert len(world.order(order).documents("erp", "payments")) == 1


@pytest.mark.scenario("S53", "full", needs="crash")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("operation", ["oms.place_order", "oms.ship_fulfilment", "wms.accept_outbound"])
def test_it_dies_between_oms_and_warehouse(world: World, operation: str, when: str) -> None:
    """It dies over what it tells the OMS or the warehouse: one order, one job, one parcel all the same."""
    _an_order_gets_through(world, f"crash on {operation} nth=1 when={when}")


@pytest.mark.scenario("S53", *EVERYWHERE, needs="crash")
@pytest.mark.parametrize("when", ["before", "after"])
def test_it_dies_over_every_tenth_step(world: World, when: str) -> None:
    """It dies again and again, over calls and over what it writes down: in the end all is there once."""
    world.disturb(f"crash on connector nth=10,20,30,40 when={when} down_s=60")
    _an_order_gets_through(world, f"crash on connector.commit nth=5,10,15 when={when} down_s=300")


@pytest.mark.scenario("S53", *EVERYWHERE, needs="crash")
@pytest.mark.parametrize("when", ["before", "after"])
def test_goods_come_back_while_it_dies(world: World, when: str) -> None:
    """It dies over the credit of a return: one credit memo, one refund, and the stock rises once."""
    item = world.stocked(quantity=40, price="7.65")
    order = world.buyer.orders({item: 10})
    world.picker.ships(order)
    world.settle()
    world.disturb(f"crash on connector.commit nth=2,4,6 when={when}")
    world.buyer.returns(order, {item: 3})
    world.receiver.inspects(order, sellable=3)
    world.settle()
    seen = world.order(order)
    assert [str(total) for total in seen.credits()] == ["27.54"]
    assert str(seen.refunded()) == "27.54"
    assert set(world.stock(item).on_hand().values()) == {33}


def _an_order_gets_through(world: World, rule: str) -> PlacedOrder:
    item = world.stocked(quantity=30)
    world.disturb(rule)
    order = world.buyer.orders({item: 6})
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert len(seen.documents("erp", "orders")) == 1
    assert (len(seen.invoices()), seen.captured()) == (1, seen.total())
    assert seen.states()["marketplace"] == "shipped"
    return order
