"""Orders paid in advance: nothing of them is released, sent or billed before the money has come."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, PlacedOrder
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
FREIGHT = ChargeWish("freight", "POST", "parcel service", Decimal("12.00"))


def prepaid(world: World, quantity: int = 5) -> tuple[str, PlacedOrder]:
    """So many of an item of 12.00 and freight of 12.00, with tax, to be paid in advance."""
    item = world.stocked(quantity=20, price="10.00")
    world.buyer.registers()
    world.settle()
    return item, world.buyer.orders({item: quantity}, charges=[FREIGHT], terms="PREPAID")


def transferred(world: World, order: PlacedOrder, amount: str) -> str:
    """The buyer transfers money for an order; the number of the payment."""
    number = world.credit_controller.books_transfer(world.buyer.id, Decimal(amount), order=order)
    world.settle()
    return number


@pytest.mark.scenario("S39", *EVERYWHERE, needs="holds prepayment")
def test_nothing_leaves_before_all_of_it_was_paid(world: World) -> None:
    """72 in advance, 71.99 come: it waits, and the hold names the penny; with that it goes."""
    item, order = prepaid(world)
    world.settle()
    transferred(world, order, "71.99")
    seen = world.order(order)
    [hold] = seen.documents("erp", "holds")
    assert seen.holds() == {"payment": "placed"}
    assert "71.99 have come, and 0.01 are missing" in hold.reason
    assert not any(seen.documents(*kind) for kind in (("wms", "outbounds"), ("oms", "fulfilments")))
    last = transferred(world, order, "0.01")
    world.picker.ships(order)
    world.settle()
    [hold], [invoice] = seen.documents("erp", "holds"), seen.documents("erp", "invoices")
    assert (hold.state, hold.decided_by) == ("released", f"payment {last}")
    assert seen.shipped() == {item: 5}
    paid = [one.amount for one in world.books.table("erp", "payments").values() for one in one.allocations]
    assert (sum(paid), invoice.total) == (Decimal("72.00"), Decimal("72.00"))


@pytest.mark.scenario("S39", *EVERYWHERE, needs="holds prepayment")
def test_what_is_too_much_stays_on_the_account(world: World) -> None:
    """80 come for 72: it goes at once, the invoice is settled, and 8 stay on the buyer's account."""
    _, order = prepaid(world)
    number = transferred(world, order, "80.00")
    world.picker.ships(order)
    world.settle()
    assert [str(total) for total in world.order(order).invoices()] == ["72.00"]
    assert str(world.books.table("erp", "payments")[number].unapplied) == "8.00"


@pytest.mark.scenario("S39", *EVERYWHERE, needs="holds prepayment")
def test_an_order_that_nobody_paid_is_cancelled(world: World) -> None:
    """Three days later only 30 have come: somebody cancels it everywhere, nothing is billed, the 30 stay."""
    item, order = prepaid(world)
    number = transferred(world, order, "30.00")
    world.run(days=3)
    world.approver.refuses(order, by="credit desk", reason="not paid within 3 days", hold="payment")
    world.settle()
    seen = world.order(order)
    assert set(seen.states().values()) == {"cancelled"}
    assert seen.invoices() == []
    assert str(world.books.table("erp", "payments")[number].unapplied) == "30.00"
    assert world.stock(item).published() == 20


@pytest.mark.scenario("S39", *EVERYWHERE, needs="holds prepayment")
def test_what_is_left_after_a_cancellation_may_be_paid_already(world: World) -> None:
    """60 of 72 came; the buyer takes one of five back, the other four are paid with that, and go."""
    item, order = prepaid(world)
    world.settle()
    transferred(world, order, "60.00")
    world.buyer.cancels(order, {item: 1})
    world.settle()
    assert world.order(order).holds() == {"payment": "released"}
    world.picker.ships(order)
    world.settle()
    assert [str(total) for total in world.order(order).invoices()] == ["60.00"]
