"""The files in the folder of contracts are those of this version, and events are as they say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ordergate.harness.actors.orders import LineWish
from ordergate.harness.contracting.published import as_text, contracts
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine

FOLDER = Path(__file__).resolve().parents[2] / "contracts"
KINDS = {"string": str, "integer": int}


def test_the_files_are_those_of_this_version() -> None:
    held = {f"{path.parent.name}/{path.name}": path.read_text("utf-8") for path in FOLDER.glob("*/*.json")}
    now = {name: as_text(contract) for name, contract in contracts().items()}
    assert held.keys() == now.keys()
    assert [name for name in now if held[name] != now[name]] == [], "ordergate contracts write contracts"


@pytest.fixture(scope="module")
def told() -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """Every event of a life in which each topic has its turn, with the system that tells it."""
    port = InProcessWorld(Blueprint("full", 1), reference_engine)
    told: list[tuple[str, dict[str, Any]]] = []
    for name, system in port.vendors.systems.items():
        publish = system.context.outbox.publish

        def heard(
            topic: str, subject: str, *, _name: str = name, _publish: Any = publish, **facts: Any
        ) -> Any:
            told.append((_name, {"topic": topic, **facts}))
            return _publish(topic, subject, **facts)

        setattr(system.context.outbox, "publish", heard)  # noqa: B010 - listens in
    world = World(port)
    item = world.stocked(quantity=20, price="10.00")
    order = world.buyer.orders({item: 10})
    suspect = world.buyer.orders([LineWish(item, 1)], suspicion="card of another country")
    world.settle()
    world.seller.clears(suspect, by="fraud desk", reason="called back")
    world.buyer.amends(order, {item: 9})
    world.settle()
    world.buyer.cancels(order, {item: 1})
    world.picker.finds_short(order, {item: 1})
    world.picker.ships(order, {item: 5})
    world.settle()
    world.buyer.returns(order, {item: 1})
    world.receiver.inspects(order, sellable=1)
    world.buyer.changes(company="Harrow & Sons Ltd")
    world.settle()
    yield told
    port.close()


def test_every_event_has_the_fields_that_are_published(told: list[tuple[str, dict[str, Any]]]) -> None:
    payloads = {
        (system, message["name"]): message["payload"]["properties"]
        for system in ("marketplace", "oms", "wms")
        for message in contracts()[f"asyncapi/{system}.json"]["components"]["messages"].values()
    }
    for system, event in told:
        fields = payloads[system, event["topic"]]
        assert {*event, "event_id"} == set(fields), (system, event)
        for name, kind in fields.items():
            if name in event and "type" in kind:
                assert isinstance(event[name], KINDS[kind["type"]]), (system, event, name)


def test_every_topic_had_its_turn(told: list[tuple[str, dict[str, Any]]]) -> None:
    published = {
        (system, message["name"])
        for system in ("marketplace", "oms", "wms")
        for message in contracts()[f"asyncapi/{system}.json"]["components"]["messages"].values()
    }
    silent = published - {(system, event["topic"]) for system, event in told}
    assert silent <= {("oms", "cancellation.made")}, "only where remainders are cancelled"


def test_contracts_are_json_that_says_the_same_each_time() -> None:
    first, second = (json.dumps(contracts(), sort_keys=True) for _ in range(2))
    assert first == second
