"""The OMS lets the site that ships a whole line send a little more or less of it."""

from __future__ import annotations

from typing import Any

from tests.oms.desk import Answer, Desk, an_order


def placed(desk: Desk, stock: int = 200, quantity: int = 100) -> int:
    desk.lists("NAIL")
    desk.receives("NAIL", stock)
    body = an_order("408-9", ("NAIL", quantity))
    body["lines"][0] |= {"over_units": 5, "under_units": 2}
    return int(desk.does("/orders", body)["id"])


def ships(desk: Desk, work: int, quantity: int, closed: int = 0) -> Answer:
    line_id = desk.oms.fulfilments.get(work).lines[0].line_id
    body: dict[str, Any] = {
        "reference": "WS1", "shipped_at": "2026-01-05T10:00:00Z",
        "lines": [{"line_id": line_id, "quantity": quantity}],
    }  # fmt: skip
    if closed:
        body["closed"] = [{"line_id": line_id, "quantity": closed}]
    return desk.post(f"/fulfilments/{work}/shipments", body)


def test_a_surplus_leaves_stock_and_releases_no_more_than_was_reserved(desk: Desk) -> None:
    order = placed(desk)
    work = desk.accepted(order)
    assert ships(desk, work, 104).status == 201
    line, stock = desk.line(order), desk.stock("NAIL")
    assert (line.shipped, line.allocated, line.open, line.unallocated) == (104, 0, 0, 0)
    assert (stock.on_hand, stock.allocated) == (96, 0)
    assert desk.oms.reservations.get(work).lines[0].held == 0
    assert desk.order(order).state == "shipped"
    assert ships(desk, work, 104).status == 200


def test_more_than_is_tolerated_changes_nothing(desk: Desk) -> None:
    work = desk.accepted(placed(desk))
    before = desk.documents()
    assert ships(desk, work, 106).status == 422
    assert ships(desk, work, 97, closed=3).status == 422
    assert desk.documents() == before


def test_a_closed_rest_is_cancelled_and_its_stock_serves_others(desk: Desk) -> None:
    order = placed(desk, stock=100)
    waiting = desk.takes(("NAIL", 2))
    work = desk.accepted(order)
    assert ships(desk, work, 98, closed=2).status == 201
    line = desk.line(order)
    assert (line.shipped, line.cancelled, line.closed, line.allocated) == (98, 2, 2, 0)
    assert (desk.order(order).state, desk.oms.fulfilments.get(work).state) == ("shipped", "closed")
    assert desk.line(waiting).allocated == 2


def test_a_line_that_waits_in_part_is_shipped_exactly(desk: Desk) -> None:
    order = placed(desk, stock=60)
    work = desk.accepted(order)
    assert desk.get(f"/fulfilments/{work}").body["lines"][0].get("over_units") is None
    assert ships(desk, work, 61).status == 422
