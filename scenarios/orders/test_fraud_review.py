"""An order that looks like fraud waits until somebody has looked at it."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, PlacedOrder
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
FREIGHT = ChargeWish("freight", "POST", "parcel service", Decimal("12.00"))


def suspected(world: World, item: str) -> PlacedOrder:
    """5 of an item of 12.00 with freight, from a card of another country."""
    return world.buyer.orders({item: 5}, charges=[FREIGHT], suspicion="card of another country")


@pytest.mark.scenario("S39", *EVERYWHERE, needs="holds reviews")
def test_nothing_is_released_while_an_order_is_under_review(world: World) -> None:
    """Nobody has decided: no site hears of it, nothing is billed or taken; once cleared it ships."""
    item = world.stocked(quantity=20, price="10.00")
    order = suspected(world, item)
    world.settle()
    seen = world.order(order)
    assert seen.holds() == {"fraud": "placed"}
    assert not any(seen.documents(*kind) for kind in (("wms", "outbounds"), ("oms", "fulfilments")))
    assert (seen.invoices(), seen.captured()) == ([], Decimal(0))
    world.seller.clears(order, by="fraud desk", reason="called back")
    world.settle()
    world.picker.ships(order)
    world.settle()
    [hold] = seen.documents("erp", "holds")
    assert (hold.state, hold.decided_by, hold.decision) == ("released", "fraud desk", "called back")
    assert seen.captured() == Decimal("72.00")


@pytest.mark.scenario("S39", *EVERYWHERE, needs="holds reviews")
def test_an_order_that_is_rejected_is_cancelled_everywhere(world: World) -> None:
    """It is fraud: all units are cancelled in every system, stock and money are free again."""
    item = world.stocked(quantity=20, price="10.00")
    order = suspected(world, item)
    world.settle()
    world.seller.rejects(order, by="fraud desk", reason="card was stolen")
    world.settle()
    seen = world.order(order)
    assert set(seen.states().values()) == {"cancelled"}
    assert (seen.captured(), seen.voided()) == (Decimal(0), Decimal("72.00"))
    assert world.stock(item).published() == 20


@pytest.mark.scenario("S39", *EVERYWHERE, needs="holds reviews")
@pytest.mark.parametrize("cleared", [True, False])
def test_a_decision_may_overtake_the_order(world: World, cleared: bool) -> None:
    """Decided before any other system has heard of the order: it ships, or is cancelled, all the same."""
    item = world.stocked(quantity=20, price="10.00")
    order = suspected(world, item)
    decide = world.seller.clears if cleared else world.seller.rejects
    decide(order, by="fraud desk", reason="known to us")
    world.settle()
    if cleared:
        world.picker.ships(order)
        world.settle()
    states = world.order(order).states()
    assert states["marketplace"] == ("shipped" if cleared else "cancelled")


@pytest.mark.scenario("S39", *EVERYWHERE, needs="holds reviews credit")
def test_an_order_waits_for_the_last_of_its_holds(world: World) -> None:
    """Under review and beyond the payer's credit: cleared alone does not release it, both together do."""
    item = world.stocked(quantity=20, price="10.00")
    world.buyer.registers()
    world.settle()
    world.credit_controller.limits(world.buyer.id, Decimal("0.00"))
    order = world.buyer.orders({item: 5}, terms="NET 30", suspicion="new customer")
    world.settle()
    world.seller.clears(order, by="fraud desk", reason="in the register")
    world.settle()
    seen = world.order(order)
    assert seen.holds() == {"credit": "placed", "fraud": "released"}
    assert not any(seen.documents(*kind) for kind in (("wms", "outbounds"), ("oms", "fulfilments")))
    world.approver.releases(order, by="head of credit", reason="first order", hold="credit")
    world.settle()
    world.picker.ships(order)
    world.settle()
    assert [str(total) for total in seen.invoices()] == ["60.00"]


@pytest.mark.scenario("S39", *EVERYWHERE, needs="holds reviews")
def test_the_buyer_cancels_while_the_order_is_under_review(world: World) -> None:
    """Units that nobody released can be had back; the decision that comes later finds the rest."""
    item = world.stocked(quantity=20, price="10.00")
    order = suspected(world, item)
    world.settle()
    world.buyer.cancels(order, {item: 2})
    world.settle()
    world.seller.clears(order, by="fraud desk", reason="called back")
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.cancelled()) == ({item: 3}, {item: 2})
    assert (seen.captured(), seen.voided()) == (Decimal("48.00"), Decimal("24.00"))


@pytest.mark.scenario("S39", *EVERYWHERE, needs="holds reviews amendments")
@pytest.mark.parametrize("units", [0, 8])
def test_an_order_is_changed_as_it_is_cleared(world: World, units: int) -> None:
    """5 become 8, or none, right after it was cleared: each unit is asked for once."""
    item = world.stocked(quantity=20, price="10.00")
    order = suspected(world, item)
    world.settle()
    world.seller.clears(order, by="fraud desk", reason="called back")
    world.run(seconds=1)
    world.buyer.amends(order, {item: units})
    world.settle()
    if units:
        world.picker.ships(order)
        world.settle()
    seen = world.order(order)
    assert seen.shipped() == ({item: units} if units else {})
    assert world.stock(item).published() == 20 - units
