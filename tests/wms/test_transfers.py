"""Goods between sites: they leave one, are on their way, and arrive at the other."""

from __future__ import annotations

from typing import Any

import pytest

from ordergate.simulators.wms.lifecycle import TRANSFER
from tests.wms.stand import Stand

TRANSFERS = "/_world/transfers"


def sent(stand: Stand, quantity: int, sku: str = "MUG", **more: Any) -> str:
    body = {"from_site": "LON", "to_site": "HUL", "lines": [{"sku": sku, "quantity": quantity}], **more}
    answer = stand.person("POST", TRANSFERS, body)
    assert answer.status == 201, answer.body
    return str(answer.body["transfer_id"])


def test_goods_on_their_way_are_at_no_site(stand: Stand) -> None:
    stand.receives("MUG", 10)
    transfer = sent(stand, 6)
    shown = stand.ask("GET", f"/transfers/{transfer}").body
    assert (shown["from_site"], shown["to_site"], shown["state"]) == ("LON", "HUL", "in_transit")
    assert shown["lines"] == [{"sku": "MUG", "sent": 6, "received": 0, "missing": 0}]
    assert stand.stock("MUG").on_hand == 4
    assert stand.wms.stock.find("MUG@HUL") is None


def test_each_end_of_a_transfer_leaves_a_movement_that_names_it(stand: Stand) -> None:
    stand.receives("MUG", 10)
    transfer = sent(stand, 6)
    stand.person("POST", f"{TRANSFERS}/{transfer}/receipts", {"lines": [{"sku": "MUG", "quantity": 5}]})
    movements = list(stand.wms.movements)[1:]
    assert [(m.kind, m.site, m.reference, m.lines[0].quantity) for m in movements] == [
        ("transfer_out", "LON", transfer, -6), ("transfer_in", "HUL", transfer, 5),
    ]  # fmt: skip


def test_a_transfer_arrives_in_parts_and_is_done_when_nothing_is_in_transit(stand: Stand) -> None:
    stand.receives("MUG", 10)
    path = f"{TRANSFERS}/{sent(stand, 6)}/receipts"
    first = stand.person("POST", path, {"lines": [{"sku": "MUG", "quantity": 4}]})
    assert (first.status, first.body["state"]) == (200, "in_transit")
    last = stand.person("POST", path, {"lines": [{"sku": "MUG", "quantity": 0, "missing": 2}]})
    assert (last.body["state"], last.body["movement_id"]) == ("received", None)
    assert stand.wms.stock.get("MUG@HUL").on_hand == 4


def test_goods_that_arrive_serve_the_orders_that_wait_there(stand: Stand) -> None:
    stand.receives("MUG", 10)
    body = {"reference": "R1", "site": "HUL", "ship_to": {}, "lines": [
        {"line": "1", "sku": "MUG", "quantity": 3}
    ]}  # fmt: skip
    outbound = stand.ask("POST", "/outbounds", body).body["id"]
    path = f"{TRANSFERS}/{sent(stand, 6)}/receipts"
    stand.person("POST", path, {"lines": [{"sku": "MUG", "quantity": 6}]})
    assert stand.line(outbound).allocated == 3


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"to_site": "YRK"}, "to_site", "there is no site YRK"),
        ({"from_site": "YRK"}, "from_site", "there is no site YRK"),
        ({"to_site": "LON"}, "to_site", "are there already"),
        ({"lines": [{"sku": "MUG", "quantity": 8}]}, "lines[0].quantity", "LON has 7 free units of MUG"),
        ({"lines": [{"sku": "MUG", "quantity": 1}] * 2}, "lines[1].sku", "stands twice"),
    ],
)
def test_what_cannot_leave_is_refused_and_changes_nothing(
    stand: Stand, change: dict[str, Any], field: str, reason: str
) -> None:
    stand.receives("MUG", 10)
    stand.accepts("R1", ("MUG", 3))
    before = stand.documents()
    good = {"from_site": "LON", "to_site": "HUL", "lines": [{"sku": "MUG", "quantity": 1}]}
    answer = stand.person("POST", TRANSFERS, {**good, **change})
    assert (answer.status, answer.body["field"]) == (422, field)
    assert reason in answer.body["detail"]
    assert stand.documents() == before


@pytest.mark.parametrize(
    "line", [{"quantity": 7}, {"quantity": 5, "missing": 2}, {"sku": "TEE", "quantity": 1}]
)
def test_more_than_is_in_transit_cannot_arrive(stand: Stand, line: dict[str, Any]) -> None:
    stand.receives("MUG", 10)
    transfer = sent(stand, 6)
    before = stand.documents()
    answer = stand.person("POST", f"{TRANSFERS}/{transfer}/receipts", {"lines": [{"sku": "MUG", **line}]})
    assert (answer.status, answer.body["field"]) == (422, "lines[0].quantity")
    assert stand.documents() == before


def test_nothing_more_comes_of_a_transfer_that_is_done(stand: Stand) -> None:
    assert [state for state, moves in TRANSFER.table.items() if not moves] == ["received"]
    stand.receives("MUG", 10)
    path = f"{TRANSFERS}/{sent(stand, 6)}/receipts"
    stand.person("POST", path, {"lines": [{"sku": "MUG", "quantity": 6}]})
    again = stand.person("POST", path, {"lines": [{"sku": "MUG", "quantity": 0}]})
    assert again.status == 409
    assert "cannot receive_rest while received" in again.body["detail"]
