"""Orders that are served from more than one warehouse."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, LineWish
from ordergate.harness.world import World


@pytest.mark.scenario("S10", "full", needs="sites", sites="MAIN NORTH")
def test_an_order_splits_over_two_warehouses(world: World) -> None:
    """10 ordered, 4 lie in one warehouse and 8 in another: charges are billed once, each parcel is told."""
    mug = world.stocked(at={"MAIN": 4, "NORTH": 8}, price="2.50")
    tee = world.stocked(at={"NORTH": 3}, price="10.00")
    freight = ChargeWish("freight", "POST", "parcel service", Decimal("12.00"))
    discount = ChargeWish("charge", "SPRING", "spring discount", Decimal("-3.00"))
    order = world.buyer.orders([LineWish(mug, 10), LineWish(tee, 3)], charges=[freight, discount])
    world.picker.ships(order, {mug: 10, tee: 3})
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {mug: 10, tee: 3}
    assert sorted(one.site for one in seen.documents("wms", "shipments")) == ["MAIN", "NORTH"]
    assert len({one.tracking for one in seen.documents("marketplace", "shipments")}) == 2
    assert sum(seen.invoices()) == seen.total()
    assert world.stock(mug, "MAIN").on_hand() == {"wms": 0, "erp": 0, "oms": 0}
    assert world.stock(mug, "NORTH").on_hand() == {"wms": 2, "erp": 2, "oms": 2}
    assert world.stock(mug).published() == 2


@pytest.mark.scenario("S10", "full", needs="sites", sites="MAIN NORTH")
def test_one_warehouse_that_has_everything_ships_all_of_it(world: World) -> None:
    """5 ordered, 4 lie in the first warehouse and 9 in the second: one shipment, from the second."""
    item = world.stocked(at={"MAIN": 4, "NORTH": 9})
    order = world.buyer.orders({item: 5})
    world.picker.ships(order, {item: 5})
    world.settle()
    [shipment] = world.order(order).documents("wms", "shipments")
    assert shipment.site == "NORTH"
    assert len(world.order(order).invoices()) == 1
    assert world.stock(item, "NORTH").on_hand() == {"wms": 4, "erp": 4, "oms": 4}
    assert world.stock(item).published() == 8


@pytest.mark.scenario("S09", "full", needs="sites", sites="MAIN NORTH")
def test_what_one_warehouse_does_not_find_another_ships(world: World) -> None:
    """6 promised and 4 found: the other warehouse ships the 2 that lack, and nothing is left waiting."""
    item = world.stocked(at={"MAIN": 6, "NORTH": 5})
    order = world.buyer.orders({item: 6})
    world.picker.ships(order, {item: 4})
    world.picker.finds_short(order, {item: 2})
    world.receiver.adjusts({item: -2}, reason="not found in the bin")
    world.picker.ships(order, {item: 2})
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {item: 6}
    assert seen.backordered() == {}
    assert sorted(one.site for one in seen.documents("erp", "deliveries")) == ["MAIN", "NORTH"]
    assert world.stock(item, "MAIN").on_hand() == {"wms": 0, "erp": 0, "oms": 0}
    assert world.stock(item).published() == 3


@pytest.mark.scenario("S15", "full", needs="sites", sites="MAIN NORTH")
def test_a_part_that_another_warehouse_sent_comes_back(world: World) -> None:
    """Two warehouses ship, the buyer returns what the second one sent: credit and stock agree."""
    item = world.stocked(at={"MAIN": 2, "NORTH": 3}, price="5.00")
    order = world.buyer.orders({item: 5})
    world.picker.ships(order, {item: 5})
    world.settle()
    world.buyer.returns(order, {item: 4})
    world.receiver.inspects(order, sellable=3, damaged=1)
    world.settle()
    assert world.order(order).refunded() == Decimal("24.00")
    assert world.stock(item).published() == 3


@pytest.mark.scenario("S49", "shop-erp-wms", "full", needs="sites", sites="MAIN NORTH")
def test_goods_on_their_way_between_warehouses_stand_at_neither(world: World) -> None:
    """6 of 10 go to the other warehouse, 4 arrive and 1 is lost: 1 is in transit, each site has its own."""
    item = world.stocked(at={"MAIN": 10, "NORTH": 2})
    transfer = world.driver.takes({item: 6}, from_site="MAIN", to_site="NORTH")
    world.settle()
    assert set(world.stock(item, "MAIN").on_hand().values()) == {4}
    assert set(world.stock(item, "NORTH").on_hand().values()) == {2}
    order = world.buyer.orders({item: 3})
    world.driver.brings(transfer, {item: 4}, missing={item: 1})
    world.settle()
    assert set(world.stock(item, "NORTH").on_hand().values()) == {6}
    world.driver.brings(transfer, {item: 1})
    world.picker.ships(order, {item: 3})
    world.settle()
    assert set(world.stock(item, "MAIN").on_hand().values()) == {1}
    assert set(world.stock(item, "NORTH").on_hand().values()) == {7}


@pytest.mark.scenario("S49", "full", needs="sites accounts", sites="MAIN NORTH", warehouse_only="OUTLET")
def test_goods_at_a_site_that_nobody_mapped_are_reported_and_not_sold(world: World) -> None:
    """5 arrive at a site that only the warehouse knows: a person is told, and buyers see the 3 elsewhere."""
    item = world.stocked(at={"MAIN": 1, "NORTH": 2})
    number = world.receiver.receives({item: 5}, site="OUTLET")
    world.buyer.orders({item: 1})
    world.settle()
    assert ("stock_movement", number) in world.port.accounts().quarantined
    assert world.stock(item, "OUTLET").row("erp") is None
    assert world.stock(item).published() == 2
    world.receiver.receives({item: 4}, site="NORTH")
    world.settle()
    assert world.stock(item).published() == 6
