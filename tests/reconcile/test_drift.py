"""Whatever drifts is reported, as what it is; nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from ordergate.harness.reconcile.mismatch import Mismatch, mismatches
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.chance import Chance

from .drift import Drift, Subject, plant, subjects
from .kinds import DRIFTS

AT_ONCE = 6


@pytest.fixture
def port() -> Iterator[InProcessWorld]:
    with closing(InProcessWorld(Blueprint("full", 7), reference_engine)) as made:
        yield made


def reported(world: World, port: InProcessWorld) -> tuple[Mismatch, ...]:
    return mismatches(world.judged().findings, world.books, port.now_us())


def drawn(seed: int) -> list[Drift]:
    return Chance(seed).stream("drift").sample(DRIFTS, AT_ONCE)


def test_there_are_fifty_kinds_and_more() -> None:
    assert len({str(drift) for drift in DRIFTS}) == len(DRIFTS) >= 50


@pytest.mark.parametrize("drift", DRIFTS, ids=str)
def test_each_kind_is_reported_as_what_it_is(port: InProcessWorld, drift: Drift) -> None:
    world = World(port)
    bystander, victim = subjects(world, 2)
    assert reported(world, port) == ()
    plant(port, world.books, drift, victim)
    found = reported(world, port)
    assert drift.kind in {one.kind for one in found}
    assert {one.about for one in found} <= victim.names
    assert bystander.names.isdisjoint(one.about for one in found)


@pytest.mark.parametrize("seed", range(1, 11))
def test_what_is_drawn_is_reported_and_nothing_else(port: InProcessWorld, seed: int) -> None:
    world = World(port)
    everybody = subjects(world, AT_ONCE + 2)
    chosen = dict(zip(everybody[1:], drawn(seed), strict=False))
    for subject, drift in chosen.items():
        plant(port, world.books, drift, subject)
    found = reported(world, port)
    assert {_whose(everybody, one) for one in found} == set(chosen)
    for subject, drift in chosen.items():
        assert drift.kind in {one.kind for one in found if one.about in subject.names}, drift


def _whose(everybody: list[Subject], one: Mismatch) -> Subject:
    return next(subject for subject in everybody if one.about in subject.names)
