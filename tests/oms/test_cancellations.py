"""Cancellations take the freest units first, and ask warehouses for the rest."""

from __future__ import annotations

from typing import Any

import pytest

from ordergate.simulators.oms.model import FulfilmentState, OrderState
from tests.oms.desk import Answer, Desk, units


def cancels(desk: Desk, order_id: int, reference: str, **quantities: int) -> Any:
    body = {"reference": reference, "lines": units(**quantities)}
    return desk.does(f"/orders/{order_id}/cancellations", body)


def answers(desk: Desk, work_id: int, quantity: int, granted: int, reference: str = "MC-1") -> Answer:
    line = {"line_id": 2000001, "quantity": quantity, "granted": granted}
    body = {"cancellation_ref": reference, "lines": [line]}
    return desk.post(f"/fulfilments/{work_id}/cancellations", body)


@pytest.fixture
def work_id(desk: Desk) -> int:
    """Accepted work of 4 mugs, of an order for 9, of which 3 more are promised and 2 wait."""
    desk.receives("MUG", 4)
    work_id = desk.accepted(desk.takes(("MUG", 9)))
    desk.receives("MUG", 3)
    return work_id


def test_units_that_wait_go_first_then_unaccepted_work_then_warehouses_are_asked(
    desk: Desk, work_id: int
) -> None:
    two = cancels(desk, 1000001, "MC-0", _2000001=2)
    assert two["lines"] == [{"line_id": 2000001, "quantity": 2, "cancelled": 2, "refused": 0, "pending": 0}]
    assert desk.stock("MUG").allocated == 7
    rest = cancels(desk, 1000001, "MC-1", _2000001=8)
    assert rest == {
        "reference": "MC-1",
        "order_id": 1000001,
        "lines": [{"line_id": 2000001, "quantity": 8, "cancelled": 3, "refused": 1, "pending": 4}],
        "pending": [{"fulfilment_id": work_id, "line_id": 2000001, "quantity": 4}],
    }
    line = desk.line(1000001)
    assert (line.cancelled, line.allocated, line.backordered) == (5, 4, 0)
    states = [work.state for work in desk.works(1000001)]
    assert states == [FulfilmentState.ACCEPTED, FulfilmentState.CANCELLED]
    assert desk.stock("MUG").available == 3


def test_a_held_order_is_cancelled_at_once(desk: Desk) -> None:
    order_id = desk.takes(("MUG", 9), holds=("fraud",))
    cancels(desk, order_id, "MC-1", _2000001=9)
    assert desk.order(order_id).state is OrderState.CANCELLED
    assert desk.line(order_id).unallocated == 0


def test_a_warehouse_gives_up_some_units_and_ships_the_others(desk: Desk, work_id: int) -> None:
    cancels(desk, 1000001, "MC-1", _2000001=9)
    answer = answers(desk, work_id, 4, 3)
    assert (answer.status, answer.body["pending"]) == (200, [])
    assert answer.body["lines"] == [
        {"line_id": 2000001, "quantity": 9, "cancelled": 8, "refused": 1, "pending": 0}
    ]
    assert desk.get("/cancellations/MC-1").body == answer.body
    work = desk.oms.fulfilments.get(work_id)
    assert (work.state, work.lines[0].cancelled, work.lines[0].open) == ("accepted", 3, 1)
    desk.ships(work_id, "S1", _2000001=1)
    assert desk.order(1000001).state is OrderState.SHIPPED
    assert desk.stock("MUG").available == 6


def test_work_that_a_warehouse_gives_up_whole_is_cancelled(desk: Desk, work_id: int) -> None:
    cancels(desk, 1000001, "MC-1", _2000001=9)
    answers(desk, work_id, 4, 4)
    assert desk.oms.fulfilments.get(work_id).state is FulfilmentState.CANCELLED
    assert desk.order(1000001).state is OrderState.CANCELLED


def test_what_ships_before_the_warehouse_answers_is_refused(desk: Desk, work_id: int) -> None:
    cancels(desk, 1000001, "MC-1", _2000001=9)
    desk.ships(work_id, "S1", _2000001=3)
    before = desk.documents()
    too_many = answers(desk, work_id, 4, 2)
    assert (too_many.status, too_many.body["field"]) == (422, "lines[0].granted")
    assert desk.documents() == before
    assert answers(desk, work_id, 4, 1).status == 200
    line = desk.line(1000001)
    assert (line.shipped, line.cancelled, line.allocated) == (3, 6, 0)


def test_a_warehouse_answers_once(desk: Desk, work_id: int) -> None:
    cancels(desk, 1000001, "MC-1", _2000001=9)
    answers(desk, work_id, 4, 3)
    before = desk.documents()
    again = answers(desk, work_id, 4, 3)
    assert (again.status, again.body["already"]) == (200, True)
    other = answers(desk, work_id, 4, 2)
    assert (other.status, other.body["field"]) == (409, "lines[0].granted")
    assert desk.documents() == before


@pytest.mark.parametrize(
    ("quantity", "granted", "field"),
    [(3, 2, "lines[0].quantity"), (2, 3, "lines[0].granted")],
)
def test_a_warehouse_answers_what_it_was_asked(
    desk: Desk, work_id: int, quantity: int, granted: int, field: str
) -> None:
    cancels(desk, 1000001, "MC-1", _2000001=7)
    before = desk.documents()
    answer = answers(desk, work_id, quantity, granted)
    assert (answer.status, answer.body["field"]) == (422, field)
    assert desk.documents() == before


def test_a_warehouse_that_was_not_asked_is_refused(desk: Desk, work_id: int) -> None:
    unknown = answers(desk, work_id, 4, 4, "MC-7")
    assert (unknown.status, unknown.body["field"]) == (404, "cancellation_ref")
    cancels(desk, 1000001, "MC-1", _2000001=2)
    answer = answers(desk, work_id, 2, 2)
    assert (answer.status, answer.body["field"]) == (422, "lines[0].line_id")


def test_a_cancellation_stands_once(desk: Desk, work_id: int) -> None:
    first = cancels(desk, 1000001, "MC-1", _2000001=8)
    before = desk.documents()
    again = cancels(desk, 1000001, "MC-1", _2000001=8)
    assert again == {**first, "already": True}
    body = {"reference": "MC-1", "lines": units(_2000001=7)}
    other = desk.post("/orders/1000001/cancellations", body)
    assert (other.status, other.body["field"]) == (409, "reference")
    assert desk.documents() == before
    answers(desk, work_id, 3, 3)
    assert cancels(desk, 1000001, "MC-1", _2000001=8)["pending"] == []


def test_units_are_asked_back_by_one_cancellation_only(desk: Desk, work_id: int) -> None:
    cancels(desk, 1000001, "MC-1", _2000001=8)
    second = cancels(desk, 1000001, "MC-2", _2000001=2)
    assert second["lines"] == [
        {"line_id": 2000001, "quantity": 2, "cancelled": 0, "refused": 1, "pending": 1}
    ]


def test_units_that_a_cancellation_frees_go_to_those_who_wait(desk: Desk, work_id: int) -> None:
    waiting = desk.takes(("MUG", 5))
    cancels(desk, 1000001, "MC-1", _2000001=9)
    assert (desk.line(waiting).allocated, desk.line(waiting).backordered) == (3, 2)
    answers(desk, work_id, 4, 4)
    assert (desk.line(waiting).allocated, desk.line(waiting).backordered) == (5, 0)


def test_a_cancellation_does_not_give_on_what_a_warehouse_failed_to_find(desk: Desk, work_id: int) -> None:
    told = {"reference": "X1", "lines": units(_2000001=4)}
    desk.does(f"/fulfilments/{work_id}/shortages", told)
    newer = desk.takes(("MUG", 2))
    assert (desk.line(newer).allocated, desk.stock("MUG").available) == (2, 2)
    cancels(desk, newer, "MC-1", _2000002=1)
    line = desk.line(1000001)
    assert (line.allocated, line.backordered, desk.stock("MUG").available) == (4, 5, 2)


def test_a_cancellation_does_not_give_on_what_a_count_did_not_find(desk: Desk, work_id: int) -> None:
    waiting = desk.takes(("MUG", 5))
    desk.receives("MUG", -2)
    assert desk.stock("MUG").available == -2
    cancels(desk, 1000001, "MC-1", _2000001=5)
    assert (desk.line(waiting).allocated, desk.stock("MUG").available) == (1, 0)


def test_units_that_a_warehouse_kept_may_be_asked_back_again(desk: Desk, work_id: int) -> None:
    cancels(desk, 1000001, "MC-1", _2000001=9)
    answers(desk, work_id, 4, 1)
    second = cancels(desk, 1000001, "MC-2", _2000001=4)
    assert second["pending"] == [{"fulfilment_id": work_id, "line_id": 2000001, "quantity": 3}]


def test_unchanged_lines_stay_the_same_objects(desk: Desk) -> None:
    order_id = desk.takes(("MUG", 2), ("TEE", 2))
    before = desk.order(order_id)
    cancels(desk, order_id, "MC-1", _2000002=1)
    assert desk.order(order_id).lines[0] is before.lines[0]


def test_an_acceptance_sent_again_does_not_name_units_that_were_given_up_later(desk: Desk) -> None:
    desk.receives("MUG", 4)
    order_id = desk.takes(("MUG", 4))
    work_id = desk.works(order_id)[0].id
    cancels(desk, order_id, "MC-1", _2000001=1)
    first = desk.does(f"/fulfilments/{work_id}/acceptance", {"warehouse_ref": "WO1"})
    cancels(desk, order_id, "MC-2", _2000001=1)
    assert answers(desk, work_id, 1, 1, "MC-2").status == 200
    again = desk.does(f"/fulfilments/{work_id}/acceptance", {"warehouse_ref": "WO1"})
    assert again["cancelled"] == first["cancelled"] == [{"line_id": 2000001, "quantity": 1}]
