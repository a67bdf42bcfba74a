"""Receipts and adjustments: what they change, what they may not, and how stock is shown."""

from __future__ import annotations

import pytest

from tests.wms.stand import START_US, Stand


def adjustment(*lines: tuple[str, str, int]) -> dict[str, object]:
    return {
        "site": "LON",
        "reason": "count",
        "lines": [
            {"sku": sku, "condition": condition, "quantity": quantity} for sku, condition, quantity in lines
        ],
    }


def test_a_receipt_puts_goods_on_hand_by_condition(stand: Stand) -> None:
    body = {
        "site": "LON", "reference": "PO-7",
        "lines": [{"sku": "MUG", "quantity": 5},
                  {"sku": "MUG", "quantity": 2, "condition": "damaged"},
                  {"sku": "MUG", "quantity": 1, "condition": "inspect"}],
    }  # fmt: skip
    answer = stand.person("POST", "/_world/receipts", body)
    assert (answer.status, answer.body) == (201, {"movement_id": "WM000001"})
    assert stand.ask("GET", "/stock").body == {
        "stock": [
            {"sku": "MUG", "site": "LON", "on_hand": 8, "sellable": 5, "allocated": 0, "free": 5,
             "damaged": 2, "inspect": 1, "changed_ms": START_US // 1000}
        ],
        "page": 1, "pages": 1,
    }  # fmt: skip


def test_a_receipt_is_a_movement(stand: Stand) -> None:
    movement = stand.receives("MUG", 5)
    assert stand.ask("GET", f"/movements/{movement}").body == {
        "id": movement, "kind": "receipt", "site": "LON", "reason": "goods received",
        "reference": "", "at_ms": START_US // 1000,
        "lines": [{"sku": "MUG", "condition": "sellable", "quantity": 5}],
    }  # fmt: skip


def test_an_adjustment_moves_goods_between_conditions(stand: Stand) -> None:
    stand.receives("MUG", 4, condition="inspect")
    body = adjustment(("MUG", "inspect", -3), ("MUG", "sellable", 2), ("MUG", "damaged", 1))
    assert stand.person("POST", "/_world/adjustments", body).status == 201
    stock = stand.stock("MUG")
    assert (stock.sellable, stock.damaged, stock.inspect) == (2, 1, 1)


def test_an_adjustment_takes_no_promised_units(stand: Stand) -> None:
    stand.receives("MUG", 5)
    stand.accepts("F1", ("MUG", 3))
    before = stand.documents()
    answer = stand.person("POST", "/_world/adjustments", adjustment(("MUG", "sellable", -3)))
    assert (answer.status, answer.body["field"]) == (422, "lines[0].quantity")
    assert answer.body["detail"] == (
        "site LON has 2 free sellable units of MUG (3 sellable ones are promised), so 3 cannot be taken"
    )
    assert stand.documents() == before
    body = adjustment(("MUG", "sellable", -2))
    assert stand.person("POST", "/_world/adjustments", body).status == 201
    assert stand.stock("MUG").free == 0


@pytest.mark.parametrize("condition", ["sellable", "damaged", "inspect"])
def test_the_lines_of_one_adjustment_take_no_more_than_is_there(stand: Stand, condition: str) -> None:
    stand.receives("MUG", 3, condition=condition)
    before = stand.documents()
    body = adjustment(("MUG", condition, -2), ("MUG", condition, -2))
    answer = stand.person("POST", "/_world/adjustments", body)
    assert (answer.status, answer.body["field"]) == (422, "lines[1].quantity")
    assert stand.documents() == before


def test_an_upward_adjustment_serves_orders_that_wait(stand: Stand) -> None:
    outbound = stand.accepts("F1", ("MUG", 3))
    assert stand.person(
        "POST", "/_world/adjustments", adjustment(("MUG", "sellable", 2))
    ).status == 201  # fmt: skip
    assert stand.line(outbound).allocated == 2


def test_damaged_goods_serve_nobody(stand: Stand) -> None:
    outbound = stand.accepts("F1", ("MUG", 3))
    stand.receives("MUG", 3, condition="damaged")
    assert stand.line(outbound).allocated == 0


def test_an_adjustment_by_nothing_is_refused(stand: Stand) -> None:
    answer = stand.person("POST", "/_world/adjustments", adjustment(("MUG", "sellable", 0)))
    assert (answer.status, answer.body["field"]) == (422, "lines[0].quantity")
