"""Whether an order ships what there is of it, or nothing before all of it can."""

import pytest

from ordergate.harness.actors.orders import LineWish
from ordergate.harness.world import World


@pytest.mark.scenario("S10", "full", policies="oms.ship=partial")
def test_what_there_is_of_an_order_ships_at_once(world: World) -> None:
    """One of two items is there, and parts may ship: it leaves now, the other when it has come in."""
    mug, tee = world.stocked(quantity=5), world.stocked(quantity=0)
    order = world.buyer.orders([LineWish(mug, 5), LineWish(tee, 2)])
    world.picker.ships(order, {mug: 5})
    world.settle()
    assert world.order(order).backordered() == {tee: 2}
    world.receiver.receives({tee: 2})
    world.picker.ships(order, {tee: 2})
    world.settle()
    assert len(world.order(order).documents("wms", "shipments")) == 2


@pytest.mark.scenario("S10", "full", needs="ship-complete", policies="oms.ship=complete")
def test_nothing_of_an_order_ships_before_all_of_it_is_there(world: World) -> None:
    """One of two items is there, and only all may ship: another buyer gets it, later all leaves at once."""
    mug, tee = world.stocked(quantity=5), world.stocked(quantity=0)
    order = world.buyer.orders([LineWish(mug, 4), LineWish(tee, 2)])
    world.settle()
    seen = world.order(order)
    assert seen.backordered() == {mug: 4, tee: 2}
    assert seen.documents("wms", "outbounds") == []
    assert world.stock(mug).published() == 5
    other = world.another_buyer().orders({mug: 3})
    world.picker.ships(other, {mug: 3})
    world.receiver.receives({tee: 2})
    world.settle()
    assert world.order(order).promised() == {}
    world.receiver.receives({mug: 2})
    world.picker.ships(order, {mug: 4, tee: 2})
    world.settle()
    [invoice] = world.order(order).invoices()
    assert invoice == world.order(order).total()


@pytest.mark.scenario(
    "S09", "full", needs="sites ship-complete", sites="MAIN NORTH", policies="oms.ship=complete"
)
def test_several_sites_together_complete_an_order(world: World) -> None:
    """10 ordered, 4 at one site and 5 at another: nothing is promised until 1 more arrives, then all is."""
    item = world.stocked(at={"MAIN": 4, "NORTH": 5})
    order = world.buyer.orders({item: 10})
    world.settle()
    assert world.order(order).backordered() == {item: 10}
    world.receiver.receives({item: 1}, site="NORTH")
    world.picker.ships(order, {item: 10})
    world.settle()
    shipments = world.order(order).documents("wms", "shipments")
    assert sorted(one.site for one in shipments) == ["MAIN", "NORTH"]


@pytest.mark.scenario("S18", "full", needs="ship-complete", policies="oms.ship=complete")
def test_a_waiting_order_that_was_cut_to_what_is_there_ships(world: World) -> None:
    """2 of 6 are missing and nothing ships; the buyer cancels them, and the next receipt lets 4 go."""
    item = world.stocked(quantity=3)
    order = world.buyer.orders({item: 6})
    world.settle()
    world.buyer.cancels(order, {item: 2})
    world.settle()
    assert world.order(order).backordered() == {item: 4}
    world.receiver.receives({item: 1})
    world.picker.ships(order, {item: 4})
    world.settle()
    assert world.order(order).cancelled() == {item: 2}


@pytest.mark.scenario(
    "S18",
    "full",
    needs="seller-cancellations ship-complete",
    policies="oms.ship=complete oms.backorder=cancel",
)
def test_an_order_that_cannot_ship_complete_is_cancelled_as_a_whole(world: World) -> None:
    """Complete or not at all: one unit of seven is missing, so all seven are cancelled."""
    item = world.stocked(quantity=6, price="12.50")
    order = world.buyer.orders({item: 7})
    world.settle()
    assert world.order(order).cancelled() == {item: 7}
    assert world.order(order).voided() == world.order(order).total()
    assert world.stock(item).published() == 6


@pytest.mark.scenario("S32", "full", needs="amendments ship-complete", policies="oms.ship=complete")
def test_a_further_line_waits_with_an_order_that_ships_complete(world: World) -> None:
    """An order that waits for tees gets cups, which are there: they are still for sale, then all leaves."""
    mug, tee, cup = world.stocked(quantity=5), world.stocked(quantity=0), world.stocked(quantity=9)
    order = world.buyer.orders([LineWish(mug, 4), LineWish(tee, 2)])
    world.settle()
    world.buyer.amends(order, adds={cup: 3})
    world.settle()
    assert world.order(order).promised() == {}
    assert world.stock(cup).published() == 9
    world.receiver.receives({tee: 2})
    world.picker.ships(order, {mug: 4, tee: 2, cup: 3})
    world.settle()
    assert world.stock(cup).published() == 6


@pytest.mark.scenario("S32", "full", needs="amendments ship-complete", policies="oms.ship=complete")
def test_an_order_that_is_on_its_way_does_not_wait_for_a_further_line(world: World) -> None:
    """All of an order is there, and the cups that it gets besides are not: the first part leaves alone."""
    mug, cup = world.stocked(quantity=5), world.stocked(quantity=2)
    order = world.buyer.orders({mug: 4})
    world.settle()
    world.buyer.amends(order, adds={cup: 3})
    world.settle()
    assert world.order(order).backordered() == {cup: 3}
    world.picker.ships(order, {mug: 4})
    world.receiver.receives({cup: 1})
    world.picker.ships(order, {cup: 3})
    world.settle()
    assert world.order(order).shipped() == {mug: 4, cup: 3}
