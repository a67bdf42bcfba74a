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
    """One order that was beyond its buyer's credit, released, and is at the warehouse; another besides."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("shop-erp-wms", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    item = world.stocked("MUG-01", 50, price="10.00")
    world.buyer.registers()
    world.settle()
    world.credit_controller.limits(world.buyer.id, Decimal("1.00"))
    order = world.buyer.orders({item: 1}, terms="NET 30")
    other = world.another_buyer().orders({item: 1})
    world.settle()
    world.approver.releases(order, by="credit desk", reason="a good customer", hold="credit")
    world.settle()
    yield Life(changes, order.id, other.id, port.accounts(), declared("shop-erp-wms", PLAIN), port.systems)
    port.close()


def unreleased(life: Life) -> list[Change]:
    """The commits of a life in which nobody let the order go."""
    return [one for one in life.changes if one.table != "holds" or one.before is None]


def test_it_was_held_and_let_go(held: Life) -> None:
    assert held.judged().findings == ()
    assert len(unreleased(held)) < len(held.changes)


def test_the_warehouse_may_not_have_it_when_it_was_held_from_the_beginning(held: Life) -> None:
    assert "I01" in rules(held.judged(unreleased(held)))


def test_the_warehouse_may_have_it_when_it_was_held_later(held: Life) -> None:
    changes = unreleased(held)
    [hold] = [at for at, one in enumerate(changes) if one.table == "holds"]
    later = changes[hold]._replace(at_us=changes[-1].at_us + 1)
    assert "I01" not in rules(held.judged([*changes[:hold], *changes[hold + 1 :], later]))
