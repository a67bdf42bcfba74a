"""A picker who is just faster than a cancellation: kits come back whole, or stay whole."""

from __future__ import annotations

import pytest

from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine

MILLISECOND_US = 1000


def until_the_warehouse_was_looked_at(port: InProcessWorld) -> None:
    """Let time pass until the engine has read something of the warehouse once more."""
    seen = port.vendors["wms"].partner_calls
    for _ in range(10_000):
        if port.vendors["wms"].partner_calls > seen:
            return
        port.run_until(port.now_us() + MILLISECOND_US)
    raise AssertionError("nobody looked at the warehouse")


@pytest.mark.parametrize("topology", ["shop-erp-wms", "full"])
@pytest.mark.parametrize(("picked", "cancelled"), [(1, 1), (3, 0)])
def test_a_picker_between_the_look_and_the_request_takes_no_kit_apart(
    topology: str, picked: int, cancelled: int
) -> None:
    port = InProcessWorld(Blueprint(topology, 34), reference_engine)
    world = World(port)
    mug, spoon = world.stocked("MUG", 20, price="5.00"), world.stocked("SPOON", 20, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="14.00")
    order = world.buyer.orders({kit: 2})
    world.settle()
    world.buyer.cancels(order, {kit: 2})
    until_the_warehouse_was_looked_at(port)
    world.picker.picks(order, {mug: picked})
    world.settle()
    assert world.order(order).cancelled() == ({kit: cancelled} if cancelled else {})
    assert world.judged().findings == ()
    assert world.set_aside() == []
    port.close()
