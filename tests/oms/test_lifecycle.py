"""A move that is not in a table is refused and changes nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.simulators.kernel.lifecycle import IllegalMove, Lifecycle
from ordergate.simulators.oms.lifecycle import (
    FULFILMENT,
    ITEM,
    ORDER,
    RETURN,
    FulfilmentMove,
    ItemMove,
    OrderMove,
    ReturnMove,
    fulfilment_roll_up,
    order_roll_up,
)
from ordergate.simulators.oms.model import (
    FulfilmentLine,
    FulfilmentState,
    ItemState,
    OrderLine,
    OrderState,
    ReturnState,
)
from tests.oms.desk import Desk, a_shipment, units

TABLES: list[tuple[Lifecycle[Any, Any], Any, Any]] = [
    (ITEM, ItemState, ItemMove),
    (ORDER, OrderState, OrderMove),
    (FULFILMENT, FulfilmentState, FulfilmentMove),
    (RETURN, ReturnState, ReturnMove),
]
PAIRS = [
    pytest.param(table, state, move, id=f"{table.document}: {move} while {state}")
    for table, states, moves in TABLES
    for state, move in itertools.product(states, moves)
]


@pytest.mark.parametrize(("table", "state", "move"), PAIRS)
def test_a_move_is_in_the_table_or_refused_with_the_way_out(
    table: Lifecycle[Any, Any], state: Any, move: Any
) -> None:
    if table.allows(state, move):
        assert table.after(state, move, of=7) is table.table[state][move]
        return
    with pytest.raises(IllegalMove) as refusal:
        table.after(state, move, of=7)
    ways = ", ".join(table.table[state])
    way_out = f"from there it can: {ways}" if ways else "nothing follows that state"
    assert refusal.value.detail == f"{table.document} 7 cannot {move} while {state}; {way_out}"


@pytest.mark.parametrize(("table", "states", "moves"), TABLES)
def test_a_table_has_every_state_and_uses_every_move(
    table: Lifecycle[Any, Any], states: Any, moves: Any
) -> None:
    assert set(table.table) == set(states)
    assert {move for ways in table.table.values() for move in ways} == set(moves)
    reached = {to for ways in table.table.values() for to in ways.values()}
    assert reached | {table.start} == set(states)


def an_open_order(desk: Desk) -> int:
    desk.receives("MUG", 4)
    return desk.takes(("MUG", 4))


def a_partly_shipped_order(desk: Desk) -> int:
    order_id = an_open_order(desk)
    desk.ships(desk.accepted(order_id), "S1", _2000001=1)
    return order_id


def a_shipped_order(desk: Desk) -> int:
    order_id = an_open_order(desk)
    desk.ships(desk.accepted(order_id), "S1", _2000001=4)
    return order_id


def a_cancelled_order(desk: Desk) -> int:
    order_id = an_open_order(desk)
    body = {"reference": "MC-1", "lines": units(_2000001=4)}
    desk.does(f"/orders/{order_id}/cancellations", body)
    return order_id


ORDERS: dict[OrderState, Callable[[Desk], int]] = {
    OrderState.OPEN: an_open_order,
    OrderState.PARTIALLY_SHIPPED: a_partly_shipped_order,
    OrderState.SHIPPED: a_shipped_order,
    OrderState.CANCELLED: a_cancelled_order,
}


@pytest.mark.parametrize("state", OrderState)
def test_a_hold_is_refused_once_nothing_of_an_order_is_open(desk: Desk, state: OrderState) -> None:
    order_id = ORDERS[state](desk)
    assert desk.order(order_id).state is state
    before = desk.documents()
    answer = desk.post(f"/orders/{order_id}/holds", {"hold": "fraud"})
    if state is OrderState.OPEN:
        assert (answer.status, answer.body["holds"]) == (200, ["fraud"])
        return
    assert answer.status == 409
    if not ORDER.allows(state, OrderMove.HOLD):
        assert answer.body["type"] == "urn:problem:illegal-move"
    assert desk.documents() == before


def test_a_hold_on_a_cancelled_order_cannot_be_released(desk: Desk) -> None:
    order_id = desk.takes(("MUG", 1), holds=("fraud",))
    body = {"reference": "MC-1", "lines": units(_2000001=1)}
    desk.does(f"/orders/{order_id}/cancellations", body)
    before = desk.documents()
    answer = desk.delete(f"/orders/{order_id}/holds/fraud")
    assert (answer.status, answer.body["type"]) == (409, "urn:problem:illegal-move")
    assert desk.documents() == before


@pytest.mark.parametrize("state", OrderState)
def test_a_cancellation_of_what_is_not_open_is_answered_and_moves_nothing(
    desk: Desk, state: OrderState
) -> None:
    order_id = ORDERS[state](desk)
    before = desk.oms.orders.row(order_id)
    body = {"reference": "MC-2", "lines": units(_2000001=1)}
    answer = desk.post(f"/orders/{order_id}/cancellations", body)
    assert answer.status == 200
    taken = answer.body["lines"][0]
    if ORDER.allows(state, OrderMove.CANCEL_PART):
        assert taken["cancelled"] + taken["pending"] == 1
        return
    assert (taken["cancelled"], taken["refused"], answer.body["pending"]) == (0, 1, [])
    assert desk.oms.orders.row(order_id) == before


def an_open_work(desk: Desk) -> int:
    return desk.works(an_open_order(desk))[0].id


def an_accepted_work(desk: Desk) -> int:
    return desk.accepted(an_open_order(desk))


def a_closed_work(desk: Desk) -> int:
    return desk.works(a_shipped_order(desk))[0].id


def a_cancelled_work(desk: Desk) -> int:
    return desk.works(a_cancelled_order(desk))[0].id


WORKS: dict[FulfilmentState, Callable[[Desk], int]] = {
    FulfilmentState.OPEN: an_open_work,
    FulfilmentState.ACCEPTED: an_accepted_work,
    FulfilmentState.CLOSED: a_closed_work,
    FulfilmentState.CANCELLED: a_cancelled_work,
}
WORDS: dict[str, tuple[FulfilmentMove, dict[str, object]]] = {
    "acceptance": (FulfilmentMove.ACCEPT, {"warehouse_ref": "W9"}),
    "shipments": (FulfilmentMove.SHIP_PART, a_shipment("S9", _2000001=1)),
    "shortages": (FulfilmentMove.SHORT_PART, {"reference": "X9", "lines": units(_2000001=1)}),
}


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("state", FulfilmentState)
def test_a_warehouse_is_refused_what_the_state_does_not_allow(
    desk: Desk, state: FulfilmentState, word: str
) -> None:
    fulfilment_id = WORKS[state](desk)
    assert desk.oms.fulfilments.get(fulfilment_id).state is state
    before = desk.documents()
    move, body = WORDS[word]
    answer = desk.post(f"/fulfilments/{fulfilment_id}/{word}", body)
    if FULFILMENT.allows(state, move):
        assert answer.status < 300
        return
    assert answer.status == 409
    assert desk.documents() == before


def test_a_refused_move_names_the_document_and_the_way_out(desk: Desk) -> None:
    fulfilment_id = an_open_work(desk)
    answer = desk.post(f"/fulfilments/{fulfilment_id}/shipments", a_shipment("S1", _2000001=1))
    assert answer.body == {
        "type": "urn:problem:illegal-move",
        "title": "illegal move",
        "status": 409,
        "detail": f"fulfilment {fulfilment_id} cannot ship_part while open; "
        "from there it can: accept, cancel_part, cancel_all",
    }


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ({}, OrderState.OPEN),
        ({"allocated": 2, "backordered": 3}, OrderState.OPEN),
        ({"cancelled": 4}, OrderState.OPEN),
        ({"shipped": 1}, OrderState.PARTIALLY_SHIPPED),
        ({"shipped": 1, "cancelled": 3}, OrderState.PARTIALLY_SHIPPED),
        ({"shipped": 5}, OrderState.SHIPPED),
        ({"shipped": 1, "cancelled": 4}, OrderState.SHIPPED),
        ({"cancelled": 5}, OrderState.CANCELLED),
    ],
)
def test_the_state_of_an_order_is_what_its_lines_tell(line: dict[str, int], state: OrderState) -> None:
    held = replace(OrderLine(1, "1", "MUG", 5, 100, 5, 2000, ""), **line)
    assert order_roll_up([held]) is state


def test_an_order_of_charges_alone_stays_open() -> None:
    assert order_roll_up([]) is OrderState.OPEN


@pytest.mark.parametrize(
    ("line", "accepted", "state"),
    [
        ({}, False, FulfilmentState.OPEN),
        ({"cancelled": 4}, False, FulfilmentState.OPEN),
        ({}, True, FulfilmentState.ACCEPTED),
        ({"shipped": 4}, True, FulfilmentState.ACCEPTED),
        ({"shipped": 1, "short": 2, "cancelled": 2}, True, FulfilmentState.CLOSED),
        ({"short": 1, "cancelled": 4}, True, FulfilmentState.CLOSED),
        ({"cancelled": 5}, True, FulfilmentState.CANCELLED),
    ],
)
def test_the_state_of_a_fulfilment_order_is_what_its_lines_tell(
    line: dict[str, int], accepted: bool, state: FulfilmentState
) -> None:
    assert fulfilment_roll_up([FulfilmentLine(1, "MUG", 5, **line)], accepted=accepted) is state
