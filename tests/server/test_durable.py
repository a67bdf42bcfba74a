"""Worlds that are kept on disk go on where they stood, after a clean end and after none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ordergate.simulators.kernel.clock import DAY_US, HOUR_US, SECOND_US
from ordergate.simulators.kernel.outbox import SHOPIFY_RETRIES_S
from ordergate.simulators.kernel.wire import WireRequest
from tests.server.hall import BUYER, Hall

HOOK = "http://127.0.0.1:9/marketplace"
ITEMS = {"items": [{"sku": "MUG", "title": "a mug", "price_e4": 1, "active": True}]}
GOODS = {"site": "MAIN", "lines": [{"sku": "MUG", "quantity": 5}]}
End = Callable[[Hall], None]


class Lives:
    """Halls one after the other over the same folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.hall = self._opened()

    def again(self, end: End = Hall.crash) -> Hall:
        end(self.hall)
        self.hall = self._opened()
        return self.hall

    def _opened(self) -> Hall:
        return Hall(self._folder / "journals", self._folder)


@pytest.fixture
def lives(tmp_path: Path) -> Iterator[Lives]:
    made = Lives(tmp_path / "data")
    yield made
    made.hall.close()


def everything(hall: Hall) -> Any:
    """What the systems of a world hold, down to versions, orders and places in indexes, and counters."""
    held = hall.host.worlds["w"].systems.snapshot()
    tables = {
        (system, name): (
            list(rows.items()),
            {index: list(found) for index, found in indexes.items()},
            indexes,
        )
        for system, store in held.stores.items()
        for name, (rows, _, indexes) in store.tables.items()
    }
    return held.counts, {system: store.sequence for system, store in held.stores.items()}, tables


def with_key(hall: Hall, key: str, body: object = ITEMS) -> Any:
    given = hall.ask("GET", "/worlds/w")["systems"]["oms"]["credentials"]["api_key"]
    headers = {"x-api-key": given, "idempotency-key": key}
    return hall.send("POST", "/worlds/w/oms/items/bulk", body, headers=headers)


def subscribed(hall: Hall) -> None:
    assert hall.connector("marketplace", "POST", "/webhooks", {"url": HOOK}).status == 201


def backordered(hall: Hall) -> None:
    """Orders that wait for goods in the OMS, the first of them no longer."""
    line = {"sku": "MUG", "quantity": 2, "external_line": "1", "price_e4": 1, "amount": 1, "tax_bp": 0}
    order = {"channel": "shop", "customer_ref": "C", "currency": "GBP", "ordered_at": "2026-01-02T08:30:00Z",
             "ship_to": {}, "lines": [line]}  # fmt: skip
    assert with_key(hall, "items").status == 200
    for number in ("1", "2", "3"):
        made = hall.connector("oms", "POST", "/orders", {**order, "external_id": number})
        assert made.status == 201, made.body
    goods = {"reference": "R1", "sku": "MUG", "site": "MAIN", "quantity": 2}
    moved = hall.connector("oms", "POST", "/stock-movements/bulk", {"movements": [goods]})
    assert moved.body["results"][0]["status"] == "applied", moved.body


def undelivered(hall: Hall) -> int:
    return int(hall.ask("GET", "/worlds/w/quiet")["undelivered"])


@pytest.mark.parametrize("end", [Hall.close, Hall.crash])
def test_a_world_goes_on_where_it_stood(lives: Lives, end: End) -> None:
    plan = lives.hall.open(scale=3, sites=("MAIN", "NORTH")).plan
    order = lives.hall.buys()
    lives.hall.buys(sku="TEE")
    lives.hall.person("wms", "POST", "/_world/receipts", GOODS)
    backordered(lives.hall)
    held, told = everything(lives.hall), lives.hall.ask("GET", "/worlds/w/changes")
    hall = lives.again(end)
    assert hall.host.worlds["w"].plan == plan
    assert everything(hall) == held
    assert hall.ask("GET", "/worlds/w/changes") == told
    assert hall.person("marketplace", "GET", f"/_world/orders/{order}")["id"] == order


def test_numbers_and_cursors_go_on(lives: Lives) -> None:
    lives.hall.open()
    assert with_key(lives.hall, "k").status == 200
    cursor = lives.hall.connector("oms", "GET", "/items").body["next_cursor"]
    first = lives.hall.buys()
    hall = lives.again()
    second = hall.buys()
    assert second != first
    assert hall.connector("oms", "GET", f"/items?cursor={cursor}").body["items"] == []
    assert [change["n"] for change in hall.ask("GET", "/worlds/w/changes")["changes"]] == [*range(1, 9)]


def test_a_key_gets_its_first_answer_in_the_next_life(lives: Lives) -> None:
    lives.hall.open()
    first = with_key(lives.hall, "k")
    hall = lives.again()
    again = with_key(hall, "k")
    assert (again.status, again.body, again.headers["idempotent-replayed"]) == (200, first.body, "true")
    assert with_key(hall, "k", {"items": []}).status == 422
    hall.ask("POST", "/worlds/w/clock", {"advance_us": DAY_US + SECOND_US})
    assert "idempotent-replayed" not in with_key(lives.again(), "k").headers


def test_webhooks_that_nobody_took_are_delivered_in_the_next_life(lives: Lives) -> None:
    lives.hall.open(scale=20)
    lives.hall.post.statuses = [500]
    subscribed(lives.hall)
    lives.hall.buys()
    lives.hall.wait(0.2)
    assert undelivered(lives.hall) == 2
    hall = lives.again()
    assert undelivered(hall) == 2
    hall.wait(0.2)
    assert hall.post.taken == []  # They wait for the second attempt, as they did before.
    hall.ask("POST", "/worlds/w/clock", {"advance_s": SHOPIFY_RETRIES_S[0]})
    hall.wait(0.1)
    assert sorted(payload["topic"] for _, payload in hall.post.taken) == ["buyer.changed", "order.placed"]
    assert undelivered(lives.again()) == 0


def test_attempts_are_counted_over_lives(lives: Lives) -> None:
    lives.hall.open()
    lives.hall.post.statuses = [None]
    subscribed(lives.hall)
    lives.hall.person("marketplace", "POST", "/_world/buyers", BUYER)
    attempts = 0
    for _ in range(len(SHOPIFY_RETRIES_S) + 1):
        lives.hall.ask("POST", "/worlds/w/clock", {"advance_s": 4000})
        lives.hall.wait(0.02)
        attempts += len(lives.hall.post.taken)
        lives.again().post.statuses = [None]
    assert (attempts, undelivered(lives.hall)) == (len(SHOPIFY_RETRIES_S) + 1, 0)


def test_a_webhook_that_was_given_up_stays_so(lives: Lives) -> None:
    lives.hall.open()
    lives.hall.post.statuses = [None]
    subscribed(lives.hall)
    lives.hall.person("marketplace", "POST", "/_world/buyers", BUYER)
    for _ in range(len(SHOPIFY_RETRIES_S) + 1):
        lives.hall.ask("POST", "/worlds/w/clock", {"advance_s": 4000})
        lives.hall.wait(0.02)
    hall = lives.again()
    quiet = hall.ask("GET", "/worlds/w/quiet")
    assert (quiet["undelivered"], quiet["exhausted"]) == (0, 1)
    outbox = hall.host.worlds["w"].systems["marketplace"].context.outbox
    assert [held.failures for held in outbox.subscriptions.values()] == [9]


def test_a_subscription_that_was_ended_stays_so(lives: Lives) -> None:
    lives.hall.open()
    subscribed(lives.hall)
    assert lives.hall.connector("marketplace", "DELETE", "/webhooks/sub_1").status == 204
    hall = lives.again()
    assert hall.connector("marketplace", "GET", "/webhooks").body["webhooks"] == []
    assert hall.connector("marketplace", "POST", "/webhooks", {"url": HOOK}).body["id"] == "sub_2"


def test_time_goes_on_and_never_back(lives: Lives) -> None:
    lives.hall.open()
    moved = lives.hall.ask("POST", "/worlds/w/clock", {"advance_s": 7200, "when_idle": True, "calm_s": 3})
    again = lives.again().ask("GET", "/worlds/w/clock")
    assert 0 <= again["now_us"] - moved["now_us"] < 60 * SECOND_US
    assert again["now_us"] - again["unmoved_us"] >= 2 * HOUR_US - SECOND_US
    assert (again["when_idle"], again["calm_s"], again["frozen"]) == (True, 3, False)


def test_a_frozen_world_stays_frozen(lives: Lives) -> None:
    lives.hall.open()
    frozen = lives.hall.ask("POST", "/worlds/w/clock", {"frozen": True, "scale": 7})
    again = lives.again().ask("GET", "/worlds/w/clock")
    assert (again["now_us"], again["frozen"], again["scale"]) == (frozen["now_us"], True, 7)


def test_a_snapshot_can_be_restored_in_a_later_life(lives: Lives) -> None:
    lives.hall.open()
    lives.hall.buys()
    held, told = everything(lives.hall), lives.hall.ask("GET", "/worlds/w/changes")
    lives.hall.ask("POST", "/worlds/w/snapshots", {"name": "before"})
    second = lives.hall.buys()
    hall = lives.again()
    assert hall.ask("GET", "/worlds/w/snapshots")["snapshots"] == [{"name": "before", "changes": 4}]
    hall.ask("POST", "/worlds/w/snapshots/before/restore")
    for _ in range(2):
        assert everything(hall) == held
        anew = hall.ask("GET", "/worlds/w/changes")
        assert anew["changes"] == told["changes"] and anew["generation"] > told["generation"]
        hall = lives.again()
    assert hall.buys() == second


def test_what_a_restore_undid_does_not_come_back(lives: Lives) -> None:
    lives.hall.open()
    lives.hall.ask("POST", "/worlds/w/snapshots", {"name": "s"})
    with_key(lives.hall, "k")
    lives.hall.ask("POST", "/worlds/w/snapshots/s/restore")
    hall = lives.again()
    assert hall.connector("oms", "GET", "/items").body["items"] == []
    assert "idempotent-replayed" not in with_key(hall, "k").headers


def test_what_the_replaced_systems_still_do_is_not_kept(lives: Lives) -> None:
    replaced = lives.hall.open().systems
    lives.hall.ask("POST", "/worlds/w/snapshots", {"name": "s"})
    lives.hall.ask("POST", "/worlds/w/snapshots/s/restore")
    late = WireRequest("POST", "/_world/buyers", body=json.dumps(BUYER).encode())
    assert lives.hall.loop.run_until_complete(replaced.answer("marketplace", late)).status == 201
    lives.hall.buys()
    told = lives.hall.ask("GET", "/worlds/w/changes")
    assert lives.again().ask("GET", "/worlds/w/changes") == told


def test_worlds_that_were_reset_or_ended_are_so_in_the_next_life(lives: Lives) -> None:
    for name in ("w", "gone"):
        lives.hall.open(name)
        lives.hall.buys(world=name)
        lives.hall.ask("POST", f"/worlds/{name}/snapshots", {"name": "s"})
    lives.hall.ask("DELETE", "/worlds/gone")
    lives.hall.ask("POST", "/worlds/w/reset")
    hall = lives.again()
    assert list(hall.host.worlds) == ["w"]
    assert hall.ask("GET", "/worlds/w/changes")["changes"] == []
    assert hall.ask("GET", "/worlds/w/snapshots")["snapshots"] == []
    assert hall.archive is not None
    counts = hall.archive.disk.database.execute("SELECT count(*) FROM documents").fetchall()
    assert counts == [(0,)]


def test_a_journal_goes_on_after_its_last_whole_entry(lives: Lives) -> None:
    path = lives.hall.open().journal_path
    lives.hall.buys()
    lives.hall.crash()
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"at":1,"kind":"torn')
    lives.hall = Hall(path.parent, path.parents[1])
    entries = lives.hall.ask("GET", "/worlds/w/journal?tail=5000")["entries"]
    assert [entry["n"] for entry in entries] == [*range(1, len(entries) + 1)]
    assert (entries[0]["kind"], entries[-1]["kind"]) == ("world", "resumed")
    assert len(entries) == whole.count(b"\n") + 1


def test_sixteen_worlds_are_all_there(lives: Lives) -> None:
    names = [f"world-{n}" for n in range(16)]
    for name in names:
        lives.hall.open(name)
        lives.hall.buys(world=name)
    hall = lives.again()
    assert list(hall.host.worlds) == names
    for name in names:
        assert len(hall.connector("marketplace", "GET", "/orders", world=name).body["orders"]) == 1
