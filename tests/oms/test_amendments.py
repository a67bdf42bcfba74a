"""Amendments: further lines are allocated as new orders are; what has shipped went where it was to go."""

from __future__ import annotations

from typing import Any

from tests.oms.desk import Desk, an_order


def a_line(name: str, sku: str, quantity: int, **more: Any) -> dict[str, Any]:
    [line] = an_order("x", (sku, quantity))["lines"]
    return {**line, "external_line": name, **more}


def amends(desk: Desk, order: int, reference: str, **more: Any) -> Any:
    return desk.post(f"/orders/{order}/amendments", {"reference": reference, **more})


def test_a_further_line_is_promised_what_is_free_and_the_rest_waits(desk: Desk) -> None:
    desk.lists("MUG")
    desk.receives("MUG", 8)
    order, another = desk.takes(("MUG", 5)), desk.takes(("MUG", 1))
    answer = amends(desk, order, "MA-1", lines=[a_line("9", "MUG", 4, amends="1")])
    assert answer.status == 201
    assert answer.body["lines"] == [{"line_id": 2000003, "external_line": "9"}]
    first, new = desk.order(order).lines
    assert (first.allocated, new.allocated, new.backordered, new.amends) == (5, 2, 2, "1")
    assert [work.lines[0].quantity for work in desk.works(order)] == [5, 2]
    assert desk.line(another).allocated == 1
    desk.receives("MUG", 9)
    assert desk.line(order, 1).allocated == 4


def test_a_further_line_ships_cancels_and_is_found_by_its_id(desk: Desk) -> None:
    desk.lists("MUG")
    desk.receives("MUG", 20)
    order = desk.takes(("MUG", 5))
    desk.takes(("MUG", 1))
    new = amends(desk, order, "MA-1", lines=[a_line("9", "MUG", 4)]).body["lines"][0]["line_id"]
    work = desk.accepted(order)
    desk.ships(work, "WS1", **{f"_{new}": 3})
    desk.does(
        f"/orders/{order}/cancellations", {"reference": "C1", "lines": [{"line_id": new, "quantity": 1}]}
    )
    assert (desk.line(order, 1).shipped, desk.order(order).state) == (3, "partially_shipped")


def test_a_held_order_gets_lines_that_wait_for_its_release(desk: Desk) -> None:
    desk.lists("MUG")
    desk.receives("MUG", 20)
    order = desk.takes(("MUG", 5), holds=("credit",))
    amends(desk, order, "MA-1", lines=[a_line("9", "MUG", 4)])
    assert (desk.line(order, 1).unallocated, desk.works(order)) == (4, [])
    desk.delete(f"/orders/{order}/holds/credit")
    assert desk.line(order, 1).allocated == 4


def test_an_address_and_a_day_are_those_of_the_fulfilment_orders_too(desk: Desk) -> None:
    desk.lists("MUG")
    desk.receives("MUG", 20)
    order = desk.takes(("MUG", 5))
    assert amends(desk, order, "MA-1", ship_to={"city": "Hull"}, requested_date="2011-04-01").status == 201
    shown = desk.get(f"/fulfilments/{desk.works(order)[0].id}").body
    assert (shown["ship_to"], shown["requested_date"]) == ({"city": "Hull"}, "2011-04-01")


def test_the_same_amendment_again_is_the_same_and_another_content_is_a_conflict(desk: Desk) -> None:
    desk.lists("MUG")
    order = desk.takes(("MUG", 5))
    first = amends(desk, order, "MA-1", lines=[a_line("9", "MUG", 4)]).body
    desk.receives("MUG", 20)
    before = desk.documents()
    again = amends(desk, order, "MA-1", lines=[a_line("9", "MUG", 4)])
    assert (again.status, again.body["lines"], again.body["already"]) == (200, first["lines"], True)
    assert amends(desk, order, "MA-1", lines=[a_line("9", "MUG", 3)]).status == 409
    assert desk.documents() == before


def test_what_cannot_be_amended_is_refused_and_nothing_changes(desk: Desk) -> None:
    desk.lists("MUG")
    desk.receives("MUG", 20)
    order, done = desk.takes(("MUG", 5)), desk.takes(("MUG", 1))
    desk.ships(desk.accepted(order), "WS1", **{f"_{desk.line(order).id}": 2})
    desk.ships(desk.accepted(done), "WS2", **{f"_{desk.line(done).id}": 1})
    before = desk.documents()
    assert amends(desk, done, "MA-1", lines=[a_line("9", "MUG", 1)]).status == 409
    assert amends(desk, order, "MA-2", ship_to={"city": "Hull"}).status == 409
    assert amends(desk, order, "MA-3").status == 422
    assert "no item CUP" in amends(desk, order, "MA-4", lines=[a_line("9", "CUP", 1)]).body["detail"]
    twice = desk.line(order).external_line
    assert "stands twice" in amends(desk, order, "MA-5", lines=[a_line(twice, "MUG", 1)]).body["detail"]
    assert desk.documents() == before


def test_a_further_line_of_an_order_that_ships_complete_waits_with_what_waits(desk: Desk) -> None:
    desk.system.context.policies = {"oms.ship": "complete"}
    desk.lists("MUG", "TEE")
    desk.receives("MUG", 8)
    order = desk.takes(("TEE", 5))
    amends(desk, order, "MA-1", lines=[a_line("9", "MUG", 4)])
    assert [(line.allocated, line.backordered) for line in desk.order(order).lines] == [(0, 5), (0, 4)]
    desk.receives("TEE", 5)
    assert [(line.allocated, line.backordered) for line in desk.order(order).lines] == [(5, 0), (4, 0)]


def test_a_further_line_that_is_not_all_there_waits_where_orders_ship_complete(desk: Desk) -> None:
    desk.system.context.policies = {"oms.ship": "complete"}
    desk.lists("MUG", "TEE")
    desk.receives("TEE", 5)
    desk.receives("MUG", 3)
    order = desk.takes(("TEE", 5))
    amends(desk, order, "MA-1", lines=[a_line("9", "MUG", 4)])
    assert [(line.allocated, line.backordered) for line in desk.order(order).lines] == [(5, 0), (0, 4)]


def test_of_a_further_line_what_no_site_has_is_cancelled_by_policy(desk: Desk) -> None:
    desk.system.context.policies = {"oms.backorder": "cancel"}
    desk.lists("MUG")
    desk.receives("MUG", 7)
    order = desk.takes(("MUG", 5))
    amends(desk, order, "MA-1", lines=[a_line("9", "MUG", 4)])
    new = desk.line(order, 1)
    assert (new.allocated, new.backordered, new.cancelled) == (2, 0, 2)
