"""Picking, packing and shipping: each step takes what the one before left."""

from __future__ import annotations

import pytest

from ordergate.simulators.wms.model import ParcelLine
from ordergate.simulators.wms.service.parcels import (
    packed_into,
    serial_shipping_container_code,
)
from tests.wms.stand import START_US, Stand, units


def test_units_are_picked_packed_and_shipped_step_by_step(stand: Stand) -> None:
    stand.receives("MUG", 5)
    outbound = stand.accepts("F1", ("MUG", 5))
    assert stand.works("picks", outbound, units(_1=4))["state"] == "picking"
    assert stand.works("packs", outbound, units(_1=3))["lines"] == [{"line": "1", "quantity": 3}]
    shipped = stand.works("shipments", outbound, units(_1=2))
    assert shipped == {"shipment_id": "WS000001", "lines": [{"line": "1", "quantity": 2}]}
    line = stand.line(outbound)
    assert (line.picked, line.packed, line.shipped, line.allocated) == (4, 3, 2, 3)
    assert stand.outbound(outbound).state == "partially_shipped"
    assert (stand.stock("MUG").sellable, stand.stock("MUG").allocated) == (3, 3)


def test_a_step_without_lines_takes_all_that_is_ready(stand: Stand) -> None:
    stand.receives("MUG", 3)
    outbound = stand.accepts("F1", ("MUG", 5), ("CUP", 1))
    assert stand.works("picks", outbound)["lines"] == [{"line": "1", "quantity": 3}]
    assert stand.works("packs", outbound)["lines"] == [{"line": "1", "quantity": 3}]
    assert stand.works("shipments", outbound)["lines"] == [{"line": "1", "quantity": 3}]


def test_dispatch_does_what_is_left_of_the_three_steps(stand: Stand) -> None:
    stand.receives("MUG", 5)
    outbound = stand.accepts("F1", ("MUG", 5))
    stand.works("picks", outbound, units(_1=3))
    stand.works("packs", outbound, units(_1=1))
    stand.works("dispatch", outbound, units(_1=2))
    line = stand.line(outbound)
    assert (line.picked, line.packed, line.shipped) == (3, 2, 2)
    stand.works("dispatch", outbound)
    line = stand.line(outbound)
    assert (line.picked, line.packed, line.shipped) == (5, 5, 5)
    assert stand.outbound(outbound).state == "shipped"


@pytest.mark.parametrize("step", ["picks", "dispatch"])
def test_nothing_can_be_done_while_everything_waits(stand: Stand, step: str) -> None:
    outbound = stand.accepts("F1", ("MUG", 5))
    before = stand.documents()
    answer = stand.person("POST", f"/_world/outbounds/{outbound}/{step}", {})
    assert (answer.status, answer.body["type"]) == (409, "urn:problem:conflict")
    assert "5 wait for stock" in answer.body["detail"]
    assert stand.documents() == before


@pytest.mark.parametrize(("step", "ready"), [("picks", 2), ("packs", 1), ("shipments", 1), ("dispatch", 4)])
def test_a_step_takes_no_more_than_is_ready_for_it(stand: Stand, step: str, ready: int) -> None:
    stand.receives("MUG", 4)
    outbound = stand.accepts("F1", ("MUG", 5))
    stand.works("picks", outbound, units(_1=2))
    stand.works("packs", outbound, units(_1=1))
    before = stand.documents()
    path = f"/_world/outbounds/{outbound}/{step}"
    answer = stand.person("POST", path, units(_1=ready + 1))
    assert (answer.status, answer.body["field"]) == (422, "lines[0].quantity")
    assert f"has {ready} units" in answer.body["detail"]
    assert stand.documents() == before
    assert stand.person("POST", path, units(_1=ready)).status < 300


def test_a_shipment_shows_its_parcels(stand: Stand) -> None:
    stand.receives("MUG", 3)
    stand.receives("CUP", 2)
    outbound = stand.accepts("F1", ("MUG", 3), ("CUP", 2))
    body = {"parcels": 2, "carrier": "Swift"}
    shipment = stand.works("dispatch", outbound, body)["shipment_id"]
    shown = stand.ask("GET", f"/shipments/{shipment}").body
    assert shown == {
        "id": shipment, "outbound_id": outbound, "reference": "F1", "site": "LON",
        "carrier": "Swift", "shipped_ms": START_US // 1000, "version": 1,
        "changed_ms": START_US // 1000,
        "parcels": [
            {"sscc": "050300000000000019", "tracking": "WT00000001",
             "lines": [{"line": "1", "sku": "MUG", "quantity": 2}]},
            {"sscc": "050300000000000026", "tracking": "WT00000002",
             "lines": [{"line": "1", "sku": "MUG", "quantity": 1},
                       {"line": "2", "sku": "CUP", "quantity": 2}]},
        ],
    }  # fmt: skip


def test_a_shipment_is_a_movement_of_what_left(stand: Stand) -> None:
    stand.receives("MUG", 3)
    outbound = stand.accepts("F1", ("MUG", 2))
    shipment = stand.works("dispatch", outbound)["shipment_id"]
    movement = stand.wms.movements.get("WM000002")
    assert (movement.kind, movement.reference) == ("shipment", shipment)
    assert [(line.sku, line.condition, line.quantity) for line in movement.lines] == [("MUG", "sellable", -2)]


def test_more_parcels_than_units_are_refused(stand: Stand) -> None:
    stand.receives("MUG", 2)
    outbound = stand.accepts("F1", ("MUG", 2))
    before = stand.documents()
    path = f"/_world/outbounds/{outbound}/dispatch"
    answer = stand.person("POST", path, {"parcels": 3})
    assert (answer.status, answer.body["field"]) == (422, "parcels")
    assert stand.documents() == before


@pytest.mark.parametrize("count", range(1, 10))
def test_parcels_hold_every_unit_once_and_differ_by_one_at_most(count: int) -> None:
    contents = [ParcelLine("1", "MUG", 4), ParcelLine("2", "CUP", 1), ParcelLine("3", "TEA", 4)]
    boxes = packed_into(contents, count)
    sizes = [sum(line.quantity for line in box) for box in boxes]
    assert len(boxes) == count
    assert max(sizes) - min(sizes) <= 1
    packed: dict[str, int] = {}
    for line in (line for box in boxes for line in box):
        packed[line.line] = packed.get(line.line, 0) + line.quantity
    assert packed == {"1": 4, "2": 1, "3": 4}


@pytest.mark.parametrize("number", [1, 2, 9, 10, 123_456_789, 9_999_999_999_999])
def test_a_container_code_has_the_check_digit_of_gs1(number: int) -> None:
    code = serial_shipping_container_code(number)
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(code)))
    assert (len(code), code[:4], weighted % 10) == (18, "0503", 0)
