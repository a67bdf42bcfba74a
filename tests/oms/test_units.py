"""The OMS sells by the case and allocates eaches."""

from __future__ import annotations

from typing import Any

from tests.oms.desk import Desk, an_order


def in_cases(quantity: int, size: int = 12) -> dict[str, Any]:
    body = an_order("408-1", ("MUG", quantity))
    body["lines"][0] |= {"unit": "CS", "unit_size": size}
    return body


def test_a_line_in_cases_is_told_in_cases_and_allocated_in_eaches(desk: Desk) -> None:
    desk.receives("MUG", 57)
    order_id = desk.does("/orders", in_cases(5))["id"]
    shown = desk.get(f"/orders/{order_id}").body["lines"][0]
    assert (shown["quantity"], shown["unit"], shown["unit_size"], shown["base_quantity"]) == (5, "CS", 12, 60)
    assert (shown["allocated"], shown["backordered"]) == (57, 3)


def test_a_line_of_eaches_says_nothing_of_units(desk: Desk) -> None:
    order_id = desk.takes(("MUG", 5))
    shown = desk.get(f"/orders/{order_id}").body["lines"][0]
    assert not {"unit", "unit_size", "base_quantity"} & {*shown}


def test_cases_of_another_size_are_another_order(desk: Desk) -> None:
    desk.does("/orders", in_cases(5))
    assert desk.post("/orders", in_cases(5)).status == 200
    assert desk.post("/orders", in_cases(6, size=10)).status == 409


def test_more_eaches_than_a_line_can_count_are_refused(desk: Desk) -> None:
    answer = desk.post("/orders", in_cases(10_000_000))
    assert (answer.status, answer.body["field"]) == (422, "lines[0].quantity")
