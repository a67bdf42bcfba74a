"""Discounts meet tax: whatever is taken off, taxed, split, surplus or returned, all closes to the penny."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordergate.harness.actors.orders import ChargeWish, DiscountWish, LineWish, Packing, PlacedOrder
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import Layout

ONCE = {"erp.tax_rounding": "document", "marketplace.tax_rounding": "document"}
SHIP_TO = {
    "name": "Hansen KG", "line": "Am Kai 4", "city": "Bremen", "postcode": "28195", "country": "Germany",
}  # fmt: skip
RATES = ("0.07", "0.19", "0.21")
PENNIES = st.integers(1, 3_000).map(lambda pennies: Decimal(pennies).scaleb(-2))


class Line(NamedTuple):
    """Units at a price, less a percentage, taxed by a rate of its own or the store's; how many do what."""

    quantity: int
    price: Decimal
    percent: int
    rate: str
    first: int
    back: int
    surplus: int


class Sale(NamedTuple):
    """What is sold where, with what taken off the order, and the freight on top."""

    lines: list[Line]
    store: str
    off: Decimal
    postage: Decimal
    topology: str
    freight: str


LINES = st.lists(
    st.builds(
        Line, st.integers(1, 9), PENNIES, st.integers(0, 40), st.sampled_from(RATES),
        st.integers(0, 9), st.integers(0, 9), st.integers(0, 4),
    ),
    min_size=1, max_size=4,
)  # fmt: skip
SALES = st.builds(
    Sale, LINES, st.sampled_from(["inclusive", "exclusive", "of three rates"]), PENNIES, PENNIES,
    st.sampled_from(["shop-erp", "full"]), st.sampled_from(["first_invoice", "pro_rata"]),
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sale=SALES)
def test_what_is_rounded_once_closes_whatever_was_taken_off(sale: Sale) -> None:
    layout = Layout(policies={**ONCE, "erp.freight_billing": sale.freight})
    engine = partial(reference_engine, policies={"tax_rounding": "document"})
    world = World(InProcessWorld(Blueprint(sale.topology, 7, layout=layout), engine))
    try:
        order = placed(world, sale)
        lived(world, order, sale.lines)
        seen = world.order(order)
        assert world.judged().findings == ()
        assert sum(seen.invoices()) == seen.captured()
        assert Decimal(0) <= seen.refunded() <= seen.captured()
    finally:
        world.port.close()


def placed(world: World, sale: Sale) -> PlacedOrder:
    """The order; the discount of the order is at most a third of what the lines come to."""
    own = sale.store == "of three rates"
    if not own:
        world.seller.opens_store("b2b", {"Germany": ("0.19", "0.07")}, tax_mode=sale.store)
    packing = Packing({}, over_bp=5000)
    items = [world.stocked(f"MUG-0{no}", 50, units=packing) for no, _ in enumerate(sale.lines)]
    wishes = [
        LineWish(
            item, one.quantity, one.price, tax_rate=Decimal(one.rate) if own else None,
            discounts=[DiscountWish("OWN", percent=one.percent)],
        )
        for item, one in zip(items, sale.lines, strict=True)
    ]  # fmt: skip
    worth = sum((one.quantity * one.price for one in sale.lines), Decimal(0))
    off = DiscountWish("ALL", amount=min(sale.off, (worth / 3).quantize(Decimal("0.01"))))
    charge = ChargeWish("freight", "POST", "parcels", sale.postage, Decimal("0.10") if own else None)
    store = "main" if own else "b2b"
    return world.buyer.orders(wishes, charges=[charge], discounts=[off], store=store, ship_to=SHIP_TO)


def lived(world: World, order: PlacedOrder, lines: list[Line]) -> None:
    """Some ship; then the rest, with more of a line than was ordered; some of what shipped comes back."""
    items = [line.sku for line in order.lines]
    first = {item: min(x.first, x.quantity - 1) for item, x in zip(items, lines, strict=True)}
    if begun := {item: count for item, count in first.items() if count}:
        world.picker.ships(order, begun)
        world.settle()
    for item, line in zip(items, lines, strict=True):
        if more := min(line.surplus, line.quantity // 2):
            world.picker.ships_beyond(order, item, line.quantity - first[item] + more)
        else:
            world.picker.ships(order, {item: line.quantity - first[item]})
        world.settle()
    back = {item: min(x.back, x.quantity) for item, x in zip(items, lines, strict=True)}
    if returned := {item: count for item, count in back.items() if count}:
        world.buyer.returns(order, returned)
        world.receiver.inspects(order, sellable=sum(returned.values()))
        world.settle()


def test_the_whole_surplus_that_is_tolerated_can_be_captured_where_tax_is_rounded_once() -> None:
    """Of 15.00 with 21 % the second line has 12.39 and 2.61: half as much again is 22.51, not 22.50."""
    engine = partial(reference_engine, policies={"tax_rounding": "document"})
    world = World(InProcessWorld(Blueprint("shop-erp", 7, layout=Layout(policies=ONCE)), engine))
    try:
        packing = Packing({}, over_bp=5000)
        items = [world.stocked(f"MUG-0{no}", 50, units=packing) for no in range(2)]
        rate = Decimal("0.21")
        order = world.buyer.orders([LineWish(item, 2, Decimal("7.50"), tax_rate=rate) for item in items])
        for item in items:
            world.picker.ships_beyond(order, item, 3)
            world.settle()
        assert str(world.order(order).captured()) == "45.01"
        assert world.judged().findings == ()
    finally:
        world.port.close()
