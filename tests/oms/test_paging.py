"""Listings go by opaque cursors in order of change; a cursor stays good for ever."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.oms.desk import Desk, an_item, an_order

LONG_CURSOR = base64.urlsafe_b64encode(b"s" + b"9" * 5000).decode().rstrip("=")
LISTINGS = {"orders": "id", "fulfilments": "id", "items": "sku", "stock": "sku"}


def walk(desk: Desk, family: str, limit: int, **query: object) -> tuple[list[Any], str]:
    """The keys of all rows, and the last cursor."""
    found: list[Any] = []
    cursor = ""
    while True:
        page = desk.get(f"/{family}", limit=limit, cursor=cursor, **query).body
        cursor = page["next_cursor"]
        if not page[family]:
            return found, cursor
        assert len(page[family]) <= limit
        found += [row[LISTINGS[family]] for row in page[family]]


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Seven items with stock and an order each, of two channels."""
    skus = [f"JAR{number}" for number in range(7)]
    desk.lists(*skus)
    for index, sku in enumerate(skus):
        desk.receives(sku, 5)
        channel = "outlet" if index % 3 == 2 else "main"
        desk.does("/orders", an_order(f"408-{index}", (sku, 1), channel=channel))
    return desk


@pytest.mark.parametrize("family", LISTINGS)
@pytest.mark.parametrize("limit", [1, 2, 6, 7, 8, 200])
def test_every_row_is_read_once_whatever_the_page_size(full: Desk, family: str, limit: int) -> None:
    found, _ = walk(full, family, limit)
    assert len(found) == len(set(found)) == (10 if family == "items" else 7)


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 200])
def test_a_channel_filter_leaves_no_page_short_before_the_end(full: Desk, limit: int) -> None:
    found, cursor = walk(full, "orders", limit, channel="main")
    assert found == [1000001, 1000002, 1000004, 1000005, 1000007]
    assert full.get("/orders", cursor=cursor, channel="main").body["orders"] == []


def test_a_kept_cursor_brings_what_changed_since(full: Desk) -> None:
    _, cursor = walk(full, "stock", 200)
    full.takes(("JAR3", 2))
    full.receives("JAR1", 1)
    page = full.get("/stock", cursor=cursor).body
    changed = [(row["sku"], row["available_total"]) for row in page["stock"]]
    assert changed == [("JAR3", 2), ("JAR1", 5)]
    again = full.get("/stock", cursor=page["next_cursor"]).body
    assert again == {"stock": [], "next_cursor": page["next_cursor"]}


def test_rows_that_change_while_they_are_read_are_not_lost(full: Desk) -> None:
    first = full.get("/items", limit=4).body
    full.does("/items/bulk", {"items": [an_item("MUG", title="new"), an_item("CUP")]})
    found = [item["sku"] for item in first["items"]]
    cursor = first["next_cursor"]
    while items := full.get("/items", limit=4, cursor=cursor).body:
        if not items["items"]:
            break
        found += [item["sku"] for item in items["items"]]
        cursor = items["next_cursor"]
    assert sorted(found) == sorted([*[f"JAR{n}" for n in range(7)], "MUG", "MUG", "TEE", "CAP", "CUP"])


@pytest.mark.parametrize("family", LISTINGS)
@pytest.mark.parametrize("cursor", ["x", "czE=x", "s1", "cy0x", "c-5", "%00", "\u00e9", LONG_CURSOR])
def test_a_cursor_that_was_not_given_out_is_refused(desk: Desk, family: str, cursor: str) -> None:
    answer = desk.get(f"/{family}", cursor=cursor)
    assert (answer.status, answer.body["field"]) == (400, "cursor")


@pytest.mark.parametrize("family", LISTINGS)
@pytest.mark.parametrize("limit", ["0", "201", "-1", "ten", "", "\u0661", "9" * 5000])
def test_a_limit_is_1_to_200(desk: Desk, family: str, limit: str) -> None:
    answer = desk.get(f"/{family}", limit=limit)
    assert (answer.status, answer.body["field"]) == (400, "limit")


def test_fifty_rows_make_a_page_unless_said_otherwise(desk: Desk) -> None:
    desk.lists(*[f"JAR{number}" for number in range(60)])
    assert len(desk.get("/items").body["items"]) == 50
