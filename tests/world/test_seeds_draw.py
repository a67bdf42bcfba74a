"""What a scenario leaves open is drawn from the seed: items, ways, polls, webhooks, work, arrivals."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import drawn_polls, reference_engine
from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.settings import Layout

SEEDS = range(1, 13)
ORDER_LINES = 4


def life(seed: int) -> tuple[World, list[dict[str, Any]]]:
    """An order of four items over two sites, shipped whole, with the journal of it."""
    layout = Layout(("MAIN", "NORTH"))
    port = InProcessWorld(Blueprint("full", seed, layout=layout), reference_engine)
    entries: list[dict[str, Any]] = []
    port.journal.listen(entries.append)
    with closing(port):
        world = World(port)
        items = [world.stocked(at={"MAIN": 5, "NORTH": 5}) for _ in range(ORDER_LINES)]
        order = world.buyer.orders(dict.fromkeys(items, 8))
        world.picker.ships(order, dict.fromkeys(items, 8))
        world.settle()
    return world, entries


@pytest.fixture(scope="module")
def lives() -> list[tuple[World, list[dict[str, Any]]]]:
    return [life(seed) for seed in SEEDS]


def skus(world: World, _: list[dict[str, Any]]) -> object:
    return list(world.books.table("erp", "items"))


def arrivals_at_sites(world: World, _: list[dict[str, Any]]) -> object:
    return [m.site for m in world.books.table("wms", "movements").values() if m.kind == "receipt"]


def first_work(world: World, _: list[dict[str, Any]]) -> object:
    """Which site's order was worked first."""
    return [shipment.site for shipment in world.books.table("wms", "shipments").values()]


def order_of_lines(world: World, _: list[dict[str, Any]]) -> object:
    """In which order the lines of the first shipment were picked, by their place in the order."""
    shipment = next(iter(world.books.table("wms", "shipments").values()))
    asked = world.books.table("wms", "outbounds")[shipment.outbound_id]
    places = [line.line for line in asked.lines]
    return [places.index(line.line) for parcel in shipment.parcels for line in parcel.lines]


def webhooks(_: World, entries: list[dict[str, Any]]) -> object:
    """In which order the warehouse's events arrive; their numbers are the same with every seed."""
    mine = [entry for entry in entries if entry["kind"] == "delivery" and entry["system"] == "wms"]
    return [entry["subject"] for entry in mine]


def latencies(_: World, entries: list[dict[str, Any]]) -> object:
    return [entry["at"] for entry in entries if entry["kind"] == "call"][:50]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "different"),
    [
        (skus, 12),
        (arrivals_at_sites, 8),
        (first_work, 2),
        (order_of_lines, 7),
        (webhooks, 8),
        (latencies, 12),
    ],
)
def test_it_differs_from_seed_to_seed(
    lives: list[tuple[World, list[dict[str, Any]]]],
    what: Callable[[World, list[dict[str, Any]]], object],
    different: int,
) -> None:
    drawn = [repr(what(world, entries)) for world, entries in lives]
    assert len(set(drawn)) >= different, drawn


def test_the_rhythm_of_polls_differs_from_seed_to_seed() -> None:
    assert len({drawn_polls(Chance(seed)).model_dump_json() for seed in SEEDS}) >= 10
