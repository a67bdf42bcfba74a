"""A seed decides in which order things happen: another seed is another run, the same seed the same run."""

from __future__ import annotations

import hashlib
from contextlib import closing
from typing import Any

import pytest

from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.scenarios.shipments import test_partial_shipments as partial_shipments

SEEDS = 100


def calls_of(seed: int, topology: str = "full") -> list[tuple[str, str, str]]:
    """What the connector asks in S07, in order: system, operation, and the shape of its path."""
    port = InProcessWorld(Blueprint(topology, seed, bodies=False), reference_engine)
    shapes = {
        (name, operation.name): f"{operation.method} {operation.path}"
        for name, system in port.vendors.systems.items()
        for operation in system.routes.operations
    }
    calls: list[tuple[str, str, str]] = []

    def note(entry: dict[str, Any]) -> None:
        if entry["kind"] == "call" and entry.get("caller") == "connector":
            calls.append((entry["system"], entry["op"], shapes[entry["system"], entry["op"]]))

    port.journal.listen(note)
    with closing(port):
        partial_shipments.test_an_order_ships_in_two_parts(World(port))
    return calls


def digest_of(calls: list[tuple[str, str, str]]) -> str:
    return hashlib.sha256(repr(calls).encode()).hexdigest()


@pytest.mark.slow
def test_every_seed_gives_another_order_of_calls() -> None:
    different = {digest_of(calls_of(seed)) for seed in range(1, SEEDS + 1)}
    assert len(different) == SEEDS


def test_a_seed_repeats_its_order_of_calls() -> None:
    assert calls_of(5) == calls_of(5)


def test_seeds_order_the_same_work_differently_from_its_beginning() -> None:
    # The lengths of runs alone would make long sequences differ; the first calls differ too.
    assert len({digest_of(calls_of(seed, "shop-erp")[:40]) for seed in range(1, 11)}) >= 9
