"""Returns that come to nothing: who heard of one before may know of it, who hears of it later may not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from ordergate.harness.judge.rules.identity import UNDER_WAY_US
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.tables import Change

from .breaking import Life, rules


@pytest.fixture(scope="module")
def refused() -> Iterator[Life]:
    """A return that was refused at once, and another that was announced everywhere."""
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("shop-erp", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    mug = world.stocked("MUG-01", 100, price="10.00")
    order, other = world.buyer.orders({mug: 5}), world.buyer.orders({mug: 5})
    for each in (order, other):
        world.picker.ships(each)
    world.settle()
    world.seller.refuses_return(world.buyer.returns(order, {mug: 1}), reason="worn")
    world.buyer.returns(other, {mug: 1})
    world.settle()
    yield Life(changes, order.id, other.id, port.accounts(), systems=("marketplace", "erp"))
    port.close()


def announced(life: Life, after_us: int) -> list[Change]:
    """The life in which the ERP hears of the refused return too, so long after it was refused."""
    changes = life.changes
    [at] = [n for n, one in enumerate(changes) if getattr(one.after, "state", "") == "refused"]
    [heard] = [one for one in changes if (one.system, one.table) == ("erp", "returns")]
    orders = [one.after for one in changes if (one.system, one.table) == ("erp", "orders")]
    [number] = {order.number for order in orders if order.external_ref.endswith(life.order)}
    document = replace(heard.after, number="0500000099", external_ref=changes[at].key, order=number)
    extra = heard._replace(key=document.number, after=document, at_us=changes[at].at_us + after_us)
    place = at if after_us < 0 else len(changes)
    return [*changes[:place], extra, *changes[place:]]


def test_a_refused_return_is_announced_to_nobody(refused: Life) -> None:
    assert rules(refused.judged()) == set()


def test_an_announcement_before_it_was_refused_is_nobodys_fault(refused: Life) -> None:
    assert "I01" not in rules(refused.judged(announced(refused, -1)))


def test_so_is_one_that_was_under_way(refused: Life) -> None:
    assert "I01" not in rules(refused.judged(announced(refused, UNDER_WAY_US - 1)))


def test_one_that_comes_later_is_not(refused: Life) -> None:
    assert "I01" in rules(refused.judged(announced(refused, UNDER_WAY_US)))
