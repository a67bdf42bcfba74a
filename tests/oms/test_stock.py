"""Items and movements come in bulks, in which each stands or falls alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oms.desk import Desk, a_movement, an_item

UNKNOWN_COLOUR = "colour: object contains unknown field `colour`; there are: sku, title, price_e4, active"
UNKNOWN_MOOD = (
    "mood: object contains unknown field `mood`; "
    "there are: reference, sku, site, quantity, unavailable, reason"
)


def put(desk: Desk, *items: object) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = desk.does("/items/bulk", {"items": items})["results"]
    return results


def move(desk: Desk, *movements: object) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = desk.does("/stock-movements/bulk", {"movements": movements})["results"]
    return results


def test_an_item_is_listed_and_changed(desk: Desk) -> None:
    assert put(desk, an_item("JAR")) == [{"sku": "JAR", "status": "ok"}]
    shown = {"sku": "JAR", "title": "a JAR", "price_e4": 25500, "active": True}
    assert desk.get("/items/JAR").body == shown
    put(desk, an_item("JAR", title="a big JAR", price_e4=1, active=False))
    shown = {"sku": "JAR", "title": "a big JAR", "price_e4": 1, "active": False}
    assert desk.get("/items/JAR").body == shown
    put(desk, an_item("JAR"))
    assert desk.get("/items/JAR").body["active"] is True


def test_an_item_may_be_discontinued_from_the_start(desk: Desk) -> None:
    put(desk, an_item("JAR", active=False))
    assert desk.get("/items/JAR").body["active"] is False


def test_an_item_that_did_not_change_keeps_its_version(desk: Desk) -> None:
    before = desk.documents()
    put(desk, an_item("MUG"))
    assert desk.documents() == before


@pytest.mark.parametrize(
    ("item", "sku", "detail"),
    [
        ({"sku": "JAR"}, "JAR", "title: object missing required field `title`"),
        (an_item("JAR", price_e4="1"), "JAR", "price_e4: expected `int`, got `str`"),
        (an_item("JAR", price_e4=-1), "JAR", "price_e4: expected `int` >= 0"),
        (
            an_item("JAR", colour="red"),
            "JAR",
            UNKNOWN_COLOUR,
        ),
        (an_item(""), "", "sku: expected `str` of length >= 1"),
        ([1], None, "body: expected `object`, got `array`"),
        ({"sku": 7}, None, "sku: expected `str`, got `int`"),
    ],
)
def test_a_bad_item_does_not_stop_the_others(desk: Desk, item: object, sku: str | None, detail: str) -> None:
    results = put(desk, an_item("POT"), item, an_item("PAN"))
    assert results == [
        {"sku": "POT", "status": "ok"},
        {"sku": sku, "status": "refused", "detail": detail},
        {"sku": "PAN", "status": "ok"},
    ]
    assert "JAR" not in desk.oms.items


def test_a_movement_is_applied_once(desk: Desk) -> None:
    moved = a_movement("WM1-1", "MUG", 5, unavailable=2)
    assert move(desk, moved) == [{"reference": "WM1-1", "status": "applied"}]
    before = desk.documents()
    assert move(desk, moved) == [{"reference": "WM1-1", "status": "already"}]
    other = move(desk, a_movement("WM1-1", "MUG", 6, unavailable=2))
    assert other[0]["status"] == "refused"
    assert other[0]["detail"] == (
        "movement WM1-1 was applied with other content: 5 on hand and 2 unavailable of MUG at LON"
    )
    assert desk.documents() == before


def test_a_reference_that_stands_twice_in_one_bulk_is_applied_once(desk: Desk) -> None:
    first, other = a_movement("WM1", "MUG", 5), a_movement("WM1", "MUG", 6)
    statuses = [result["status"] for result in move(desk, first, first, other)]
    assert statuses == ["applied", "already", "refused"]
    assert desk.stock("MUG").on_hand == 5


def test_a_fact_is_booked_even_before_the_receipt_that_explains_it(desk: Desk) -> None:
    statuses = [
        move(desk, a_movement(f"WM{n}", "MUG", quantity))[0]["status"] for n, quantity in ((2, -4), (1, 10))
    ]
    assert statuses == ["applied", "applied"]
    assert desk.stock("MUG").on_hand == 6


@pytest.mark.parametrize(
    ("moved", "detail"),
    [
        (a_movement("R", "JAR", 1), "there is no item JAR; add it at POST /items/bulk"),
        (a_movement("R", "MUG", 1, site="BER"), "there is no site BER; there are: LON, HUL"),
        (a_movement("R", "MUG", 0), "quantity and unavailable are both 0; nothing would move"),
        ({**a_movement("R", "MUG", 1), "quantity": 1.5}, "quantity: expected `int`, got `float`"),
        ({**a_movement("R", "MUG", 1), "quantity": 10**8}, "quantity: expected `int` <= 10000000"),
        ({**a_movement("R", "MUG", 1), "reason": "a\x00b"}, None),
        (
            {**a_movement("R", "MUG", 1), "mood": 1},
            UNKNOWN_MOOD,
        ),
    ],
)
def test_a_bad_movement_does_not_stop_the_others(desk: Desk, moved: object, detail: str | None) -> None:
    good = [a_movement("G1", "MUG", 3), a_movement("G2", "TEE", 1)]
    results = move(desk, good[0], moved, good[1])
    assert [result["status"] for result in results] == ["applied", "refused", "applied"]
    assert detail is None or results[1]["detail"] == detail
    assert results[1]["reference"] == "R"
    assert "R" not in desk.oms.stock_movements
    assert (desk.stock("MUG").on_hand, desk.stock("TEE").on_hand) == (3, 1)


def test_a_count_may_find_fewer_units_than_were_promised(desk: Desk) -> None:
    desk.receives("MUG", 5)
    desk.takes(("MUG", 5))
    desk.receives("MUG", -2)
    assert desk.get("/stock/MUG").body["available_total"] == -2


def test_stock_is_shown_by_site_with_the_total(desk: Desk) -> None:
    desk.receives("MUG", 5, unavailable=1)
    desk.receives("MUG", 7, site="HUL")
    desk.takes(("MUG", 9))
    at_london = {
        "sku": "MUG", "site": "LON", "on_hand": 5, "allocated": 4, "unavailable": 1,
        "available": 0, "available_total": 2,
    }  # fmt: skip
    at_hull = {
        "sku": "MUG", "site": "HUL", "on_hand": 7, "allocated": 5, "unavailable": 0,
        "available": 2, "available_total": 2,
    }  # fmt: skip
    shown = desk.get("/stock/MUG").body
    assert shown == {"sku": "MUG", "available_total": 2, "stock": [at_london, at_hull]}
    assert desk.get("/stock").body["stock"] == [at_london, at_hull]
    assert desk.get("/stock/TEE").body == {"sku": "TEE", "available_total": 0, "stock": []}


def test_a_bulk_takes_at_most_500(desk: Desk) -> None:
    items = [an_item(f"JAR{number}") for number in range(501)]
    answer = desk.post("/items/bulk", {"items": items})
    assert (answer.status, answer.body["field"]) == (400, "items")
    assert len(put(desk, *items[:500])) == 500


def test_units_can_be_cleared_before_their_return_is_heard_of(desk: Desk) -> None:
    move(desk, a_movement("WM2-1", "MUG", -1, unavailable=-1), a_movement("WM2-2", "MUG", 1))
    level = desk.oms.stock.get("MUG@LON")
    assert (level.on_hand, level.unavailable, level.available) == (0, -1, 1)
    move(desk, a_movement("WM1-1", "MUG", 1, unavailable=1))
    level = desk.oms.stock.get("MUG@LON")
    assert (level.on_hand, level.unavailable, level.available) == (1, 0, 1)
