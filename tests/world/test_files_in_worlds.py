"""A user's own items and customers are loaded as people would do it, and taken by scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from ordergate.harness.world import World
from ordergate.harness.world.files import WorldFiles, read_world_files
from ordergate.harness.world.files.contents import Customer, Item
from ordergate.harness.world.files.loading import load
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.master_data import MasterData
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.server.topology import TOPOLOGIES

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "world"
OURS = WorldFiles(
    items=(Item("0017", "ours", Decimal("2.10")), Item("X 9", "too", Decimal(3))),
    customers=(
        Customer(email="a@x", company="Ours Ltd", phone="", name="dock", line="1 Quay", city="Whitby",
                 postcode="", country="United Kingdom"),
    ),
)  # fmt: skip


@pytest.fixture
def open_world() -> Iterator[Callable[..., World]]:
    opened: list[InProcessWorld] = []

    def opens(topology: str = "full", files: WorldFiles | None = None) -> World:
        opened.append(InProcessWorld(Blueprint(topology, 7), reference_engine))
        return World(opened[-1], files=files)

    yield opens
    for port in opened:
        port.close()


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_the_example_is_loaded_and_sold_in_every_topology(
    open_world: Callable[..., World], topology: str
) -> None:
    world = open_world(topology)
    buyers = load(world, read_world_files(EXAMPLE))
    world.settle()
    assert world.judged().findings == ()
    assert set(world.stock("0017").on_hand().values()) == {250}
    assert world.books.table("marketplace", "listings")["mug-01"].quantity == 12
    (agreed,) = world.books.table("erp", "agreements").values()
    assert (agreed.customer_ref, agreed.unit_price) == (buyers[0].id, Decimal("2.10"))
    order = buyers[1].buys("MUG-01", 3)
    world.picker.ships(order)
    world.settle()
    assert world.judged().findings == ()
    assert world.order(order).invoices() == [Decimal("9.18")]


def test_scenarios_take_items_and_buyers_of_the_files_first(open_world: Callable[..., World]) -> None:
    world = open_world(files=OURS)
    assert [world.stocked(), world.stocked(quantity=0)] == ["0017", "X 9"]
    held = world.books.table("erp", "items")["0017"]
    assert (held.description, held.list_price) == ("ours", Decimal("2.10"))
    assert world.buyer.profile["company"] == "Ours Ltd"
    assert world.buyer.profile["address"]["name"] == "dock"
    assert world.another_buyer().profile["company"] != "Ours Ltd"


def test_no_sku_is_given_out_twice() -> None:
    data = MasterData(7, OURS)
    drawn = [data.item().sku for _ in range(2 + 12)]
    assert drawn[:2] == ["0017", "X 9"]
    assert len(set(drawn)) == len(drawn)


def test_an_item_that_is_asked_for_by_name_is_that_of_the_files() -> None:
    data = MasterData(7, OURS)
    assert data.item("X 9") == OURS.items[1]
    assert data.item("X 9", Decimal(5)) == Item("X 9", "too", Decimal(5))
    assert [data.item().sku, data.item().sku != "X 9"] == ["0017", True]


def test_without_files_the_same_is_drawn_as_ever() -> None:
    data = MasterData(7)
    buyer, items = data.buyer(), [data.item() for _ in range(3)]
    again = MasterData(7, WorldFiles())
    assert (again.buyer(), [again.item() for _ in range(3)]) == (buyer, items)
    drawn = [(item.sku, str(item.list_price)) for item in items]
    assert drawn == [("AB-1", "7.65"), ("00420", "19.995"), ("X 9", "7.65")]
    assert (buyer["company"], buyer["email"]) == ("Richardson, Mills and Brown", "orders775@example.com")
