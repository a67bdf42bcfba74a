"""Worlds are made, listed, reset and ended; bad wishes are refused by name and change nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ordergate.simulators.kernel.clock import DAY_US, HOUR_US, SECOND_US, instant
from tests.server.hall import KEY, Hall

GOOD: dict[str, Any] = {"topology": "full", "seed": 7}
START = datetime(2026, 1, 2, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"topology": "shop"}, 422, "topology"), ({"topology": 3}, 400, "topology"),
        ({"topology": None}, 400, "topology"), ({"seed": "seven"}, 400, "seed"),
        ({"seed": 1.5}, 400, "seed"), ({"seed": -1}, 422, "seed"), ({"seed": 2**63}, 422, "seed"),
        ({"seed": True}, 400, "seed"), ({"name": "Big World"}, 422, "name"),
        ({"name": "-w"}, 422, "name"), ({"name": ""}, 400, "name"), ({"name": "a/b"}, 422, "name"),
        ({"name": "x" * 41}, 422, "name"), ({"name": "w"}, 409, "name"),
        ({"start": "yesterday"}, 400, "start"), ({"start": "2026-01-02T08:30:00"}, 400, "start"),
        ({"start": "1970-01-01T00:00:00Z"}, 422, "start"), ({"scale": 0}, 400, "scale"),
        ({"scale": 100_000}, 400, "scale"), ({"size": 3}, 400, "size"),
        ({"sites": []}, 400, "sites"), ({"sites": ["MAIN", "MAIN"]}, 422, "sites"),
        ({"sites": ["A@B"]}, 422, "sites"), ({"sites": "MAIN"}, 400, "sites"),
    ],
)  # fmt: skip
def test_a_bad_wish_for_a_world_is_refused(
    hall: Hall, change: dict[str, Any], status: int, field: str, tmp_path: Path
) -> None:
    hall.open()
    journals = sorted(tmp_path.iterdir())
    assert hall.refusal("POST", "/worlds", {**GOOD, **change}) == (status, field)
    assert [world["name"] for world in hall.ask("GET", "/worlds")["worlds"]] == ["w"]
    assert sorted(tmp_path.iterdir()) == journals


def test_a_world_has_the_sites_that_it_is_told_and_keeps_them_when_it_is_reset(hall: Hall) -> None:
    assert hall.open(sites=["MAIN", "NORTH"]).plan.layout.sites == ("MAIN", "NORTH")
    assert hall.ask("POST", "/worlds/w/reset")["sites"] == ["MAIN", "NORTH"]
    goods = {"site": "NORTH", "lines": [{"sku": "MUG", "quantity": 1}]}
    assert "movement_id" in hall.person("wms", "POST", "/_world/receipts", goods)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"topology":"full"}'])
def test_a_wish_that_cannot_be_read_is_refused(hall: Hall, body: bytes) -> None:
    assert hall.refusal("POST", "/worlds", body)[0] == 400
    assert hall.host.worlds == {}


def test_an_unknown_world_is_named_with_those_that_exist(hall: Hall) -> None:
    hall.open("here")
    answer = hall.send("GET", "/_control/worlds/there", headers=KEY)
    assert answer.body["detail"] == "there is no world there; there are: here"
    for method, path in [
        ("GET", ""), ("DELETE", ""), ("POST", "/reset"), ("GET", "/clock"), ("GET", "/quiet"),
        ("GET", "/changes"), ("GET", "/disturbances"), ("DELETE", "/disturbances/d"),
        ("GET", "/snapshots"), ("POST", "/snapshots/s/restore"), ("GET", "/journal"),
    ]:  # fmt: skip
        assert hall.refusal(method, f"/worlds/there{path}") == (404, None)


def test_time_begins_where_it_is_told_and_passes_as_fast_as_it_is_told(hall: Hall) -> None:
    hall.open(start=START.isoformat(), scale=100)
    hall.wait(0.1)
    passed_us = hall.ask("GET", "/worlds/w/clock")["now_us"] - instant(START)
    assert 10 * SECOND_US <= passed_us < 60 * SECOND_US


def test_a_clock_is_moved_forward(hall: Hall) -> None:
    hall.open(start=START.isoformat())
    hall.ask("POST", "/worlds/w/clock", {"advance_s": 3600})
    hall.ask("POST", "/worlds/w/clock", {"advance_us": HOUR_US})
    moved = hall.ask("POST", "/worlds/w/clock", {"until_us": instant(START) + DAY_US})
    assert 0 <= moved["now_us"] - instant(START) - DAY_US < SECOND_US
    assert moved["now"].startswith("2026-01-03T08:30:0") and moved["now"].endswith("Z")


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 400, None), ({"advance_s": 1, "advance_us": 1}, 400, None),
        ({"advance_s": -1}, 400, "advance_s"), ({"advance_s": "1"}, 400, "advance_s"),
        ({"until_us": instant(START)}, 422, "until_us"), ({"advance_s": 10**10}, 422, "advance_s"),
        ({"back_s": 1}, 400, "back_s"),
    ],
)  # fmt: skip
def test_time_never_goes_back_or_out_of_this_age(
    hall: Hall, body: dict[str, Any], status: int, field: str | None
) -> None:
    later = (START + timedelta(seconds=60)).isoformat()
    hall.open(start=later)
    assert hall.refusal("POST", "/worlds/w/clock", body) == (status, field)
    now_us = hall.ask("GET", "/worlds/w/clock")["now_us"]
    assert 60 * SECOND_US <= now_us - instant(START) < 65 * SECOND_US


def test_a_reset_world_is_a_fresh_one_at_the_same_place(hall: Hall) -> None:
    hall.open()
    hall.buys()
    before, quiet = hall.ask("GET", "/worlds/w"), hall.ask("GET", "/worlds/w/quiet")
    after = hall.ask("POST", "/worlds/w/reset")
    assert after["systems"] == before["systems"]
    assert after["journal"] != before["journal"]
    assert hall.connector("marketplace", "GET", "/orders").body["orders"] == []
    anew = hall.ask("GET", "/worlds/w/changes")
    assert (anew["changes"], anew["last"]) == ([], 0)
    assert anew["generation"] > quiet["generation"]


def test_an_ended_world_is_gone_and_leaves_its_journal(hall: Hall, tmp_path: Path) -> None:
    hall.open()
    hall.buys()
    hall.ask("DELETE", "/worlds/w")
    assert hall.refusal("GET", "/worlds/w") == (404, None)
    assert hall.send("GET", "/worlds/w/oms/orders").status == 404
    hall.wait(0.01)
    lines = (tmp_path / "w-1.ndjson").read_bytes().splitlines()
    assert b'"kind":"world"' in lines[0] and b'"kind":"ended"' in lines[-1]


def test_a_world_may_take_the_name_of_an_ended_one(hall: Hall, tmp_path: Path) -> None:
    hall.open()
    hall.ask("DELETE", "/worlds/w")
    hall.open()
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["w-1.ndjson", "w-2.ndjson"]


def test_sixteen_worlds_do_not_see_each_other(hall: Hall) -> None:
    names = [f"world-{n}" for n in range(1, 17)]
    for name in names:
        hall.open(name)
    orders = {name: hall.buys(world=name) for name in names}
    assert len(set(orders.values())) == 1  # The same seed and the same story give the same number.
    hall.person("erp", "POST", "/_world/items", {"items": [
        {"item": "MUG", "description": "a mug", "list_price": "2.55"}]}, world=names[0])  # fmt: skip
    for name in names:
        held = hall.connector("marketplace", "GET", "/orders", world=name).body["orders"]
        assert [order["id"] for order in held] == [orders[name]]
        changes = hall.ask("GET", f"/worlds/{name}/changes")["changes"]
        assert sum(change["table"] == "orders" for change in changes) == 1
        assert any(change["system"] == "erp" for change in changes) is (name == names[0])


def test_a_token_of_one_world_opens_no_other_with_another_seed(hall: Hall) -> None:
    hall.open("one", seed=1)
    hall.open("two", seed=2)
    given = hall.ask("GET", "/worlds/one")["systems"]["oms"]["credentials"]["api_key"]
    assert hall.send("GET", "/worlds/one/oms/orders", headers={"x-api-key": given}).status == 200
    assert hall.send("GET", "/worlds/two/oms/orders", headers={"x-api-key": given}).status == 401


def test_a_served_system_publishes_what_it_can_be_asked_to_everybody(hall: Hall) -> None:
    hall.open()
    answer = hall.send("GET", "/worlds/w/erp/openapi.json", peer="192.0.2.1")
    assert (answer.status, answer.body["info"]["title"]) == (200, "erp")
    assert "/SalesOrders" in answer.body["paths"]
