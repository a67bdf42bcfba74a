"""Tolerances: a little more or less than ordered may be delivered, and the order ends all the same."""

from decimal import Decimal

import pytest

from ordergate.harness.actors.orders import Packing
from ordergate.harness.world import World

EVERYWHERE = ("shop-erp", "shop-erp-wms", "full")
TOLERANT = Packing({}, over_bp=500, under_bp=200)
KEPT_OPEN = "wms.under_delivery=keep_open erp.under_delivery=keep_open"


@pytest.mark.scenario("S36", *EVERYWHERE, needs="tolerances", policies="erp.over_delivery=bill")
def test_a_little_more_than_ordered_is_billed(world: World) -> None:
    """104 of 100 at +5 % ship: billed at the line's price, and the rest of what was held is released."""
    nail = world.stocked(quantity=200, price="0.4175", units=TOLERANT)
    order = world.buyer.orders({nail: 100})
    world.picker.ships_beyond(order, nail, 104)
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.cancelled()) == ({nail: 104}, {})
    assert (seen.total(), seen.invoices()) == (Decimal("50.10"), [Decimal("52.10")])
    assert (seen.captured(), seen.voided()) == (Decimal("52.10"), Decimal("0.51"))
    assert set(world.stock(nail).on_hand().values()) == {96}


@pytest.mark.scenario("S36", *EVERYWHERE, needs="tolerances")
def test_too_much_is_refused_and_what_was_ordered_ships(world: World) -> None:
    """106 of 100 at +5 % are refused with the reason; the 100 ship, and nothing more is held."""
    nail = world.stocked(quantity=200, price="0.4175", units=TOLERANT)
    order = world.buyer.orders({nail: 100})
    assert "106" in world.picker.is_refused(order, nail, 106)
    world.picker.ships(order, {nail: 100})
    world.settle()
    seen = world.order(order)
    assert seen.invoices() == [Decimal("50.10")]
    assert (seen.captured(), seen.voided()) == (Decimal("50.10"), Decimal("2.51"))


@pytest.mark.scenario(
    "S36", *EVERYWHERE, needs="tolerances", policies="wms.under_delivery=close erp.under_delivery=close"
)
def test_a_little_less_than_ordered_ends_the_order(world: World) -> None:
    """98 of 100 at -2 % ship: the other 2 are cancelled everywhere, once, and their money is released."""
    nail = world.stocked(quantity=200, price="0.4175", units=TOLERANT)
    order = world.buyer.orders({nail: 100})
    world.picker.ships(order, {nail: 97})
    world.settle()
    assert world.order(order).cancelled() == {}
    world.picker.ships(order, {nail: 1})
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.cancelled()) == ({nail: 98}, {nail: 2})
    assert (seen.captured(), seen.voided()) == (Decimal("49.10"), Decimal("3.51"))
    assert seen.states()["erp"] == "closed"
    assert world.stock(nail).published() == 102


@pytest.mark.scenario("S36", *EVERYWHERE, needs="tolerances", policies=KEPT_OPEN)
def test_a_rest_within_the_tolerance_can_be_kept_open(world: World) -> None:
    """98 of 100 ship and the rest stays open by policy: it ships later, with the surplus."""
    nail = world.stocked(quantity=200, price="0.4175", units=TOLERANT)
    order = world.buyer.orders({nail: 100})
    world.picker.ships(order, {nail: 98})
    world.settle()
    assert world.order(order).promised() == {nail: 2}
    world.picker.ships_beyond(order, nail, 7)
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.cancelled()) == ({nail: 105}, {})
    assert (seen.captured(), seen.voided()) == (Decimal("52.61"), Decimal("0.00"))


@pytest.mark.scenario("S36", *EVERYWHERE, needs="tolerances")
def test_a_surplus_in_the_second_parcel_comes_back_in_part(world: World) -> None:
    """60 and then 44 of 100 ship, one comes back: both invoices and the credit are shares of the line."""
    nail = world.stocked(quantity=200, price="0.4175", units=TOLERANT)
    order = world.buyer.orders({nail: 100})
    world.picker.ships(order, {nail: 60})
    world.settle()
    world.picker.ships_beyond(order, nail, 44)
    world.settle()
    assert world.order(order).invoices() == [Decimal("30.06"), Decimal("22.04")]
    world.buyer.returns(order, {nail: 1})
    world.receiver.inspects(order, sellable=1)
    world.settle()
    seen = world.order(order)
    assert (seen.credits(), seen.refunded()) == ([Decimal("0.50")], Decimal("0.50"))
    assert set(world.stock(nail).on_hand().values()) == {97}


@pytest.mark.scenario("S36", *EVERYWHERE, needs="tolerances", policies="erp.over_delivery=free")
def test_a_surplus_can_be_free_of_charge(world: World) -> None:
    """104 of 100 ship and 100 are billed by policy; of 6 that come back, the 4 free ones earn nothing."""
    nail = world.stocked(quantity=200, price="0.4175", units=TOLERANT)
    order = world.buyer.orders({nail: 100})
    world.picker.ships(order, {nail: 60})
    world.settle()
    world.picker.ships_beyond(order, nail, 44)
    world.settle()
    seen = world.order(order)
    assert (seen.invoices(), seen.voided()) == ([Decimal("30.06"), Decimal("20.04")], Decimal("2.51"))
    world.buyer.returns(order, {nail: 6})
    world.receiver.inspects(order, sellable=6)
    world.settle()
    assert world.order(order).credits() == [Decimal("1.01")]


@pytest.mark.scenario("S36", *EVERYWHERE, needs="tolerances")
def test_a_tolerance_is_for_the_line_as_it_was_ordered(world: World) -> None:
    """Once 10 of 100 are cancelled, 90 ship exactly: 91 are refused, and 89 leave one open."""
    nail = world.stocked(quantity=200, price="0.4175", units=TOLERANT)
    order = world.buyer.orders({nail: 100})
    world.settle()
    world.buyer.cancels(order, {nail: 10})
    world.settle()
    assert "91" in world.picker.is_refused(order, nail, 91)
    world.picker.ships(order, {nail: 89})
    world.settle()
    assert world.order(order).promised() == {nail: 1}
    world.picker.ships(order, {nail: 1})
    world.settle()
    seen = world.order(order)
    assert (seen.shipped(), seen.cancelled()) == ({nail: 90}, {nail: 10})
    assert seen.captured() + seen.voided() == Decimal("52.61")


@pytest.mark.scenario("S36", "shop-erp-wms", "full", needs="tolerances holds reviews")
def test_units_are_cancelled_before_the_warehouse_hears_of_them(world: World) -> None:
    """10 of 100 are cancelled while the order is under review: what is left bears 5 % of 100, not anew."""
    nail = world.stocked(quantity=200, price="0.4175", units=TOLERANT)
    order = world.buyer.orders({nail: 100}, suspicion="addresses differ")
    world.settle()
    world.buyer.cancels(order, {nail: 10})
    world.settle()
    world.seller.clears(order, by="fraud desk", reason="called back")
    world.settle()
    assert "91" in world.picker.is_refused(order, nail, 91)
    world.picker.ships(order, {nail: 90})
    world.settle()
    assert world.order(order).shipped() == {nail: 90}
