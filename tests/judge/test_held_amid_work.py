"""An order that is put on hold when the warehouse has it already: it may have it, and once."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from ordergate.harness.judge.scope import declared
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import PLAIN
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, rules


@pytest.fixture(scope="module")
def held() -> Iterator[Life]:
    """One order at the warehouse, whose buyer may owe nothing more when it is changed; another besides."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("shop-erp-wms", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    item = world.stocked("MUG-01", 50, price="10.00")
    order = world.buyer.orders({item: 1}, terms="NET 30")
    other = world.another_buyer().orders({item: 1})
    world.settle()
    world.credit_controller.limits(world.buyer.id, Decimal("1.00"))
    world.buyer.amends(order, {item: 0}, ship_to=world.data.address("Depot 7"))
    world.settle()
    yield Life(changes, order.id, other.id, port.accounts(), declared("shop-erp-wms", PLAIN), port.systems)
    port.close()


def test_the_warehouse_may_have_it(held: Life) -> None:
    assert held.judged().findings == ()


def test_the_warehouse_may_not_have_it_when_it_was_held_from_the_beginning(held: Life) -> None:
    changes = list(held.changes)
    [hold] = [at for at, one in enumerate(changes) if one.table == "holds" and one.before is None]
    placed = next(at for at, one in enumerate(changes) if (one.system, one.table) == ("erp", "orders"))
    changes[hold] = changes[hold]._replace(at_us=changes[placed].at_us)
    assert "I01" in rules(held.judged(changes))
