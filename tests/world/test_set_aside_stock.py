"""What was sold by an order that waits for a person is not offered to others."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.actors.orders import LineWish
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.tables import Change
from tests.judge.breaking import Life, only_rule

TOPOLOGIES = ("shop-erp", "shop-erp-wms", "full")


def opened(topology: str, changes: list[Change]) -> World:
    port = InProcessWorld(Blueprint(topology, 7), reference_engine)
    port.vendors.listen(changes.extend)
    return World(port)


@pytest.mark.parametrize("topology", TOPOLOGIES)
@pytest.mark.parametrize("suspicion", ["", "other cardholder"])
def test_a_kit_that_waits_keeps_its_components(topology: str, suspicion: str) -> None:
    """Of 20 cups and 20 plates 3 kits of 2 cups and a plate are sold, in dollars that have no rate."""
    world = opened(topology, [])
    try:
        cup, plate = world.stocked("CUP", 20), world.stocked("PLATE", 20)
        kit = world.kit({cup: 2, plate: 1}, price="10.00")
        wish = LineWish(kit, 3, Decimal("12.00"))
        order = world.buyer.orders([wish], currency="USD", suspicion=suspicion)
        world.settle()
        assert ("order", order.key) in world.set_aside()
        world.receiver.receives({cup: 4})
        world.settle()
        assert [world.stock(one).published() for one in (cup, plate, kit)] == [18, 17, 9]
        assert world.judged().findings == ()
    finally:
        world.port.close()


@pytest.fixture(scope="module")
def waiting() -> Iterator[Life]:
    changes: list[Change] = []
    world = opened("shop-erp", changes)
    item = world.stocked("MUG-01", 20)
    order = world.buyer.orders([LineWish(item, 2, Decimal("10.00"))], currency="USD")
    world.settle()
    world.receiver.receives({item: 10})
    world.settle()
    yield Life(
        changes, order.id, order.id, world.port.accounts(), systems=("marketplace", "erp"),
    )  # fmt: skip
    world.port.close()


def test_a_healthy_life_breaks_no_rule(waiting: Life) -> None:
    assert waiting.judged().findings == ()


def test_i14_units_of_an_order_that_waits_are_offered_again(waiting: Life) -> None:
    def seen(listing: Any) -> Any:
        return replace(listing, quantity=30)

    finding = only_rule(waiting.judged(waiting.edited("marketplace", "listings", seen)), "I14")
    assert finding.text == "buyers see 30 of item MUG-01, the erp can promise 28"
