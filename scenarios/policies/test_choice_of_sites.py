"""Which site serves an order, and who serves what one site did not find."""

import pytest

from ordergate.harness.world import World


@pytest.mark.scenario(
    "S10", "full", needs="sites", sites="MAIN NORTH SOUTH", policies="oms.routing=whole_first"
)
def test_the_first_site_that_has_everything_ships_it(world: World) -> None:
    """6 ordered, 4, 7 and 9 lie at three sites, a whole order goes first: the second ships it."""
    item = world.stocked(at={"MAIN": 4, "NORTH": 7, "SOUTH": 9})
    assert _shipped_from(world, item, 6) == {"NORTH": 6}


@pytest.mark.scenario("S10", "full", needs="sites", sites="MAIN NORTH SOUTH", policies="oms.routing=in_order")
def test_sites_are_asked_in_their_order(world: World) -> None:
    """6 ordered, 4, 7 and 9 lie at three sites, asked in order: 4 from the first, 2 from the next."""
    item = world.stocked(at={"MAIN": 4, "NORTH": 7, "SOUTH": 9})
    assert _shipped_from(world, item, 6) == {"MAIN": 4, "NORTH": 2}


@pytest.mark.scenario(
    "S10", "full", needs="sites", sites="MAIN NORTH SOUTH", policies="oms.routing=most_stock"
)
def test_the_best_stocked_site_ships_first(world: World) -> None:
    """11 ordered, 4, 7 and 9 lie at three sites, the fullest first: 9 from the third, 2 from the second."""
    item = world.stocked(at={"MAIN": 4, "NORTH": 7, "SOUTH": 9})
    assert _shipped_from(world, item, 11) == {"SOUTH": 9, "NORTH": 2}


def _shipped_from(world: World, item: str, quantity: int) -> dict[str, int]:
    order = world.buyer.orders({item: quantity})
    world.picker.ships(order, {item: quantity})
    world.settle()
    deliveries = world.order(order).documents("erp", "deliveries")
    return {one.site: sum(line.quantity for line in one.lines) for one in deliveries}


@pytest.mark.scenario(
    "S09", "full", needs="sites", sites="MAIN NORTH", policies="oms.resource_short=elsewhere"
)
def test_what_a_site_does_not_find_another_serves_at_once(world: World) -> None:
    """6 promised and 4 found, others serve the rest: the other site ships 2, nothing waits."""
    item = world.stocked(at={"MAIN": 6, "NORTH": 5})
    order = world.buyer.orders({item: 6})
    world.picker.ships(order, {item: 4})
    world.picker.finds_short(order, {item: 2})
    world.receiver.adjusts({item: -2}, reason="not found in the bin")
    world.picker.ships(order, {item: 2})
    world.settle()
    shipments = world.order(order).documents("wms", "shipments")
    assert [one.site for one in shipments] == ["MAIN", "NORTH"]


@pytest.mark.scenario("S09", "full", needs="sites", sites="MAIN NORTH", policies="oms.resource_short=wait")
def test_what_a_site_does_not_find_waits_for_that_site(world: World) -> None:
    """6 promised and 4 found, the rest waits: stock elsewhere does not serve it, a receipt there does."""
    item = world.stocked(at={"MAIN": 6, "NORTH": 5})
    order = world.buyer.orders({item: 6})
    world.picker.ships(order, {item: 4})
    world.picker.finds_short(order, {item: 2})
    world.receiver.adjusts({item: -2}, reason="not found in the bin")
    world.settle()
    world.receiver.receives({item: 3}, site="NORTH")
    world.settle()
    assert world.order(order).backordered() == {item: 2}
    assert world.stock(item).published() == 8
    world.receiver.receives({item: 2})
    world.picker.ships(order, {item: 2})
    world.settle()
    shipments = world.order(order).documents("wms", "shipments")
    assert [one.site for one in shipments] == ["MAIN", "MAIN"]
