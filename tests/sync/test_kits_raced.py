"""A picker who is just faster than a cancellation: kits come back whole, or stay whole."""

from __future__ import annotations

import pytest

from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine


@pytest.mark.parametrize("topology", ["shop-erp-wms", "full"])
@pytest.mark.parametrize("after_ms", [150, 450, 800])
def test_a_picker_between_the_look_and_the_request_takes_no_kit_apart(topology: str, after_ms: int) -> None:
    port = InProcessWorld(Blueprint(topology, 34), reference_engine)
    world = World(port)
    mug, spoon = world.stocked("MUG", 20, price="5.00"), world.stocked("SPOON", 20, price="2.00")
    kit = world.kit({mug: 2, spoon: 3}, price="14.00")
    order = world.buyer.orders({kit: 2})
    world.settle()
    world.buyer.cancels(order, {kit: 2})
    port.run_until(port.now_us() + after_ms * 1000)
    outbound = world.case(order).one("wms", "outbounds")
    row = {"line": outbound.lines[0].line, "quantity": 1}
    if outbound.lines[0].untouched:
        port.call("wms", "POST", f"/_world/outbounds/{outbound.id}/picks", {"lines": [row]}, who="picker")
    world.settle()
    assert world.judged().findings == ()
    assert world.set_aside() == []
    port.close()
