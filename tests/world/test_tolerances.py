"""Whatever is ordered, tolerated and shipped in whatever parcels: all systems agree, and it is paid."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from ordergate.harness.actors.orders import Packing, PlacedOrder
from ordergate.harness.judge.across import lines_across
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import Layout


class Trade(NamedTuple):
    """An order of one line with a tolerance, and the parcels that somebody tries to send of it."""

    topology: str
    quantity: int
    over_bp: int
    under_bp: int
    parcels: list[int]
    closes: bool
    bills: bool


TRADES = st.builds(
    Trade,
    topology=st.sampled_from(["shop-erp", "shop-erp-wms", "full"]),
    quantity=st.integers(1, 60),
    over_bp=st.sampled_from([0, 99, 500, 1667, 10_000]),
    under_bp=st.sampled_from([0, 200, 1000, 3334]),
    parcels=st.lists(st.integers(1, 40), min_size=1, max_size=4),
    closes=st.booleans(),
    bills=st.booleans(),
)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(trade=TRADES)
def test_all_systems_end_with_the_same_quantities_and_what_is_due_is_paid(trade: Trade) -> None:
    topology, quantity, over_bp, under_bp, parcels, closes, bills = trade
    under = "close" if closes else "keep_open"
    policies = {
        "wms.under_delivery": under, "erp.under_delivery": under,
        "erp.over_delivery": "bill" if bills else "free",
    }  # fmt: skip
    port = InProcessWorld(Blueprint(topology, 7, layout=Layout(policies=policies)), reference_engine)
    try:
        world = World(port)
        packing = Packing({}, over_bp=over_bp, under_bp=under_bp)
        item = world.stocked("NAIL", 200, price="0.4175", units=packing)
        order = world.buyer.orders({item: quantity})
        over, least = quantity * over_bp // 10_000, quantity - quantity * under_bp // 10_000
        shipped = ship(world, order, item, parcels, most=quantity + over, least=least if closes else quantity)
        assert world.judged().findings == ()
        closed = quantity - shipped if closes and least <= shipped < quantity else 0
        same_everywhere(world, order, shipped, closed)
        due = shipped if bills else min(shipped, quantity)
        assert sum(world.order(order).invoices(), Decimal(0)) == share(quantity, due)
    finally:
        port.close()


def ship(world: World, order: PlacedOrder, item: str, parcels: list[int], *, most: int, least: int) -> int:
    """Ship parcel by parcel until the line is complete; a parcel that is too large is refused."""
    shipped = 0
    for count in parcels:
        if shipped >= least:
            break
        if shipped + count > most:
            assert str(count) in world.picker.is_refused(order, item, count)
            continue
        world.picker.ships_beyond(order, item, count)
        world.settle()
        shipped += count
    return shipped


def same_everywhere(world: World, order: PlacedOrder, shipped: int, closed: int) -> None:
    for line in lines_across(world.case(order)):
        held = [(line.shop.shipped, line.shop.cancelled), (line.erp.delivered, line.erp.cancelled)]
        if line.oms is not None:
            held.append((line.oms.shipped, line.oms.cancelled))
        assert set(held) == {(shipped, closed)}
    assert set(world.stock("NAIL").on_hand().values()) == {200 - shipped}


def share(quantity: int, units: int) -> Decimal:
    """Net and tax of so many units at 0.4175 and 20 %, each rounded once, from the total to the penny."""
    total = nearest(Fraction("0.501") * quantity)
    net = nearest(Fraction(total) / Fraction("1.2"))
    parts = (net, total - net)
    return sum((nearest(Fraction(part) * units / quantity) for part in parts), Decimal(0))


def nearest(amount: Fraction) -> Decimal:
    pennies = (amount * 200 + 1) // 2
    return Decimal(pennies) / 100
