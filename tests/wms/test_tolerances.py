"""The warehouse ships a little more or less than it was asked to, as far as a line tolerates it."""

from __future__ import annotations

from typing import Any

import pytest

from ordergate.simulators.wms.model import OutboundState
from tests.wms.stand import Stand, an_order


def asked(stand: Stand, quantity: int, over: int = 5, under: int = 2) -> str:
    order = an_order("F1", ("NAIL", quantity))
    order["lines"][0] |= {"over_units": over, "under_units": under}
    answer = stand.ask("POST", "/outbounds", order)
    assert answer.status == 201, answer.body
    return str(answer.body["id"])


def takes(quantity: int) -> dict[str, Any]:
    return {"lines": [{"line": "1", "quantity": quantity}]}


def test_a_surplus_leaves_from_what_is_free(stand: Stand) -> None:
    stand.receives("NAIL", 110)
    outbound = asked(stand, 100)
    stand.works("dispatch", outbound, takes(104))
    line, stock = stand.line(outbound), stand.stock("NAIL")
    assert (line.shipped, line.open, line.allocated) == (104, 0, 0)
    assert (stock.sellable, stock.allocated) == (6, 0)
    assert stand.outbound(outbound).state is OutboundState.SHIPPED


@pytest.mark.parametrize("step", ["dispatch", "picks"])
def test_more_than_is_tolerated_is_refused_by_name(stand: Stand, step: str) -> None:
    stand.receives("NAIL", 200)
    outbound = asked(stand, 100)
    before = stand.documents()
    answer = stand.person("POST", f"/_world/outbounds/{outbound}/{step}", takes(106))
    assert (answer.status, answer.body["field"]) == (422, "lines[0].quantity")
    assert "was ordered 100 times and tolerates 5 more" in answer.body["detail"]
    assert stand.documents() == before


def test_a_surplus_that_others_were_promised_is_refused(stand: Stand) -> None:
    stand.receives("NAIL", 110)
    outbound = asked(stand, 100)
    stand.accepts("F2", ("NAIL", 8))
    answer = stand.person("POST", f"/_world/outbounds/{outbound}/dispatch", takes(103))
    assert answer.status == 422
    assert "takes 3 units beyond those promised to it" in answer.body["detail"]


def test_a_line_that_is_complete_takes_no_surplus(stand: Stand) -> None:
    stand.receives("NAIL", 110)
    stand.receives("CUP", 1)
    order = an_order("F1", ("NAIL", 100), ("CUP", 1))
    order["lines"][0]["over_units"] = 5
    outbound = str(stand.ask("POST", "/outbounds", order).body["id"])
    stand.works("dispatch", outbound, takes(100))
    assert stand.person("POST", f"/_world/outbounds/{outbound}/dispatch", takes(1)).status == 422


def test_a_surplus_that_was_picked_and_stays_goes_back_to_the_shelf(stand: Stand) -> None:
    stand.receives("NAIL", 110)
    outbound = asked(stand, 100)
    stand.works("picks", outbound, takes(105))
    stand.works("packs", outbound, takes(105))
    stand.works("shipments", outbound, takes(100))
    line = stand.line(outbound)
    assert (line.picked, line.packed, line.shipped, line.allocated) == (100, 100, 100, 0)
    assert stand.stock("NAIL").free == 10


def test_a_rest_within_the_tolerance_is_closed_and_serves_others(stand: Stand) -> None:
    stand.receives("NAIL", 100)
    outbound = asked(stand, 100)
    other = stand.accepts("F2", ("NAIL", 5))
    shipment = stand.works("dispatch", outbound, takes(98))["shipment_id"]
    line = stand.line(outbound)
    assert (line.shipped, line.cancelled, line.closed, line.allocated) == (98, 2, 2, 0)
    told = stand.ask("GET", f"/shipments/{shipment}").body
    assert told["closed"] == [{"line": "1", "quantity": 2}]
    assert stand.line(other).allocated == 2


def test_a_rest_that_waits_for_stock_is_closed_too(stand: Stand) -> None:
    stand.receives("NAIL", 98)
    outbound = asked(stand, 100)
    stand.works("dispatch", outbound)
    stand.receives("NAIL", 50)
    assert (stand.line(outbound).closed, stand.stock("NAIL").free) == (2, 50)


def test_a_larger_rest_stays_open(stand: Stand) -> None:
    stand.receives("NAIL", 100)
    outbound = asked(stand, 100)
    stand.works("dispatch", outbound, takes(97))
    assert (stand.line(outbound).open, stand.line(outbound).closed) == (3, 0)


def test_what_is_in_hand_still_leaves_before_a_line_is_closed(stand: Stand) -> None:
    stand.receives("NAIL", 100)
    outbound = asked(stand, 100)
    stand.works("picks", outbound, takes(99))
    stand.works("packs", outbound, takes(99))
    stand.works("shipments", outbound, takes(98))
    assert stand.line(outbound).closed == 0
    stand.works("shipments", outbound)
    assert (stand.line(outbound).shipped, stand.line(outbound).closed) == (99, 1)
