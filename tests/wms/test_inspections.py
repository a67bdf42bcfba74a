"""The second look at goods: units change condition, and none comes or goes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wms.stand import Stand


@pytest.fixture
def waiting(stand: Stand) -> Stand:
    """A warehouse with 4 mugs under inspection and none to sell."""
    announced = stand.announces("RMA1", ("MUG", 4))
    lines = [{"line": "1", "inspect": 4}]
    assert (
        stand.person("POST", f"/_world/inbound-returns/{announced}/inspection", {"lines": lines}).status
        == 200
    )
    return stand


def clears(stand: Stand, **units: int) -> Any:
    lines = [{"sku": "MUG", **units}]
    return stand.person("POST", "/_world/inspections", {"site": "LON", "lines": lines})


def test_cleared_units_can_be_sold_or_are_damaged(waiting: Stand) -> None:
    answer = clears(waiting, sellable=2, damaged=1)
    assert answer.status == 201
    row = waiting.wms.stock.get("MUG@LON")
    assert (row.sellable, row.damaged, row.inspect, row.on_hand) == (2, 1, 1, 4)
    movement = waiting.wms.movements.get(answer.body["movement_id"])
    assert (movement.kind, movement.reason) == ("adjustment", "inspection")
    assert [(line.condition, line.quantity) for line in movement.lines] == [
        ("inspect", -3), ("sellable", 2), ("damaged", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("units", [{"sellable": 5}, {"sellable": 3, "damaged": 2}, {"sellable": 0}])
def test_no_more_is_cleared_than_is_under_inspection(waiting: Stand, units: dict[str, int]) -> None:
    before = waiting.wms.stock.get("MUG@LON")
    answer = clears(waiting, **units)
    assert (answer.status, answer.body["field"]) == (422, "lines[0]")
    assert f"has 4 units of MUG under inspection, so {sum(units.values())} cannot" in answer.body["detail"]
    assert waiting.wms.stock.get("MUG@LON") == before


def test_one_unit_is_not_cleared_twice_in_one_request(waiting: Stand) -> None:
    lines = [{"sku": "MUG", "sellable": 3}, {"sku": "MUG", "damaged": 2}]
    answer = waiting.person("POST", "/_world/inspections", {"site": "LON", "lines": lines})
    assert (answer.status, answer.body["field"]) == (422, "lines[1]")


def test_cleared_units_serve_who_waits(waiting: Stand) -> None:
    outbound = waiting.accepts("SO1", ("MUG", 3))
    clears(waiting, sellable=2, damaged=2)
    line = waiting.wms.outbounds.get(outbound).lines[0]
    assert (line.allocated, line.waiting) == (2, 1)
