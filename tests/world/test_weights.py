"""Whatever pieces weigh, within the tolerance and in whatever parcels, all systems agree and it is paid."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from ordergate.harness.actors.orders import Packing
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine


class Trade(NamedTuple):
    """Pieces of a nominal weight; of each parcel how many, and how many basis points off they are."""

    topology: str
    weight_g: int
    price: str
    parcels: list[tuple[int, int]]
    returned: int


TRADES = st.builds(
    Trade,
    topology=st.sampled_from(["shop-erp", "shop-erp-wms", "full"]),
    weight_g=st.integers(1, 30_000),
    price=st.sampled_from(["12.95", "0.4175", "7.77", "100.00"]),
    parcels=st.lists(st.tuples(st.integers(1, 9), st.integers(-1000, 1000)), min_size=1, max_size=3),
    returned=st.integers(0, 5),
)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(trade=TRADES)
def test_what_was_weighed_is_what_is_paid(trade: Trade) -> None:
    port = InProcessWorld(Blueprint(trade.topology, 7), reference_engine)
    try:
        world = World(port)
        packing = Packing({}, weight_g=trade.weight_g, weight_tolerance_bp=1000)
        item = world.stocked("CHEESE", 100, price=trade.price, units=packing)
        quantity = sum(count for count, _ in trade.parcels)
        order = world.buyer.orders({item: quantity})
        for count, off_bp in trade.parcels:
            nominal_g = count * trade.weight_g
            off_g = nominal_g * abs(off_bp) // 10_000
            world.picker.weighs(order, item, count, nominal_g + (off_g if off_bp > 0 else -off_g))
            world.settle()
        back = min(trade.returned, quantity)
        if back:
            world.buyer.returns(order, {item: back})
            world.receiver.inspects(order, sellable=back)
            world.settle()
        assert world.judged().findings == ()
        seen = world.order(order)
        assert seen.captured() == sum(seen.invoices(), Decimal(0))
        if back == quantity:
            assert sum(seen.credits(), Decimal(0)) == seen.captured()
    finally:
        port.close()
