"""The OMS books another item that left: its stock falls, the reservation of the item ordered is released."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oms.desk import Desk, a_shipment, an_order, units


@pytest.fixture
def work_id(desk: Desk) -> int:
    """An accepted fulfilment order of 4 mugs, for which caps may ship."""
    desk.receives("MUG", 4)
    desk.receives("CAP", 9)
    return desk.accepted(placed(desk, substitutable=True))


def placed(desk: Desk, **known: Any) -> int:
    body = an_order("408-9", ("MUG", 4))
    body["lines"][0] |= known
    return int(desk.does("/orders", body)["id"])


def instead(quantity: int, shipped: int, sku: str = "CAP") -> dict[str, Any]:
    row = {"line_id": 2000001, "quantity": quantity, "sku": sku, "shipped_quantity": shipped}
    return {"substitutes": [row]}


def test_the_warehouse_hears_that_a_line_takes_substitutes(desk: Desk, work_id: int) -> None:
    assert desk.get(f"/fulfilments/{work_id}").body["lines"][0]["substitutable"] is True


def test_stock_of_the_item_that_left_falls(desk: Desk, work_id: int) -> None:
    body = {**a_shipment("WS1", _2000001=4), **instead(3, 6)}
    desk.does(f"/fulfilments/{work_id}/shipments", body)
    assert (desk.stock("MUG").on_hand, desk.stock("MUG").allocated) == (3, 0)
    assert (desk.stock("CAP").on_hand, desk.stock("CAP").allocated) == (3, 0)
    [held] = desk.oms.reservations.get(work_id).lines
    assert (held.consumed, held.released, held.held) == (1, 3, 0)
    assert desk.line(1000001).shipped == 4
    assert desk.post(f"/fulfilments/{work_id}/shipments", body).body["already"] is True


@pytest.mark.parametrize(
    ("more", "field", "detail"),
    [
        (instead(1, 1, "JUG"), "sku", "there is no item JUG"),
        (instead(3, 3), "quantity", "1 units of line 2000001 are substituted beyond"),
    ],
)
def test_what_does_not_fit_is_refused(
    desk: Desk, work_id: int, more: dict[str, Any], field: str, detail: str
) -> None:
    before = desk.documents()
    answer = desk.post(f"/fulfilments/{work_id}/shipments", {**a_shipment("WS1", _2000001=2), **more})
    assert (answer.status, answer.body["field"]) == (422, f"substitutes[0].{field}")
    assert detail in answer.body["detail"]
    assert desk.documents() == before


def test_a_line_without_substitutes_takes_none(desk: Desk) -> None:
    desk.receives("MUG", 4)
    work_id = desk.accepted(placed(desk))
    answer = desk.post(
        f"/fulfilments/{work_id}/shipments", {**a_shipment("WS1", _2000001=1), **instead(1, 1)}
    )
    assert "takes no substitutes" in answer.body["detail"]


def test_a_line_does_not_come_back_as_two_items(desk: Desk, work_id: int) -> None:
    desk.does(f"/fulfilments/{work_id}/shipments", {**a_shipment("WS1", _2000001=4), **instead(3, 6)})
    body = {"order_id": 1000001, "external_id": "MR-1", "lines": units(_2000001=4), **instead(3, 6)}
    answer = desk.post("/returns", body)
    assert (answer.status, answer.body["field"]) == (422, "substitutes[0].quantity")


def test_the_item_that_had_left_comes_back(desk: Desk, work_id: int) -> None:
    desk.does(f"/fulfilments/{work_id}/shipments", {**a_shipment("WS1", _2000001=4), **instead(4, 8)})
    body = {"order_id": 1000001, "external_id": "MR-1", "lines": units(_2000001=2), **instead(2, 4)}
    number = desk.does("/returns", body)["id"]
    found = {"line_id": 2000001, "sellable": 1, "damaged": 1, "inspect": 0}
    desk.does(f"/returns/{number}/receipts", {"reference": "WR1", "lines": [found]})
    assert (desk.stock("CAP").on_hand, desk.stock("CAP").unavailable) == (5, 2)
    assert desk.stock("MUG").on_hand == 4
