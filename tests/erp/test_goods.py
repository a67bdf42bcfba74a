"""Deliveries, returns and movements: whatever moves, stock says why."""

from __future__ import annotations

from typing import Any

import pytest

from ordergate.simulators.erp.model import Stock, StockMovementLine
from tests.erp.company import Company, goods, units


def test_a_delivery_takes_goods_from_hand_and_from_what_was_promised(company: Company) -> None:
    company.lists(stock=100)
    order = company.orders(goods(10), goods(5))
    answer = company.delivers(order, 4, 5, ExternalRef="WS1", Date="2011-06-03")
    assert (answer.status, answer.body) == (201, {"Number": "0200000001", "Version": 1})
    delivery = company.erp.deliveries.get("0200000001")
    assert (delivery.order, delivery.external_ref, delivery.date) == (order, "WS1", "2011-06-03")
    assert [line.delivered for line in company.order(order).lines] == [4, 5]
    assert company.stock() == Stock("MUG", "MAIN", on_hand=91, committed=6)


def test_a_delivery_leaves_a_movement_that_names_it(company: Company) -> None:
    order = company.orders(goods(10))
    delivery = company.delivers(order, 4)["Number"]
    movement = list(company.erp.stock_movements)[-1]
    assert (movement.kind, movement.reason, movement.lines) == (
        "delivery", delivery, (StockMovementLine("MUG", -4),),
    )  # fmt: skip


def test_lines_that_name_the_same_order_line_are_added_up(company: Company) -> None:
    order = company.orders(goods(10))
    twice = [{"LineNo": 10, "Quantity": 4}, {"LineNo": 10, "Quantity": 2}]
    assert company.delivers(order, Lines=twice).status == 201
    assert company.line(order).delivered == 6


def test_no_more_than_what_is_open_can_be_delivered(company: Company) -> None:
    order = company.orders(goods(10))
    company.cancels(order, 3)
    answer = company.delivers(order, 8)
    assert (answer.status, answer["field"]) == (422, "Lines[0].Quantity")
    assert "line 10 of sales order 0100000001 has 7 units open" in answer["detail"]


def test_a_delivery_can_leave_another_site_than_the_order_is_booked_at(company: Company) -> None:
    company.lists(stock=4)
    order = company.orders(goods(10))
    company.delivers(order, 4)
    answer = company.delivers(order, 5, ExternalRef="WS2", Site="NORTH")
    assert company.erp.deliveries.get(answer["Number"]).site == "NORTH"
    assert company.stock(site="NORTH") == Stock("MUG", "NORTH", on_hand=-5)
    assert company.stock() == Stock("MUG", "MAIN", on_hand=0, committed=1)


def test_a_delivery_from_a_site_that_is_not_there_is_refused(company: Company) -> None:
    company.lists(stock=4)
    order = company.orders(goods(4))
    before = company.documents()
    answer = company.delivers(order, 4, ExternalRef="WS1", Site="SOUTH")
    assert (answer.status, answer["field"]) == (422, "Site")
    assert "there are: MAIN, NORTH" in answer["detail"]
    assert company.documents() == before


def test_a_shipment_is_not_booked_again_at_another_site(company: Company) -> None:
    company.lists(stock=10)
    order = company.orders(goods(10))
    assert company.delivers(order, 4, ExternalRef="WS1", Site="NORTH").status == 201
    assert company.delivers(order, 4, ExternalRef="WS1", Site="NORTH").status == 200
    assert company.delivers(order, 4, ExternalRef="WS1", Site="MAIN").status == 409


@pytest.mark.parametrize(
    ("kind", "quantity", "status"),
    [("transfer_out", -4, "applied"), ("transfer_in", 4, "applied"),
     ("transfer_out", 4, "refused"), ("transfer_in", -4, "refused")],
)  # fmt: skip
def test_goods_leave_by_a_transfer_out_and_come_by_a_transfer_in(
    company: Company, kind: str, quantity: int, status: str
) -> None:
    company.lists(stock=10)
    movement = {
        "ExternalRef": "WM7", "Kind": kind, "Site": "MAIN", "Lines": [{"Item": "MUG", "Quantity": quantity}],
    }  # fmt: skip
    answer = company.partner("POST", "/StockMovements/Bulk", {"Movements": [movement]})
    assert answer["Results"][0]["Status"] == status
    assert company.stock().on_hand == 10 + (quantity if status == "applied" else 0)


def test_a_shipment_is_booked_once(company: Company) -> None:
    order = company.orders(goods(10))
    assert company.delivers(order, 4, ExternalRef="WS1").status == 201
    again = company.delivers(order, 4, ExternalRef="WS1")
    assert (again.status, again["Number"], again["Already"]) == (200, "0200000001", True)
    other = company.delivers(order, 5, ExternalRef="WS1")
    assert (other.status, other["field"]) == (409, "ExternalRef")
    assert company.line(order).delivered == 4


def test_what_a_warehouse_has_sent_is_booked_whatever_the_count_says(company: Company) -> None:
    company.lists(stock=1)
    order = company.orders(goods(3))
    assert company.delivers(order, 3).status == 201
    assert company.stock().on_hand == -2


def test_people_cannot_send_what_is_not_there(company: Company) -> None:
    company.lists(stock=5)
    order = company.orders(goods(3), goods(4))
    lines = [{"line_no": 10, "quantity": 3}, {"line_no": 20, "quantity": 3}]
    before = company.documents()
    answer = company.world("POST", "/deliveries", {"order": order, "lines": lines})
    assert (answer.status, answer["field"]) == (422, "lines[1].quantity")
    assert "MAIN has 2 units of MUG to deliver, not 3" in answer["detail"]
    assert company.documents() == before
    lines[1]["quantity"] = 2
    sent = company.world("POST", "/deliveries", {"order": order, "lines": lines})
    assert (sent.status, sent.body) == (201, {"number": "0200000001"})
    assert company.stock() == Stock("MUG", "MAIN", on_hand=0, committed=2)


def test_blocked_goods_are_not_sent(company: Company) -> None:
    company.lists()
    lines = [{"item": "MUG", "quantity": 5, "blocked": 3}]
    company.world("POST", "/stock-movements", {"kind": "receipt", "site": "MAIN", "lines": lines})
    order = company.orders(goods(3))
    body = {"order": order, "lines": [{"line_no": 10, "quantity": 3}]}
    assert company.world("POST", "/deliveries", body).status == 422


def test_a_return_is_announced_for_what_was_delivered(company: Company) -> None:
    order = company.orders(goods(10))
    company.delivers(order, 4)
    answer = company.announces(order, 3, ExternalRef="MR-1")
    assert (answer.status, answer["Number"], answer["State"]) == (201, "0500000001", "announced")
    assert company.announces(order, 2).status == 422
    assert company.announces(order, 1).status == 201
    assert company.announces(order, 3, ExternalRef="MR-1")["Already"] is True
    assert company.announces(order, 2, ExternalRef="MR-1").status == 409


def test_a_return_brings_back_goods_by_condition(company: Company) -> None:
    company.lists(stock=100)
    order = company.orders(goods(10))
    company.delivers(order, 10)
    number = company.announces(order, 8)["Number"]
    answer = company.receives(number, (3, 2, 1))
    assert (answer.status, answer["State"]) == (201, "received")
    assert company.stock() == Stock("MUG", "MAIN", on_hand=96, blocked=3)
    assert company.line(order).returned == 6
    movement = list(company.erp.stock_movements)[-1]
    assert (movement.kind, movement.reason, movement.lines) == (
        "return", number, (StockMovementLine("MUG", 6, 3),),
    )  # fmt: skip


def test_units_that_were_announced_and_not_found_can_be_announced_again(company: Company) -> None:
    order = company.orders(goods(10))
    company.delivers(order, 10)
    number = company.announces(order, 10)["Number"]
    company.receives(number, (6, 0, 0))
    assert company.announces(order, 5).status == 422
    assert company.announces(order, 4).status == 201


def test_a_return_of_which_nothing_came_back_moves_nothing(company: Company) -> None:
    order = company.orders(goods(10))
    company.delivers(order, 10)
    number = company.announces(order, 2)["Number"]
    movements = len(company.erp.stock_movements)
    assert company.receives(number)["State"] == "received"
    assert (len(company.erp.stock_movements), company.line(order).returned) == (movements, 0)


def test_a_return_is_received_once(company: Company) -> None:
    order = company.orders(goods(10))
    company.delivers(order, 10)
    number = company.announces(order, 5)["Number"]
    assert company.receives(number, (4, 0, 0)).status == 201
    again = company.receives(number, (4, 0, 0))
    assert (again.status, again["Already"]) == (200, True)
    other = company.receives(number, (5, 0, 0))
    assert other.status == 409
    assert "cannot receive while received" in other["detail"]
    assert company.line(order).returned == 4


def test_no_more_than_was_announced_can_be_received(company: Company) -> None:
    order = company.orders(goods(10))
    company.delivers(order, 10)
    number = company.announces(order, 5)["Number"]
    answer = company.receives(number, (4, 1, 1))
    assert (answer.status, answer["field"]) == (422, "Lines[0].Sellable")
    rows = [{"LineNo": 10, "Sellable": 3}, {"LineNo": 10, "Damaged": 3}]
    twice = company.partner("POST", f"/Returns/{number}/Receipts", {"Lines": rows})
    assert (twice.status, twice["field"]) == (422, "Lines[1].Sellable")
    unknown = company.receives(number, (5, 0, 0), (1, 0, 0))
    assert (unknown.status, unknown["field"]) == (422, "Lines[1].LineNo")


def test_people_receive_returns_too(company: Company) -> None:
    order = company.orders(goods(10))
    company.delivers(order, 10)
    number = company.announces(order, 5)["Number"]
    body = {"lines": [{"line_no": 10, "sellable": 1, "damaged": 1, "inspect": 1}]}
    first = company.world("POST", f"/returns/{number}/receipts", body)
    assert (first.status, first.body) == (201, {"number": number})
    again = company.world("POST", f"/returns/{number}/receipts", body)
    assert (again.status, again["already"]) == (200, True)


def movement(reference: str, kind: str, *lines: tuple[str, int, int], **more: Any) -> Any:
    rows = [{"Item": item, "Quantity": q, "Blocked": blocked} for item, q, blocked in lines]
    return {
        "ExternalRef": reference, "Kind": kind, "Site": "MAIN", "Reason": "count", "Lines": rows,
        **more,
    }  # fmt: skip


def test_in_bulk_each_movement_is_judged_on_its_own(company: Company) -> None:
    company.lists()
    rows = [
        movement("WM1", "receipt", ("MUG", 10, 2)),
        movement("WM1", "receipt", ("MUG", 10, 2)),
        movement("WM1", "receipt", ("MUG", 11, 2)),
        movement("WM2", "receipt", ("MUG", 1, 0), ("CUP", 1, 0)),
        movement("WM3", "receipt", ("MUG", 1, 0), Site="SOUTH"),
        movement("WM4", "delivery", ("MUG", 1, 0)),
        movement("WM5", "adjustment", ("MUG", -3, -1), ("MUG", 0, 1)),
        {"ExternalRef": 6},
    ]
    answer = company.partner("POST", "/StockMovements/Bulk", {"Movements": rows})
    statuses = [result["Status"] for result in answer["Results"]]
    assert statuses == ["applied", "already", *["refused"] * 4, "applied", "refused"]
    assert [result["ExternalRef"] for result in answer["Results"]] == [
        "WM1", "WM1", "WM1", "WM2", "WM3", "WM4", "WM5", None,
    ]  # fmt: skip
    assert "there is no item CUP" in answer["Results"][3]["Detail"]
    assert "there is no site SOUTH; there are: MAIN, NORTH" in answer["Results"][4]["Detail"]
    assert company.stock() == Stock("MUG", "MAIN", on_hand=7, blocked=2)


@pytest.mark.parametrize(
    ("kind", "quantity", "blocked", "field"),
    [
        ("receipt", 0, 0, "quantity"),
        ("receipt", -1, 0, "quantity"),
        ("receipt", 5, 6, "blocked"),
        ("receipt", 5, -1, "blocked"),
        ("adjustment", 0, 0, "quantity"),
        ("adjustment", -8, 0, "quantity"),
        ("adjustment", -7, 1, "quantity"),
        ("adjustment", 0, -4, "blocked"),
        ("adjustment", -4, -4, "blocked"),
    ],
)
def test_people_cannot_count_goods_that_are_impossible(
    company: Company, kind: str, quantity: int, blocked: int, field: str
) -> None:
    company.lists(stock=7)
    held = {"item": "MUG", "quantity": 3, "blocked": 3}
    company.world("POST", "/stock-movements", {"kind": "receipt", "site": "MAIN", "lines": [held]})
    before = company.documents()
    line = {"item": "MUG", "quantity": quantity, "blocked": blocked}
    body = {"kind": kind, "site": "MAIN", "reason": "count", "lines": [line]}
    answer = company.world("POST", "/stock-movements", body)
    assert (answer.status, answer["field"]) == (422, f"lines[0].{field}")
    assert company.documents() == before


def test_two_lines_cannot_take_the_same_goods_away(company: Company) -> None:
    company.lists(stock=7)
    lines = [{"item": "MUG", "quantity": -4}, {"item": "MUG", "quantity": -4}]
    body = {"kind": "adjustment", "site": "MAIN", "lines": lines}
    answer = company.world("POST", "/stock-movements", body)
    assert (answer.status, answer["field"]) == (422, "lines[1].quantity")
    lines[1]["quantity"] = -3
    assert company.world("POST", "/stock-movements", body).status == 201
    assert company.stock().on_hand == 0


def test_what_people_count_counts_once_under_a_reference(company: Company) -> None:
    company.lists()
    lines = [{"item": "MUG", "quantity": 7}]
    body = {"kind": "receipt", "site": "MAIN", "lines": lines, "reference": "count-1"}
    assert company.world("POST", "/stock-movements", body)["number"] == "0700000001"
    again = company.world("POST", "/stock-movements", body)
    assert (again.status, again["already"], company.stock().on_hand) == (200, True, 7)
    without = {**body, "reference": ""}
    for _ in range(2):
        assert company.world("POST", "/stock-movements", without).status == 201
    assert company.stock().on_hand == 21


def test_a_return_of_another_order_line_is_refused(company: Company) -> None:
    order = company.orders(goods(10))
    company.delivers(order, 10)
    body = {"ExternalRef": "MR-1", "Order": order, "Lines": [{"LineNo": 20, "Quantity": 1}]}
    answer = company.partner("POST", "/Returns", body)
    assert (answer.status, answer["field"]) == (422, "Lines[0].LineNo")
    assert units(1) == [{"LineNo": 10, "Quantity": 1}]
