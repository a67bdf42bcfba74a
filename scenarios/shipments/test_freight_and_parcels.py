"""Freight is billed once, parcels are told apart, and buyers are not mixed up."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, LineWish
from ordergate.harness.world import World


@pytest.mark.scenario("S10", "shop-erp", "shop-erp-wms", "full", policies="erp.freight_billing=first_invoice")
def test_freight_is_billed_once_for_two_shipments(world: World) -> None:
    """30 ordered with freight and a handling charge, 12 then 18 ship: both charges on the first invoice."""
    item = world.stocked(quantity=60, price="2.50")
    freight = ChargeWish("freight", "POST", "parcel service", Decimal("12.00"))
    handling = ChargeWish("charge", "M", "handling", Decimal("3.60"))
    order = world.buyer.orders([LineWish(item, 30)], charges=[freight, handling])
    world.picker.ships(order, {item: 12})
    world.settle()
    world.picker.ships(order, {item: 18})
    world.settle()
    assert [str(total) for total in world.order(order).invoices()] == ["51.60", "54.00"]


@pytest.mark.scenario("S10", "shop-erp-wms", "full")
def test_a_shipment_in_three_parcels_is_told_whole(world: World) -> None:
    """25 units leave in three parcels: every system hears of 25, each parcel has its own label."""
    item = world.stocked(quantity=40)
    order = world.buyer.orders({item: 25})
    world.picker.ships(order, {item: 25}, parcels=3)
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {item: 25}
    [shipment] = seen.documents("wms", "shipments")
    assert len({parcel.sscc for parcel in shipment.parcels}) == 3


@pytest.mark.scenario("S18", "shop-erp", "shop-erp-wms", "full")
def test_an_order_with_freight_is_cancelled_whole(world: World) -> None:
    """Everything is cancelled before it leaves: what was not billed is voided, nothing stays held."""
    item = world.stocked(quantity=10)
    freight = ChargeWish("freight", "POST", "parcel service", Decimal("6.00"))
    order = world.buyer.orders([LineWish(item, 4)], charges=[freight])
    world.settle()
    world.buyer.cancels(order)
    world.settle()
    seen = world.order(order)
    assert seen.captured() + seen.voided() == seen.total()
    assert seen.captured() == sum(seen.invoices())


@pytest.mark.scenario("S19", "shop-erp-wms", "full")
def test_a_cancellation_that_comes_after_the_pick(world: World) -> None:
    """4 of 8 are picked when the buyer cancels all: the 4 ship, the other 4 are cancelled, everywhere."""
    item = world.stocked(quantity=20, price="5.00")
    order = world.buyer.orders({item: 8})
    world.picker.picks(order, {item: 4})
    world.buyer.cancels(order)
    world.settle()
    world.picker.ships(order)
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {item: 4}
    assert seen.cancelled() == {item: 4}
    assert [str(total) for total in seen.invoices()] == ["24.00"]
    assert str(seen.voided()) == "24.00"


@pytest.mark.scenario("S41", "shop-erp", "shop-erp-wms", "full")
def test_two_buyers_are_kept_apart_and_follow_their_own_changes(world: World) -> None:
    """Two businesses order the same item; one moves: each order stays with its own customer."""
    item = world.stocked(quantity=50)
    other = world.another_buyer()
    first = world.buyer.orders({item: 11})
    second = other.orders({item: 13})
    other.changes(company="Harrow & Sons (Moved) Ltd", phone="01632 960 111")
    world.picker.ships(first)
    world.picker.ships(second)
    world.settle()
    customers = world.books.table("erp", "customers").values()
    assert {c.external_ref: c.name for c in customers}[other.id] == "Harrow & Sons (Moved) Ltd"
    assert len(customers) == 2
    assert world.order(second).shipped() == {item: 13}


@pytest.mark.scenario("S41", "shop-erp", "shop-erp-wms", "full")
def test_two_businesses_of_one_name_stay_two_customers(world: World) -> None:
    """Two businesses bear the same name: each order stands with its own customer all the same."""
    item = world.stocked(quantity=50)
    namesake = world.another_buyer()
    namesake.changes(company=world.buyer.profile["company"])
    first = world.buyer.orders({item: 3})
    world.settle()
    second = namesake.orders({item: 5})
    world.picker.ships(first)
    world.picker.ships(second)
    world.settle()
    customers = {c.number: c.external_ref for c in world.books.table("erp", "customers").values()}
    assert sorted(customers.values()) == sorted([world.buyer.id, namesake.id])
    [booked] = world.order(second).documents("erp", "orders")
    assert customers[booked.customer] == namesake.id
