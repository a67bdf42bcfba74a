"""Returns: announced once, inspected once, every announced unit accounted for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wms.stand import START_US, Stand, a_return


def found(line: str = "1", **units: int) -> dict[str, Any]:
    return {"line": line, **units}


def inspects(stand: Stand, inbound: str, *lines: dict[str, Any]) -> Any:
    path = f"/_world/inbound-returns/{inbound}/inspection"
    return stand.person("POST", path, {"lines": list(lines)})


def test_a_return_is_announced(stand: Stand) -> None:
    answer = stand.ask("POST", "/inbound-returns", a_return("RMA1", ("MUG", 2)))
    assert answer.status == 201
    assert answer.body == {"id": "WR000001", "version": 1, "state": "announced"}
    assert stand.ask("GET", "/inbound-returns/WR000001").body == {
        "id": "WR000001", "reference": "RMA1", "site": "LON", "state": "announced",
        "lines": [{"line": "1", "sku": "MUG", "announced": 2, "sellable": 0, "damaged": 0,
                   "inspect": 0, "missing": 0}],
        "version": 1, "changed_ms": START_US // 1000,
    }  # fmt: skip


def test_the_same_return_again_is_the_same_return(stand: Stand) -> None:
    first = stand.announces("RMA1", ("MUG", 2))
    again = stand.ask("POST", "/inbound-returns", a_return("RMA1", ("MUG", 2)))
    assert (again.status, again.body["id"], again.body["already"]) == (200, first, True)
    other = stand.ask("POST", "/inbound-returns", a_return("RMA1", ("MUG", 3)))
    assert (other.status, other.body["field"]) == (409, "reference")
    assert len(stand.wms.inbound_returns) == 1


def test_an_inspection_puts_what_arrived_into_stock_by_condition(stand: Stand) -> None:
    inbound = stand.announces("RMA1", ("MUG", 6), ("CUP", 1))
    answer = inspects(
        stand, inbound,
        found("2", missing=1), found("1", sellable=3, damaged=1, inspect=1, missing=1),
    )  # fmt: skip
    assert answer.status == 200
    assert answer.body == {"id": inbound, "state": "inspected", "movement_id": "WM000001"}
    stock = stand.stock("MUG")
    assert (stock.sellable, stock.damaged, stock.inspect) == (3, 1, 1)
    movement = stand.wms.movements.get("WM000001")
    assert (movement.kind, movement.reference) == ("return", inbound)
    assert sum(line.quantity for line in movement.lines) == 5
    cup = stand.wms.inbound_returns.get(inbound).lines[1]
    assert (cup.missing, "CUP@LON" in stand.wms.stock) == (1, False)


def test_a_sellable_return_serves_orders_that_wait(stand: Stand) -> None:
    outbound = stand.accepts("F1", ("MUG", 3))
    inbound = stand.announces("RMA1", ("MUG", 3))
    inspects(stand, inbound, found(sellable=2, damaged=1))
    assert stand.line(outbound).allocated == 2


def test_a_return_of_which_nothing_arrived_moves_no_stock(stand: Stand) -> None:
    inbound = stand.announces("RMA1", ("MUG", 3))
    assert inspects(stand, inbound, found(missing=3)).body["movement_id"] is None
    assert len(stand.wms.movements) == 0


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ([found(sellable=1), found("2", sellable=1)], "lines[0]"),
        ([found(sellable=2, missing=1), found("2", sellable=1)], "lines[0]"),
        ([found(sellable=2)], "lines"),
        ([found(sellable=2), found("3", sellable=1)], "lines[1].line"),
        ([found(sellable=2), found(sellable=2)], "lines[1].line"),
    ],
)
def test_an_inspection_accounts_for_every_announced_unit(
    stand: Stand, lines: list[dict[str, Any]], field: str
) -> None:
    inbound = stand.announces("RMA1", ("MUG", 2), ("CUP", 1))
    before = stand.documents()
    answer = inspects(stand, inbound, *lines)
    assert (answer.status, answer.body["field"]) == (422, field)
    assert stand.documents() == before
