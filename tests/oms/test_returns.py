"""What shipped may come back once; only what is sellable can be promised again."""

from __future__ import annotations

from typing import Any

import pytest

from ordergate.simulators.oms.model import OrderState
from tests.oms.desk import Answer, Desk, units


@pytest.fixture
def order_id(desk: Desk) -> int:
    """An order of 5 mugs and 2 tees, of which 4 and 2 have shipped."""
    desk.receives("MUG", 4)
    desk.receives("TEE", 2)
    order_id = desk.takes(("MUG", 5), ("TEE", 2))
    desk.ships(desk.accepted(order_id), "S1", _2000001=4, _2000002=2)
    return order_id


def announces(desk: Desk, order_id: int, external_id: str, **quantities: int) -> Answer:
    body = {"order_id": order_id, "external_id": external_id, "lines": units(**quantities)}
    return desk.post("/returns", body)


def found(sellable: int, damaged: int = 0, inspect: int = 0) -> dict[str, Any]:
    line = {"line_id": 2000001, "sellable": sellable, "damaged": damaged, "inspect": inspect}
    return {"reference": "WR1", "lines": [line]}


def test_a_return_is_authorised_to_the_first_site(desk: Desk, order_id: int) -> None:
    answer = announces(desk, order_id, "MR-1", _2000001=3)
    assert (answer.status, answer.body) == (
        201,
        {"id": 7000001, "version": 1, "site": "LON", "state": "authorised"},
    )
    line = {"line_id": 2000001, "quantity": 3, "sellable": 0, "damaged": 0, "inspect": 0}
    assert desk.get("/returns/7000001").body == {
        "id": 7000001, "version": 1, "order_id": order_id, "external_id": "MR-1", "site": "LON",
        "state": "authorised", "receipt_reference": "", "lines": [line],
    }  # fmt: skip


def test_a_receipt_books_what_was_found_and_only_sellable_units_are_available(
    desk: Desk, order_id: int
) -> None:
    announces(desk, order_id, "MR-1", _2000001=4)
    answer = desk.post("/returns/7000001/receipts", found(0, damaged=2, inspect=1))
    assert (answer.status, answer.body) == (
        200,
        {"id": 7000001, "version": 2, "site": "LON", "state": "received"},
    )
    level = desk.stock("MUG")
    assert (level.on_hand, level.unavailable, level.available) == (3, 3, 0)
    line = desk.line(order_id)
    assert (line.returned, line.backordered) == (3, 1)
    assert desk.order(order_id).state is OrderState.PARTIALLY_SHIPPED


def test_sellable_units_that_come_back_go_to_those_who_wait(desk: Desk, order_id: int) -> None:
    waiting = desk.takes(("MUG", 2))
    announces(desk, order_id, "MR-1", _2000001=3)
    desk.does("/returns/7000001/receipts", found(2, damaged=1))
    first = desk.line(order_id)
    assert (first.returned, first.allocated, first.backordered) == (3, 1, 0)
    assert (desk.line(waiting).allocated, desk.line(waiting).backordered) == (1, 1)


def test_damaged_units_do_not_give_on_what_a_warehouse_failed_to_find(desk: Desk, order_id: int) -> None:
    desk.takes(("MUG", 1))
    desk.receives("MUG", 2)
    work_id = desk.accepted(1000002)
    body = {"reference": "X1", "lines": units(_2000003=1)}
    desk.does(f"/fulfilments/{work_id}/shortages", body)
    announces(desk, order_id, "MR-1", _2000001=1)
    desk.does("/returns/7000001/receipts", found(0, damaged=1))
    assert (desk.line(1000002).backordered, desk.stock("MUG").available) == (1, 1)


def test_units_that_are_all_missing_change_the_return_alone(desk: Desk, order_id: int) -> None:
    announces(desk, order_id, "MR-1", _2000001=3)
    before, level = desk.oms.orders.row(order_id), desk.oms.stock.row("MUG@LON")
    events = desk.outbox.issued
    assert desk.does("/returns/7000001/receipts", found(0))["state"] == "received"
    assert desk.outbox.issued == events + 1
    assert (desk.oms.orders.row(order_id), desk.oms.stock.row("MUG@LON")) == (before, level)


def test_a_return_stands_once(desk: Desk, order_id: int) -> None:
    announces(desk, order_id, "MR-1", _2000001=3)
    before = desk.documents()
    again = announces(desk, order_id, "MR-1", _2000001=3)
    assert (again.status, again.body["id"], again.body["already"]) == (200, 7000001, True)
    other = announces(desk, order_id, "MR-1", _2000001=2)
    assert (other.status, other.body["field"]) == (409, "external_id")
    assert desk.documents() == before


def test_a_receipt_stands_once(desk: Desk, order_id: int) -> None:
    announces(desk, order_id, "MR-1", _2000001=3)
    desk.does("/returns/7000001/receipts", found(2))
    before = desk.documents()
    again = desk.post("/returns/7000001/receipts", found(2))
    assert (again.status, again.body["already"]) == (200, True)
    for other in (found(3), {**found(2), "reference": "WR2"}):
        answer = desk.post("/returns/7000001/receipts", other)
        assert (answer.status, answer.body["type"]) == (409, "urn:problem:illegal-move")
    assert desk.documents() == before


def test_more_than_shipped_and_not_yet_announced_or_returned_is_refused(desk: Desk, order_id: int) -> None:
    announces(desk, order_id, "MR-1", _2000001=1)
    desk.does("/returns/7000001/receipts", found(1))
    announces(desk, order_id, "MR-2", _2000001=1)
    before = desk.documents()
    answer = announces(desk, order_id, "MR-3", _2000001=3)
    assert (answer.status, answer.body["field"]) == (422, "lines[0].quantity")
    assert answer.body["detail"] == (
        f"order {order_id} has 2 units of line 2000001 shipped and not returned, not 3"
    )
    assert desk.documents() == before
    assert announces(desk, order_id, "MR-3", _2000001=2).status == 201


def test_units_that_turned_out_missing_may_be_announced_again(desk: Desk, order_id: int) -> None:
    announces(desk, order_id, "MR-1", _2000001=4)
    desk.does("/returns/7000001/receipts", found(1))
    assert announces(desk, order_id, "MR-2", _2000001=3).status == 201


def test_more_than_announced_is_not_received(desk: Desk, order_id: int) -> None:
    announces(desk, order_id, "MR-1", _2000001=3)
    before = desk.documents()
    answer = desk.post("/returns/7000001/receipts", found(2, damaged=1, inspect=1))
    assert (answer.status, answer.body["field"]) == (422, "lines[0]")
    assert answer.body["detail"] == "3 units of line 2000001 were announced, not 4"
    assert desk.documents() == before
