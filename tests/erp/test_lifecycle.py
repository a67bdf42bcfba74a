"""Nothing moves in a way that is not in a table."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import pytest

from ordergate.simulators.erp.lifecycle import HOLD, ITEM, ORDER, RETURN, OrderMove, roll_up
from ordergate.simulators.erp.model import OrderState
from ordergate.simulators.kernel.lifecycle import IllegalMove, Lifecycle
from tests.erp.company import Answer, Company, freight, goods

LIFECYCLES: list[Lifecycle[Any, Any]] = [HOLD, ITEM, ORDER, RETURN]
UNLISTED = [
    (lifecycle, state, move)
    for lifecycle in LIFECYCLES
    for state in type(lifecycle.start)
    for move in type(next(iter(lifecycle.table[lifecycle.start])))
    if not lifecycle.allows(state, move)
]


@pytest.mark.parametrize(("lifecycle", "state", "move"), UNLISTED, ids=str)
def test_a_move_that_is_not_in_the_table_is_refused(
    lifecycle: Lifecycle[Any, Any], state: StrEnum, move: StrEnum
) -> None:
    with pytest.raises(IllegalMove) as refused:
        lifecycle.after(state, move, of="0100000001")
    assert f"{lifecycle.document} 0100000001 cannot {move} while {state}" in str(refused.value)


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda lifecycle: lifecycle.document)
def test_every_state_has_a_row_and_can_be_reached(lifecycle: Lifecycle[Any, Any]) -> None:
    states = set(type(lifecycle.start).__members__.values())
    reached = {state for moves in lifecycle.table.values() for state in moves.values()}
    assert set(lifecycle.table) == states
    assert reached | {lifecycle.start} == states


def open_order(company: Company) -> str:
    return company.orders(goods(2), goods(2), Charges=[freight()])


def partially_delivered(company: Company) -> str:
    order = open_order(company)
    company.delivers(order, 1)
    return order


def delivered(company: Company) -> str:
    order = open_order(company)
    company.delivers(order, 2, 2)
    return order


def closed(company: Company) -> str:
    order = open_order(company)
    company.bills(company.delivers(order, 2, 2)["Number"], 1)
    return order


def cancelled(company: Company) -> str:
    order = open_order(company)
    company.cancels(order, 2, 2)
    return order


STATES: dict[OrderState, Callable[[Company], str]] = {
    OrderState.OPEN: open_order,
    OrderState.PARTIALLY_DELIVERED: partially_delivered,
    OrderState.DELIVERED: delivered,
    OrderState.CLOSED: closed,
    OrderState.CANCELLED: cancelled,
}


def rest(company: Company, order: str) -> list[int]:
    return [line.open for line in company.order(order).lines] if order else []


MOVES: dict[OrderMove, Callable[[Company, str], Answer]] = {
    OrderMove.DELIVER_PART: lambda company, order: company.delivers(order, 0, 1),
    OrderMove.DELIVER_REST: lambda company, order: company.delivers(
        order, *(rest(company, order) if any(rest(company, order)) else [1, 1])
    ),
    OrderMove.CANCEL_PART: lambda company, order: company.cancels(order, 0, 1),
    OrderMove.CANCEL_REST: lambda company, order: company.cancels(
        order, *(rest(company, order) if any(rest(company, order)) else [1, 1])
    ),
    OrderMove.BILL: lambda company, order: company.partner(
        "POST", "/Invoices", {"Order": order, "Charges": [1]}
    ),
}


@pytest.mark.parametrize("move", MOVES, ids=str)
@pytest.mark.parametrize("state", STATES, ids=str)
def test_an_order_moves_as_its_table_says_or_not_at_all(
    company: Company, state: OrderState, move: OrderMove
) -> None:
    order = STATES[state](company)
    assert company.order(order).state is state
    before = company.documents()
    answer = MOVES[move](company, order)
    if ORDER.allows(state, move):
        assert answer.status == 201
        assert company.order(order).state is ORDER.table[state][move]
    else:
        assert answer.status in (409, 422)
        assert company.documents() == before


def test_cancelling_the_rest_closes_an_order_whose_delivered_part_is_billed(
    company: Company,
) -> None:
    order = company.orders(goods(5))
    company.delivers_and_bills(order, 2)
    assert company.order(order).state is OrderState.PARTIALLY_DELIVERED
    assert company.cancels(order, 3)["State"] == "closed"


def test_billing_the_last_delivery_closes_an_order(company: Company) -> None:
    order = company.orders(goods(5))
    company.delivers_and_bills(order, 2)
    number = company.delivers(order, 3)["Number"]
    assert company.order(order).state is OrderState.DELIVERED
    company.bills(number)
    assert company.order(order).state is OrderState.CLOSED


def test_a_delivered_order_stays_open_to_billing_until_its_freight_is_billed(
    company: Company,
) -> None:
    order = company.orders(goods(5), Charges=[freight()])
    company.delivers_and_bills(order, 5)
    assert company.order(order).state is OrderState.DELIVERED
    company.partner("POST", "/Invoices", {"Order": order, "Charges": [1]})
    assert company.order(order).state is OrderState.CLOSED


def test_an_order_of_charges_alone_closes_when_they_are_billed(company: Company) -> None:
    order = company.orders(Charges=[freight(), freight("1.0025", "0.2005")])
    assert company.order(order).state is OrderState.OPEN
    company.partner("POST", "/Invoices", {"Order": order, "Charges": [1]})
    assert company.order(order).state is OrderState.OPEN
    company.partner("POST", "/Invoices", {"Order": order, "Charges": [2]})
    assert company.order(order).state is OrderState.CLOSED


def test_the_state_is_what_the_lines_add_up_to(company: Company) -> None:
    orders = [make(company) for make in STATES.values()]
    states = [roll_up(held.lines, held.charges) for held in map(company.order, orders)]
    assert states == list(STATES)


@pytest.mark.parametrize("back", ["returns", "credits", "pays"])
def test_what_comes_after_the_end_leaves_the_state_alone(company: Company, back: str) -> None:
    order = closed(company)
    if back == "returns":
        company.receives(company.announces(order, 1)["Number"], (1, 0, 0))
    elif back == "credits":
        assert company.credits(order, {"LineNo": 10, "Quantity": 1}).status == 201
    else:
        assert company.pays(order, "10.00").status == 201
    assert company.order(order).state is OrderState.CLOSED
