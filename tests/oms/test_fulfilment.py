"""Warehouses accept, ship and find too little; reservations are consumed or released once."""

from __future__ import annotations

import pytest

from ordergate.simulators.oms.model import FulfilmentState, OrderState
from tests.oms.desk import Desk, a_shipment, units


@pytest.fixture
def work_id(desk: Desk) -> int:
    """An accepted fulfilment order of 4 mugs and 2 tees, of an order for 6 and 2."""
    desk.receives("MUG", 4)
    desk.receives("TEE", 5)
    return desk.accepted(desk.takes(("MUG", 6), ("TEE", 2)))


def test_a_fulfilment_order_is_shown_with_what_its_warehouse_needs(desk: Desk, work_id: int) -> None:
    assert desk.get(f"/fulfilments/{work_id}").body == {
        "id": 3000001,
        "version": 2,
        "order_id": 1000001,
        "external_id": "408-0",
        "channel": "main",
        "site": "LON",
        "state": "accepted",
        "warehouse_ref": "WO3000001",
        "ship_to": {"name": "Ann Archer", "city": "Leeds"},
        "lines": [
            {
                "line_id": 2000001, "external_line": "408-0/1", "sku": "MUG", "quantity": 4,
                "shipped": 0, "short": 0, "cancelled": 0, "reference": "row 1",
            },
            {
                "line_id": 2000002, "external_line": "408-0/2", "sku": "TEE", "quantity": 2,
                "shipped": 0, "short": 0, "cancelled": 0, "reference": "row 2",
            },
        ],
    }  # fmt: skip


def test_an_acceptance_stands_once(desk: Desk, work_id: int) -> None:
    before = desk.documents()
    again = desk.post(f"/fulfilments/{work_id}/acceptance", {"warehouse_ref": f"WO{work_id}"})
    assert (again.status, again.body) == (
        200,
        {"id": work_id, "version": 2, "state": "accepted", "cancelled": [], "already": True},
    )
    other = desk.post(f"/fulfilments/{work_id}/acceptance", {"warehouse_ref": "WO8"})
    assert (other.status, other.body["field"]) == (409, "warehouse_ref")
    assert desk.documents() == before


def test_an_acceptance_hears_of_units_that_were_cancelled_meanwhile(desk: Desk) -> None:
    desk.receives("MUG", 4)
    order_id = desk.takes(("MUG", 4))
    work_id = desk.works(order_id)[0].id
    path = f"/orders/{order_id}/cancellations"
    desk.does(path, {"reference": "MC-1", "lines": units(_2000001=1)})
    accepted = desk.does(f"/fulfilments/{work_id}/acceptance", {"warehouse_ref": "WO1"})
    assert accepted["state"] == "accepted"
    assert accepted["cancelled"] == [{"line_id": 2000001, "quantity": 1}]


def test_an_acceptance_of_cancelled_work_is_kept_and_answered_so(desk: Desk) -> None:
    desk.receives("MUG", 4)
    order_id = desk.takes(("MUG", 4))
    work_id = desk.works(order_id)[0].id
    path = f"/orders/{order_id}/cancellations"
    desk.does(path, {"reference": "MC-1", "lines": units(_2000001=4)})
    accepted = desk.does(f"/fulfilments/{work_id}/acceptance", {"warehouse_ref": "WO1"})
    assert accepted["state"] == "cancelled"
    assert accepted["cancelled"] == [{"line_id": 2000001, "quantity": 4}]
    assert desk.works(order_id)[0].warehouse_ref == "WO1"


def test_a_shipment_consumes_reservation_and_stock(desk: Desk, work_id: int) -> None:
    answer = desk.post(f"/fulfilments/{work_id}/shipments", a_shipment("S1", _2000001=3))
    assert (answer.status, answer.body) == (
        201,
        {"id": 5000001, "version": 1, "fulfilment_id": work_id, "state": "accepted"},
    )
    line = desk.line(1000001)
    assert (line.allocated, line.backordered, line.shipped) == (1, 2, 3)
    level = desk.stock("MUG")
    assert (level.on_hand, level.allocated, level.available) == (1, 1, 0)
    held = desk.oms.reservations.get(work_id).lines[0]
    assert (held.held, held.consumed, held.released) == (1, 3, 0)
    assert desk.order(1000001).state is OrderState.PARTIALLY_SHIPPED


def test_lines_that_did_not_ship_stay_the_same_objects(desk: Desk, work_id: int) -> None:
    before, work = desk.order(1000001), desk.oms.fulfilments.get(work_id)
    held = desk.oms.reservations.get(work_id)
    desk.ships(work_id, "S1", _2000001=3)
    assert desk.order(1000001).lines[1] is before.lines[1]
    assert desk.oms.fulfilments.get(work_id).lines[1] is work.lines[1]
    assert desk.oms.reservations.get(work_id).lines[1] is held.lines[1]


def test_the_last_shipment_closes_the_work_and_ships_the_order(desk: Desk) -> None:
    desk.receives("MUG", 4)
    work_id = desk.accepted(desk.takes(("MUG", 4)))
    desk.ships(work_id, "S1", _2000001=3)
    last = desk.ships(work_id, "S2", _2000001=1)
    assert last["state"] == "closed"
    assert desk.order(1000001).state is OrderState.SHIPPED
    assert (desk.stock("MUG").on_hand, desk.stock("MUG").allocated) == (0, 0)


def test_a_shipment_stands_once(desk: Desk, work_id: int) -> None:
    body = a_shipment("S1", _2000001=3, _2000002=1)
    desk.does(f"/fulfilments/{work_id}/shipments", body)
    before = desk.documents()
    again = desk.post(f"/fulfilments/{work_id}/shipments", a_shipment("S1", _2000002=1, _2000001=3))
    assert (again.status, again.body["id"], again.body["already"]) == (200, 5000001, True)
    other = desk.post(f"/fulfilments/{work_id}/shipments", a_shipment("S1", _2000001=1))
    assert (other.status, other.body["field"]) == (409, "reference")
    assert desk.documents() == before


def test_a_shipment_is_a_fact_even_before_the_receipt_that_explains_it(desk: Desk, work_id: int) -> None:
    desk.receives("MUG", -4)
    assert desk.stock("MUG").available == -4
    desk.does(f"/fulfilments/{work_id}/shipments", a_shipment("S1", _2000002=1, _2000001=1))
    assert desk.stock("MUG").on_hand == -1
    desk.receives("MUG", 1)
    assert desk.stock("MUG").on_hand == 0


def test_short_units_wait_for_the_next_movement_of_stock(desk: Desk, work_id: int) -> None:
    body = {"reference": "X1", "lines": units(_2000001=3)}
    answer = desk.post(f"/fulfilments/{work_id}/shortages", body)
    assert (answer.status, answer.body) == (
        201,
        {"reference": "X1", "fulfilment_id": work_id, "state": "accepted"},
    )
    line = desk.line(1000001)
    assert (line.allocated, line.backordered) == (1, 5)
    assert desk.stock("MUG").available == 3
    desk.receives("TEE", 1)
    desk.takes(("TEE", 1))
    assert desk.line(1000001) == line
    desk.receives("MUG", -3)
    assert desk.line(1000001) == line
    desk.receives("MUG", 2)
    assert (desk.line(1000001).allocated, desk.line(1000001).backordered) == (3, 3)


def test_another_site_serves_what_one_did_not_find(desk: Desk) -> None:
    desk.receives("MUG", 6)
    desk.receives("MUG", 2, site="HUL")
    order_id = desk.takes(("MUG", 6))
    work_id = desk.accepted(order_id)
    desk.does(f"/fulfilments/{work_id}/shortages", {"reference": "K1", "lines": units(_2000001=3)})
    asked = [(work.site, work.lines[0].quantity, work.lines[0].open) for work in desk.works(order_id)]
    assert asked == [("LON", 6, 3), ("HUL", 2, 2)]
    line = desk.line(order_id)
    assert (line.allocated, line.backordered) == (5, 1)
    assert desk.stock("MUG", "HUL").available == 0


def test_a_shortage_stands_once(desk: Desk, work_id: int) -> None:
    path = f"/fulfilments/{work_id}/shortages"
    desk.does(path, {"reference": "X1", "lines": units(_2000001=3)})
    before = desk.documents()
    again = desk.post(path, {"reference": "X1", "lines": units(_2000001=3)})
    assert (again.status, again.body["already"]) == (200, True)
    other = desk.post(path, {"reference": "X1", "lines": units(_2000001=1)})
    assert (other.status, other.body["field"]) == (409, "reference")
    assert desk.documents() == before


def test_work_of_which_the_rest_is_short_is_closed_and_its_order_open(desk: Desk, work_id: int) -> None:
    desk.ships(work_id, "S1", _2000001=1, _2000002=2)
    told = {"reference": "X1", "lines": units(_2000001=3)}
    desk.does(f"/fulfilments/{work_id}/shortages", told)
    assert desk.oms.fulfilments.get(work_id).state is FulfilmentState.CLOSED
    assert desk.order(1000001).state is OrderState.PARTIALLY_SHIPPED


def test_stock_that_arrives_goes_to_the_oldest_order_first(desk: Desk) -> None:
    first = desk.takes(("MUG", 3), ("TEE", 1))
    second = desk.takes(("MUG", 3))
    desk.receives("MUG", 2)
    assert (desk.line(first).allocated, desk.line(second).allocated) == (2, 0)
    desk.receives("MUG", 3, site="HUL")
    assert (desk.line(first).allocated, desk.line(second).allocated) == (3, 2)
    assert [work.site for work in desk.works(first)] == ["LON", "HUL"]


def test_stock_that_arrives_together_makes_one_fulfilment_order_for_each_order_and_site(
    desk: Desk,
) -> None:
    order_id = desk.takes(("MUG", 3), ("TEE", 1))
    movements = [
        {"reference": f"WM{sku}", "sku": sku, "site": "LON", "quantity": 9} for sku in ("MUG", "TEE")
    ]
    desk.does("/stock-movements/bulk", {"movements": movements})
    asked = [[(line.sku, line.quantity) for line in work.lines] for work in desk.works(order_id)]
    assert asked == [[("MUG", 3), ("TEE", 1)]]
    assert len(desk.oms.fulfilments) == 1
