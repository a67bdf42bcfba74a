"""What becomes of units that no site has: they wait, or the remainder is cancelled (fill or kill)."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import ChargeWish, LineWish
from ordergate.harness.world import Wait, World

OUTAGE = Wait("outage", minutes=30, live_s=3.0)


@pytest.mark.scenario("S09", "full", policies="oms.backorder=keep")
def test_units_that_no_site_has_wait_for_stock(world: World) -> None:
    """10 ordered and 7 there, backorders are kept: 3 wait, and ship when they have come in."""
    item = world.stocked(quantity=7)
    order = world.buyer.orders({item: 10})
    world.settle()
    assert world.order(order).backordered() == {item: 3}
    world.receiver.receives({item: 3})
    world.picker.ships(order, {item: 10})
    world.settle()
    assert world.order(order).cancelled() == {}


@pytest.mark.scenario("S09", "full", needs="seller-cancellations", policies="oms.backorder=cancel")
def test_units_that_no_site_has_are_cancelled(world: World) -> None:
    """10 ordered and 7 there, the remainder is killed: 3 are cancelled everywhere, their money is free."""
    item = world.stocked(quantity=7, price="12.50")
    order = world.buyer.orders({item: 10})
    world.settle()
    seen = world.order(order)
    assert seen.cancelled() == {item: 3}
    assert [one.seller_ref for one in seen.documents("marketplace", "cancellations")] == [
        one.reference for one in seen.documents("oms", "cancellations")
    ]
    assert seen.voided() == Decimal("45.00")
    world.receiver.receives({item: 3})
    world.picker.ships(order, {item: 7})
    world.settle()
    seen = world.order(order)
    assert set(seen.states().values()) == {"shipped", "closed"}
    assert sum(seen.invoices()) == Decimal("105.00")
    assert world.stock(item).published() == 3
    assert world.set_aside() == []


@pytest.mark.scenario("S09", "full", needs="seller-cancellations", policies="oms.backorder=cancel")
def test_units_that_a_picker_does_not_find_are_cancelled(world: World) -> None:
    """10 promised and 7 found, the remainder is killed: 7 are billed, 3 are cancelled, the order is done."""
    item = world.stocked(quantity=10, price="12.50")
    order = world.buyer.orders({item: 10})
    world.picker.ships(order, {item: 7})
    world.picker.finds_short(order, {item: 3})
    world.receiver.adjusts({item: -3}, reason="not found in the bin")
    world.settle()
    seen = world.order(order)
    assert seen.shipped() == {item: 7}
    assert seen.cancelled() == {item: 3}
    assert (sum(seen.invoices()), seen.voided()) == (Decimal("105.00"), Decimal("45.00"))
    assert world.stock(item).published() == 0


@pytest.mark.scenario("S18", "full", needs="seller-cancellations", policies="oms.backorder=cancel")
def test_an_order_of_which_nothing_is_there_is_cancelled_as_a_whole(world: World) -> None:
    """Two lines of which no site has a unit: nothing ships, no freight is billed, all money is free."""
    mug, tee = world.stocked(quantity=0, price="2.50"), world.stocked(quantity=0, price="10.00")
    freight = ChargeWish("freight", "POST", "parcel service", Decimal("12.00"))
    order = world.buyer.orders([LineWish(mug, 4), LineWish(tee, 1)], charges=[freight])
    world.settle()
    seen = world.order(order)
    assert set(seen.states().values()) == {"cancelled"}
    assert (seen.invoices(), seen.captured()) == ([], Decimal(0))
    assert seen.voided() == seen.total() == Decimal("36.00")


@pytest.mark.scenario("S18", "full", needs="seller-cancellations", policies="oms.backorder=cancel")
def test_what_buyer_and_seller_cancel_between_them_bears_no_freight(world: World) -> None:
    """2 of 5 are there, 3 are cancelled for want of them, then the buyer wants none: no freight is billed."""
    item = world.stocked(quantity=2, price="10.00")
    freight = ChargeWish("freight", "POST", "parcel service", Decimal("12.00"))
    order = world.buyer.orders([LineWish(item, 5)], charges=[freight])
    world.settle()
    world.buyer.cancels(order, {item: 2})
    world.settle()
    seen = world.order(order)
    assert set(seen.states().values()) == {"cancelled"}
    assert (seen.invoices(), seen.voided()) == ([], Decimal("72.00"))


@pytest.mark.scenario("S19", "full", needs="seller-cancellations", policies="oms.backorder=cancel")
def test_buyer_and_oms_cancel_units_of_the_same_line(world: World) -> None:
    """7 of 10 are there and the buyer wants 5 fewer at once: each unit is cancelled once, the rest ships."""
    item = world.stocked(quantity=7)
    order = world.buyer.orders({item: 10})
    world.buyer.cancels(order, {item: 5})
    world.settle()
    seen = world.order(order)
    gone = seen.cancelled()[item]
    assert gone in {5, 8}
    world.picker.ships(order, {item: 10 - gone})
    world.settle()
    seen = world.order(order)
    assert seen.voided() + sum(seen.invoices()) == seen.total()
    assert world.stock(item).published() == 7 - (10 - gone)


@pytest.mark.scenario("S29", "full", needs="seller-cancellations", policies="oms.backorder=cancel")
def test_a_remainder_is_cancelled_once_although_the_shop_was_down(world: World) -> None:
    """The OMS cancels 3 of 10 while the shop is down: afterwards they are cancelled once everywhere."""
    _cancelled_once_after_an_outage_of(world, "marketplace")


@pytest.mark.scenario("S29", "full", needs="seller-cancellations", policies="oms.backorder=cancel")
def test_a_remainder_is_cancelled_once_although_the_erp_was_down(world: World) -> None:
    """The OMS cancels 3 of 10 while the ERP is down: afterwards they are cancelled once everywhere."""
    _cancelled_once_after_an_outage_of(world, "erp")


def _cancelled_once_after_an_outage_of(world: World, system: str) -> None:
    item = world.stocked(quantity=10, price="12.50")
    order = world.buyer.orders({item: 10})
    world.picker.ships(order, {item: 7})
    world.settle()
    with world.down(system):
        world.picker.finds_short(order, {item: 3})
        world.receiver.adjusts({item: -3}, reason="not found in the bin")
        world.run(OUTAGE)
    world.settle()
    seen = world.order(order)
    assert seen.cancelled() == {item: 3}
    assert seen.voided() == Decimal("45.00")
    assert len(seen.documents("marketplace", "cancellations")) == 1


@pytest.mark.scenario("S34", "full", needs="kits seller-cancellations", policies="oms.backorder=cancel")
def test_components_of_kits_wait_where_remainders_are_cancelled(world: World) -> None:
    """5 of 8 mugs are there for 4 kits, none for 2 single ones: those are cancelled, the kits wait."""
    mug, spoon = world.stocked(quantity=5, price="5.00"), world.stocked(quantity=20, price="2.00")
    kit = world.kit({mug: 2, spoon: 1}, price="9.00")
    order = world.buyer.orders({kit: 4, mug: 2})
    world.settle()
    seen = world.order(order)
    assert (seen.cancelled(), seen.backordered()) == ({mug: 2}, {mug: 3})
    world.receiver.receives({mug: 3})
    world.picker.ships(order, {mug: 8, spoon: 4})
    world.settle()
    assert world.order(order).shipped() == {kit: 4}


@pytest.mark.scenario("S32", "full", needs="amendments seller-cancellations", policies="oms.backorder=cancel")
def test_a_further_line_that_no_site_has_is_cancelled(world: World) -> None:
    """An order gets 5 cups of which 3 are there, and the remainder is killed: 2 are cancelled everywhere."""
    mug, cup = world.stocked(quantity=5, price="5.00"), world.stocked(quantity=3, price="2.00")
    order = world.buyer.orders({mug: 2})
    world.settle()
    world.buyer.amends(order, adds={cup: 5})
    world.settle()
    seen = world.order(order)
    assert (seen.cancelled(), seen.backordered()) == ({cup: 2}, {})
    assert seen.voided() == Decimal("4.80")


@pytest.mark.scenario(
    "S09", "full", needs="seller-cancellations amendments credit", policies="oms.backorder=cancel"
)
def test_nothing_is_added_to_an_order_on_account_that_is_cancelled(world: World) -> None:
    """Nothing is there, so all of it is cancelled while its buyer wants another item: nobody adds a line."""
    gone, there = world.stocked(quantity=0, price="10.00"), world.stocked(quantity=5, price="5.00")
    order = world.buyer.orders({gone: 2}, terms="NET 30")
    world.buyer.amends(order, adds={there: 1})
    world.settle()
    seen = world.order(order)
    assert (set(seen.states().values()), seen.amendments()) == ({"cancelled"}, ["refused"])
    assert world.stock(there).published() == 5
