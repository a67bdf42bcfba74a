"""A move that is not in a table is refused and changes nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from ordergate.simulators.kernel.lifecycle import IllegalMove, Lifecycle
from ordergate.simulators.wms.lifecycle import (
    INBOUND,
    OUTBOUND,
    InboundMove,
    OutboundMove,
    roll_up,
)
from ordergate.simulators.wms.model import InboundState, OutboundLine, OutboundState
from tests.wms.stand import Stand, units

TABLES: list[tuple[Lifecycle[Any, Any], Any, Any]] = [
    (OUTBOUND, OutboundState, OutboundMove),
    (INBOUND, InboundState, InboundMove),
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
        assert table.after(state, move, of="W1") is table.table[state][move]
        return
    with pytest.raises(IllegalMove) as refusal:
        table.after(state, move, of="W1")
    ways = ", ".join(table.table[state])
    way_out = f"from there it can: {ways}" if ways else "nothing follows that state"
    assert refusal.value.detail == f"{table.document} W1 cannot {move} while {state}; {way_out}"


@pytest.mark.parametrize(("table", "states", "moves"), TABLES)
def test_a_table_has_every_state_and_uses_every_move(
    table: Lifecycle[Any, Any], states: Any, moves: Any
) -> None:
    assert set(table.table) == set(states)
    used = {move for moves_from in table.table.values() for move in moves_from}
    assert used == set(moves)
    reached = {to for moves_from in table.table.values() for to in moves_from.values()}
    assert reached | {table.start} == set(states)


def a_received(stand: Stand) -> str:
    return stand.accepts(f"R{len(stand.wms.outbounds)}", ("MUG", 4))


def a_picking(stand: Stand) -> str:
    stand.receives("MUG", 3)
    made = a_received(stand)
    stand.works("picks", made, units(_1=2))
    return made


def a_packed(stand: Stand) -> str:
    made = a_picking(stand)
    stand.works("packs", made, units(_1=1))
    return made


def a_partly_shipped(stand: Stand) -> str:
    made = a_packed(stand)
    stand.works("shipments", made)
    return made


def a_shipped(stand: Stand) -> str:
    stand.receives("MUG", 4)
    made = a_received(stand)
    stand.works("dispatch", made)
    return made


def a_cancelled(stand: Stand) -> str:
    made = a_received(stand)
    stand.works("shortages", made, units(_1=4))
    return made


IN_STATE: dict[OutboundState, Callable[[Stand], str]] = {
    OutboundState.RECEIVED: a_received,
    OutboundState.PICKING: a_packed,
    OutboundState.PARTIALLY_SHIPPED: a_partly_shipped,
    OutboundState.SHIPPED: a_shipped,
    OutboundState.CANCELLED: a_cancelled,
}
STEPS = {
    "picks": (OutboundMove.PICK,),
    "packs": (OutboundMove.PACK,),
    "shipments": (OutboundMove.SHIP_PART, OutboundMove.SHIP_REST),
    "dispatch": (OutboundMove.PICK,),
    "shortages": (OutboundMove.SHORT_PART, OutboundMove.SHORT_REST),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", OutboundState)
def test_a_step_that_the_state_does_not_allow_is_refused_and_changes_nothing(
    stand: Stand, state: OutboundState, step: str
) -> None:
    outbound = IN_STATE[state](stand)
    assert stand.outbound(outbound).state is state
    before = stand.documents()
    answer = stand.person("POST", f"/_world/outbounds/{outbound}/{step}", units(_1=1))
    if any(OUTBOUND.allows(state, move) for move in STEPS[step]):
        assert answer.status != 409 or "cannot" not in answer.body["detail"]
        return
    assert (answer.status, answer.body["type"]) == (409, "urn:problem:illegal-move")
    assert stand.documents() == before


@pytest.mark.parametrize("state", [OutboundState.SHIPPED, OutboundState.CANCELLED])
def test_a_cancellation_that_comes_too_late_is_answered_and_moves_nothing(
    stand: Stand, state: OutboundState
) -> None:
    outbound = IN_STATE[state](stand)
    before = stand.wms.outbounds.row(outbound)
    body = {"cancellation_ref": "C1", **units(_1=1)}
    answer = stand.ask("POST", f"/outbounds/{outbound}/cancellations", body)
    assert (answer.status, answer.body) == (200, {"lines": [{"line": "1", "granted": 0}]})
    assert stand.wms.outbounds.row(outbound) == before


def test_a_return_is_inspected_once(stand: Stand) -> None:
    inbound = stand.announces("RMA1", ("MUG", 2))
    found = {"lines": [{"line": "1", "sellable": 2}]}
    path = f"/_world/inbound-returns/{inbound}/inspection"
    assert stand.person("POST", path, found).status == 200
    before = stand.documents()
    answer = stand.person("POST", path, found)
    assert (answer.status, answer.body["type"]) == (409, "urn:problem:illegal-move")
    assert stand.documents() == before


@pytest.mark.parametrize(
    ("line", "state"),
    [
        (OutboundLine("1", "MUG", 5), OutboundState.RECEIVED),
        (OutboundLine("1", "MUG", 5, allocated=5), OutboundState.RECEIVED),
        (OutboundLine("1", "MUG", 5, allocated=5, picked=1), OutboundState.PICKING),
        (OutboundLine("1", "MUG", 5, shipped=1, picked=1), OutboundState.PARTIALLY_SHIPPED),
        (OutboundLine("1", "MUG", 5, shipped=5, picked=5), OutboundState.SHIPPED),
        (OutboundLine("1", "MUG", 5, shipped=1, picked=1, short=4), OutboundState.SHIPPED),
        (OutboundLine("1", "MUG", 5, short=2, cancelled=3), OutboundState.CANCELLED),
    ],
)
def test_the_state_of_an_order_is_what_its_lines_tell(line: OutboundLine, state: OutboundState) -> None:
    assert roll_up([line]) is state
    closed = OutboundLine("2", "CUP", 1, cancelled=1)
    assert roll_up([line, closed]) is state
