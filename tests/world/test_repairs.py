"""Copies that somebody changed are told again by the engine, and nothing is told where nothing differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from ordergate.harness.reconcile.mismatch import mismatches
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from tests.reconcile.drift import Drift, Subject, plant, subjects
from tests.reconcile.kinds import DRIFTS, REPAIRED

Opened = Callable[[str], InProcessWorld]


@pytest.fixture
def opened() -> Iterator[Opened]:
    worlds: list[InProcessWorld] = []

    def open_(reconciliation: str) -> InProcessWorld:
        policies = {"reconciliation": reconciliation}
        worlds.append(InProcessWorld(Blueprint("full", 7), partial(reference_engine, policies=policies)))
        return worlds[-1]

    yield open_
    for world in worlds:
        world.close()


def drifted(port: InProcessWorld, name: str) -> tuple[World, Subject]:
    world = World(port)
    (subject,) = subjects(world, 1)
    (drift,) = [one for one in DRIFTS if one.name == name]
    plant(port, world.books, drift, subject)
    return world, subject


def left(world: World, port: InProcessWorld) -> set[str]:
    world.run(hours=3)
    world.settle()
    return {one.about for one in mismatches(world.judged().findings, world.books, port.now_us())}


@pytest.mark.parametrize("name", sorted(REPAIRED))
def test_what_may_be_repaired_is(opened: Opened, name: str) -> None:
    world, _ = drifted(port := opened("on"), name)
    assert world.judged().findings
    assert left(world, port) == set()
    assert world.set_aside() == []


@pytest.mark.parametrize("name", sorted(REPAIRED))
def test_nothing_is_repaired_where_it_is_switched_off(opened: Opened, name: str) -> None:
    world, subject = drifted(port := opened("off"), name)
    assert left(world, port) <= subject.names
    assert left(world, port)


def test_what_was_booked_is_left_for_people(opened: Opened) -> None:
    booked: list[Drift] = [one for one in DRIFTS if one.name == "erp invoice: a pound less"]
    world, subject = drifted(port := opened("on"), booked[0].name)
    assert left(world, port) <= subject.names
    assert left(world, port)


def test_where_nothing_drifted_nothing_is_written(opened: Opened) -> None:
    world = World(port := opened("on"))
    subjects(world, 2)
    world.run(hours=2)  # What it told itself just now is looked at once.
    changes, judged = port.judge.changes_seen, world.judged().findings
    world.run(hours=6)
    assert (port.judge.changes_seen, judged) == (changes, ())


def test_what_buyers_just_took_is_not_given_back(opened: Opened) -> None:
    world = World(port := opened("on"))
    item = world.stocked(quantity=10)
    world.settle()
    world.run(hours=2)
    with world.down("oms"):
        world.buyer.orders({item: 6})
        world.run(hours=3)
        listing = world.books.table("marketplace", "listings")[item]
        assert listing.quantity == 4
    world.settle()
    assert world.stock(item).published() == 4
    assert port.now_us()
