"""A world in this process: verdicts, time, and what the connector set aside."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ordergate.harness.actors.hands import RefusedByWorld
from ordergate.harness.errors import OrdergateError, UsageError
from ordergate.harness.world import World
from ordergate.simulators.marketplace.model import Listing, ListingState


@pytest.mark.scenario("shop", "shop-erp", "full")
def test_a_quarantined_order_is_excused_and_named(world: World) -> None:
    service = world.port.vendors["marketplace"].service  # type: ignore[attr-defined]  # in process only
    service.listings.put(Listing("GHOST-1", "nobody stocks it", Decimal("1.2000"), 0, ListingState.ACTIVE))
    order = world.buyer.orders({"GHOST-1": 1})
    world.settle()
    assert ("order", order.key) in world.port.accounts().quarantined
    assert world.judged().findings == ()
    assert world.case(order).all("erp", "orders") == []


def test_a_shipment_nobody_can_make_is_refused_in_words(world: World) -> None:
    item = world.stocked(quantity=2)
    order = world.buyer.orders({item: 1})
    world.settle()
    with pytest.raises(OrdergateError, match=f"order {order.id} has 1 of item {item}, not 5"):
        world.picker.ships(order, {item: 5})


def test_what_a_system_refuses_comes_back_in_its_own_words(world: World) -> None:
    with pytest.raises(RefusedByWorld, match="no listing NO-SUCH"):
        world.buyer.orders({"NO-SUCH": 1})


def test_a_system_that_the_topology_lacks_is_named(world: World) -> None:
    with pytest.raises(UsageError, match="there is no pim in topology full"):
        world.call("pim", "GET", "/_world/x", who="somebody")


def test_a_site_that_the_world_lacks_is_named_with_those_that_there_are(world: World) -> None:
    item = world.stocked(quantity=5)
    assert set(world.stock(item, "MAIN").on_hand().values()) == {5}
    with pytest.raises(
        OrdergateError, match=r"there is no site SOUTH; there are: MAIN \(name it in the mark"
    ):
        world.stock(item, "SOUTH")


def test_two_weeks_pass_without_waiting(world: World) -> None:
    before = world.port.now_us()
    world.run(days=14)
    assert world.port.now_us() - before == 14 * 24 * 3600 * 1_000_000
