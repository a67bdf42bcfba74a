"""Who plans stops an order at the OMS; no other system has asked for it, and none undoes it."""

import pytest

from ordergate.harness.actors.hands import RefusedByWorld
from ordergate.harness.world import World


@pytest.mark.scenario("S39", "full")
def test_the_rest_of_an_order_waits_for_whoever_stopped_it(world: World) -> None:
    """Part has shipped, goods for the rest arrive: none leave until the order is let go by hand."""
    item = world.stocked(quantity=3, price="10.00")
    order = world.buyer.orders({item: 5})
    world.settle()
    world.picker.ships(order, {item: 3})
    world.settle()
    world.planner.stops(order)
    world.receiver.receives({item: 10})
    world.settle()
    assert world.order(order).shipped() == {item: 3}
    assert world.stock(item).published() == 10
    world.planner.lets_go(order)
    world.settle()
    world.picker.ships(order)
    world.settle()
    assert world.order(order).shipped() == {item: 5}
    assert world.stock(item).published() == 8


@pytest.mark.scenario("S39", "full")
def test_an_order_that_is_stopped_can_still_be_cancelled(world: World) -> None:
    """What waits for a person is not past its buyer's reach."""
    item = world.stocked(quantity=3, price="10.00")
    order = world.buyer.orders({item: 5})
    world.settle()
    world.picker.ships(order, {item: 3})
    world.settle()
    world.planner.stops(order)
    world.buyer.cancels(order, {item: 2})
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.states()["marketplace"]) == ({item: 3}, "shipped")


@pytest.mark.scenario("S39", "full")
def test_what_a_warehouse_works_on_is_not_stopped(world: World) -> None:
    """Units that a warehouse has accepted are cancelled with its consent, and not paused."""
    item = world.stocked(quantity=10, price="10.00")
    order = world.buyer.orders({item: 5})
    world.settle()
    with pytest.raises(RefusedByWorld, match="the warehouse accepted fulfilment"):
        world.planner.stops(order)
    world.picker.ships(order)
    world.settle()
    assert world.order(order).shipped() == {item: 5}
