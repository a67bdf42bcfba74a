"""A judge that is told over the wire knows and says exactly what one in the same process does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ordergate.harness.judge.judge import Judge
from ordergate.harness.world.followed import feed_page
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.harness.world.world import World
from ordergate.simulators.server.feed import Feed, rendered
from ordergate.simulators.server.systems import Systems
from ordergate.simulators.server.topology import TOPOLOGIES
from tests.server.hall import Hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = Hall(tmp_path)
    yield made
    made.close()


def told_over_the_wire(feed: Feed, systems: Systems, limit: int = 7) -> Judge:
    """A judge that heard of everything in pages of JSON."""
    judge, after = Judge(systems.systems), 0
    while after < feed.last:
        rows = [rendered(number, change) for number, change in feed.after(after, limit)]
        raw = msgspec.json.encode({"generation": feed.generation, "last": feed.last, "changes": rows})
        page = feed_page(raw)
        judge.observe([told.rebuilt() for told in page.changes])
        after = page.changes[-1].n
    return judge


def same(told: Judge, present: Judge) -> None:
    assert told.changes_seen == present.changes_seen > 0
    assert dict(told.books.documents) == dict(present.books.documents)
    for kind, documents in present.books.documents.items():
        for key, document in documents.items():
            assert type(told.books.documents[kind][key]) is type(document)
    assert told.books.cases.keys() == present.books.cases.keys()
    assert told.stock.moved == present.stock.moved and told.stock.held == present.stock.held
    assert told.full().findings == present.full().findings
    assert told.settled().findings == present.settled().findings


def test_orders_that_nobody_carried_on_are_found_by_both(hall: Hall) -> None:
    world = hall.open()
    present = Judge(world.systems.systems)
    world.systems.listen(present.observe)
    for sku in ("MUG", "AB/1", "MÜ-7"):
        hall.buys(sku, 3)
    item = {"item": "MUG", "description": "a mug", "list_price": "2.5500"}
    hall.person("erp", "POST", "/_world/items", {"items": [item]})
    hall.person("erp", "PATCH", "/_world/items/MUG", {"list_price": "0.0825"})
    hall.person("wms", "POST", "/_world/receipts", {
        "site": "MAIN", "lines": [{"sku": "MUG", "quantity": 5}, {"sku": "MUG", "quantity": 2,
                                                                  "condition": "damaged"}]})  # fmt: skip
    told = told_over_the_wire(world.feed, world.systems)
    same(told, present)
    assert {finding.rule for finding in told.full().findings} >= {"I02", "I11"}


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_a_whole_life_with_all_its_documents_is_told_as_it_was(topology: str) -> None:
    port = InProcessWorld(Blueprint(topology, 11), reference_engine)
    feed = Feed(1)
    port.vendors.listen(feed.observe)
    world = World(port)
    sku = world.stocked("AB/1", 10, price="3.3333")
    order = world.buyer.orders({sku: 8})
    world.settle()
    world.picker.ships(order, {sku: 5})
    world.buyer.cancels(order, {sku: 1})
    world.settle()
    world.buyer.returns(order, {sku: 2})
    world.settle()
    world.receiver.inspects(order, sellable=1, damaged=1)
    world.settle()
    told = told_over_the_wire(feed, port.vendors)
    same(told, port.judge)
    assert told.settled().findings == ()
    port.close()


def test_a_document_that_the_model_does_not_have_is_named() -> None:
    row = {
        "n": 1, "system": "oms", "table": "t", "key": "k", "document": "ItemState", "version": 1,
        "at_us": 1, "before": None, "after": None, "who": "", "why": "",
    }  # fmt: skip
    page = feed_page(msgspec.json.encode({"generation": 1, "last": 1, "changes": [row]}))
    with pytest.raises(AssertionError, match="the oms has no document ItemState in its model"):
        page.changes[0].rebuilt()
