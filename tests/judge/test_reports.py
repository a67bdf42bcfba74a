"""What people found is booked as they said; each rule fails when one thing is broken, WMS or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.harness.judge.judge import Judge, Ruling
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, only_rule


@pytest.fixture(scope="module")
def small() -> Iterator[Life]:
    """Shop and ERP alone: 4 left, 2 came back and one of them is damaged; ``waiting`` is the same order."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("shop-erp", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    item = world.stocked("MUG-01", 10, price="5.00")
    order = world.buyer.orders({item: 4})
    world.picker.ships(order)
    world.settle()
    world.buyer.returns(order, {item: 2})
    world.receiver.inspects(order, sellable=1, damaged=1)
    world.receiver.receives({item: 2}, damaged={item: 1})
    world.settle()
    yield Life(changes, order.id, order.id, port.accounts())
    port.close()


def judged(life: Life, changes: list[Change]) -> Ruling:
    judge = Judge(("marketplace", "erp"))
    judge.observe(changes)
    return judge.settled(life.accounts)


def of_kind(kind: str) -> Callable[[Any], bool]:
    return lambda movement: bool(movement.kind == kind)


def as_sellable(movement: Any) -> Any:
    return replace(movement, lines=tuple(replace(line, blocked=0) for line in movement.lines))


def test_a_healthy_life_without_a_warehouse_breaks_no_rule(small: Life) -> None:
    assert judged(small, small.changes).findings == ()


def test_i09_a_damaged_return_that_stock_took_in_as_sellable(small: Life) -> None:
    changes = small.edited("erp", "stock_movements", as_sellable, only=of_kind("return"))
    found = [f.text for f in judged(small, changes).findings if f.rule == "I09"]
    assert len(found) == 1
    assert "found 2 units of item MUG-01, 1 of them unfit to be sold; its stock moved by 2, 0" in found[0]


def test_i09_a_return_that_a_connector_received_without_anybody_looking(small: Life) -> None:
    changes = [
        change._replace(who="connector", why="receive_return")
        if (change.system, change.table) == ("erp", "returns") and change.after.state == "received"
        else change
        for change in small.changes
    ]
    finding = only_rule(judged(small, changes), "I09")
    assert "was received by connector (receive_return)" in finding.text


def test_i09_a_return_that_the_warehouse_took_in_as_sellable(life: Life) -> None:
    def sound(movement: Any) -> Any:
        return replace(movement, lines=tuple(replace(line, condition="sellable") for line in movement.lines))

    changes = life.edited("wms", "movements", sound, only=of_kind("return"))
    found = [f for f in life.judged(changes).findings if f.rule == "I09"]
    assert [f.systems for f in found] == [("wms",)]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("reason", "", "reason none"), ("kind", "receipt", "is receipt at MAIN"), ("site", "NORTH", "at NORTH")],
)
def test_i11_an_adjustment_that_the_erp_booked_as_something_else(
    life: Life, field: str, value: str, said: str
) -> None:
    def other(movement: Any) -> Any:
        return replace(movement, **{field: value})

    changes = life.edited("erp", "stock_movements", other, only=of_kind("adjustment"))
    found = [f.text for f in life.judged(changes).findings if "the warehouse reported" in f.text]
    assert len(found) == 1
    assert said in found[0]
    assert "as adjustment at MAIN of -3 x item MUG-01 (+0 unfit), reason count" in found[0]
