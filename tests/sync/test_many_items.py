"""Ten thousand items at once, with pages and batches that end within them, and one that is refused."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine

MANY = 10_000
BAD = 4_999  # the last of a page of the ERP and of a batch of the shop


@pytest.fixture
def world() -> Iterator[World]:
    port = InProcessWorld(Blueprint("full", 3, bodies=False), reference_engine)
    yield World(port)
    port.close()


def test_all_items_but_the_one_that_is_refused_arrive(world: World) -> None:
    codes = [f"I{number:05}" for number in range(MANY)]
    prices = dict.fromkeys(codes, Decimal("2.00")) | {codes[BAD]: Decimal("900000000000")}
    world.merchandiser.lists({code: (f"Item {code}", price) for code, price in prices.items()})
    world.settle()
    listed = world.books.table("marketplace", "listings")
    assert [code for code in codes if code not in listed] == [codes[BAD]]
    assert world.set_aside() == [("item", codes[BAD])]
    assert world.judged().findings == ()
