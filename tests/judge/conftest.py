"""A healthy life of orders in all systems, recorded once; tests replay it with one thing broken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ordergate.harness.judge.judge import Judge
from ordergate.harness.judge.scope import declared
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import Layout
from ordergate.simulators.kernel.tables import Change

from .breaking import Life


@pytest.fixture(scope="session")
def life() -> Iterator[Life]:
    changes: list[Change] = []
    port = InProcessWorld(Blueprint("full", 7), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    item = world.stocked("MUG-01", 100, price="2.55")
    other = world.stocked("TEE-1", 50, price="10.00")
    order = world.buyer.orders({item: 10, other: 4})
    world.picker.ships(order, {item: 4, other: 4})
    world.settle()
    world.buyer.cancels(order, {item: 2})
    world.settle()
    world.picker.ships(order, {item: 4})
    world.settle()
    world.buyer.returns(order, {other: 2})
    world.receiver.inspects(order, sellable=1, damaged=1)
    world.receiver.adjusts({item: -3}, reason="count")
    world.settle()
    waiting = world.buyer.orders({item: 500})
    world.settle()
    yield Life(changes, order.id, waiting.id, world.port.accounts())
    port.close()


@pytest.fixture(scope="session")
def travelled() -> Iterator[Life]:
    """A life over two sites, with a transfer that came short, and goods at a site that nobody mapped."""
    changes: list[Change] = []
    sites, alone = ("MAIN", "NORTH"), ("OUTLET",)
    port = InProcessWorld(Blueprint("full", 7, layout=Layout(sites, alone)), reference_engine)
    port.vendors.listen(changes.extend)
    world = World(port)
    item = world.stocked("MUG-01", price="2.55", at={"MAIN": 10, "NORTH": 4})
    transfer = world.driver.takes({item: 6}, from_site="MAIN", to_site="NORTH")
    world.settle()
    order = world.buyer.orders({item: 6})
    world.picker.ships(order, {item: 6})
    world.driver.brings(transfer, {item: 4}, missing={item: 1})
    world.receiver.receives({item: 5}, site="OUTLET")
    world.settle()
    yield Life(
        changes, order.id, order.id, port.accounts(),
        declared("full", Layout(sites, alone)),
    )  # fmt: skip
    port.close()


@pytest.fixture
def judge() -> Judge:
    return Judge(("marketplace", "oms", "erp", "wms"))
