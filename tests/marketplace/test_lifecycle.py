from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from msgspec.structs import replace

from ordergate.simulators.kernel.lifecycle import IllegalMove, Lifecycle
from ordergate.simulators.marketplace.lifecycle import (
    AMENDMENT,
    CANCELLATION,
    LISTING,
    ORDER,
    RETURN,
    REVIEW,
    AmendmentMove,
    CancellationMove,
    ListingMove,
    OrderMove,
    ReturnMove,
    ReviewMove,
    roll_up,
    roll_up_answer,
)
from ordergate.simulators.marketplace.model import (
    AmendmentState,
    CancellationLine,
    CancellationState,
    ListingState,
    OrderLine,
    OrderState,
    ReturnState,
    ReviewState,
)
from tests.marketplace.shop import Placed, Shop

MOVES: list[tuple[Lifecycle[Any, Any], type[StrEnum], type[StrEnum]]] = [
    (LISTING, ListingState, ListingMove),
    (ORDER, OrderState, OrderMove),
    (CANCELLATION, CancellationState, CancellationMove),
    (AMENDMENT, AmendmentState, AmendmentMove),
    (RETURN, ReturnState, ReturnMove),
    (REVIEW, ReviewState, ReviewMove),
]
LEGAL = {
    ("listing", "inactive", "show"): "active",
    ("listing", "active", "hide"): "inactive",
    ("order", "unshipped", "ship_part"): "partially_shipped",
    ("order", "unshipped", "ship_rest"): "shipped",
    ("order", "unshipped", "cancel_part"): "unshipped",
    ("order", "unshipped", "cancel_rest"): "cancelled",
    ("order", "partially_shipped", "ship_part"): "partially_shipped",
    ("order", "partially_shipped", "ship_rest"): "shipped",
    ("order", "partially_shipped", "cancel_part"): "partially_shipped",
    ("order", "partially_shipped", "cancel_rest"): "shipped",
    ("order", "unshipped", "amend"): "unshipped",
    ("order", "partially_shipped", "amend"): "partially_shipped",
    ("amendment", "requested", "accept"): "accepted",
    ("amendment", "requested", "accept_part"): "partly_accepted",
    ("amendment", "requested", "refuse"): "refused",
    ("cancellation", "requested", "accept"): "accepted",
    ("cancellation", "requested", "accept_part"): "partly_accepted",
    ("cancellation", "requested", "refuse"): "refused",
    ("return", "requested", "authorise"): "authorised",
    ("return", "requested", "refuse"): "refused",
    ("return", "requested", "waive"): "waived",
    ("return", "waived", "refund"): "refunded",
    ("return", "authorised", "receive"): "received",
    ("return", "received", "refund"): "refunded",
    ("review", "pending", "clear"): "cleared",
    ("review", "pending", "reject"): "rejected",
}


@pytest.mark.parametrize(("table", "states", "moves"), MOVES, ids=lambda each: str(each)[:20])
def test_only_the_legal_moves_are_in_the_tables(
    table: Lifecycle[Any, Any], states: type[StrEnum], moves: type[StrEnum]
) -> None:
    assert set(table.table) == set(states)
    for state in states:
        for move in moves:
            wanted = LEGAL.get((table.document, state, move))
            if wanted is not None:
                assert table.after(state, move, of="1") == wanted
                continue
            with pytest.raises(IllegalMove, match=f"{table.document} 1 cannot {move}"):
                table.after(state, move, of="1")


# What the connector can do with a return, and where each leads from.
RETURN_STEPS = {
    "authorise": ("requested", "authorised"),
    "refuse": ("requested", "refused"),
    "receive": ("authorised", "received"),
    "refund": ("received", "refunded"),
}
WAYS: dict[str, list[str]] = {
    "requested": [],
    "authorised": ["authorise"],
    "received": ["authorise", "receive"],
    "refunded": ["authorise", "receive", "refund"],
    "refused": ["refuse"],
}


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("step", RETURN_STEPS)
def test_a_step_that_a_return_cannot_make_from_its_state_changes_nothing(
    shop: Shop, state: str, step: str
) -> None:
    order = shop.buys(5)
    shop.ships(order, 5)
    shop.pays(order, "captures", "0300000001", "15.30")
    return_id = shop.wants_to_return(order, 3)
    for number, earlier in enumerate(WAYS[state]):
        assert take(shop, order, return_id, earlier, number).status < 300
    assert shop.service.returns.get(return_id).state == state
    before = shop.documents()

    answer = take(shop, order, return_id, step, 9)

    start, end = RETURN_STEPS[step]
    if state == start:
        assert shop.service.returns.get(return_id).state == end
    else:
        assert answer.status == 409
        assert answer["type"] == "urn:problem:illegal-move"
        assert shop.documents() == before


def take(shop: Shop, order: Placed, return_id: str, step: str, number: int) -> Any:
    """A step that differs from all earlier ones of its kind, so that it is not a repetition."""
    if step == "authorise":
        return shop.authorises(return_id, f"70000{number}")
    if step == "refuse":
        body = {"reason": f"reason {number}"}
        return shop.partner("POST", f"/returns/{return_id}/refusal", body)
    if step == "receive":
        return shop.receives(return_id, order, number % 3)
    return shop.pays(order, "refunds", f"C{number}", "1.00", returnId=return_id)


@pytest.mark.parametrize("first", [(3,), (1,), (0,)], ids=["accepted", "partly", "refused"])
@pytest.mark.parametrize("second", [(3,), (2,), (0,)], ids=["accept", "accept part", "refuse"])
def test_an_answered_cancellation_takes_no_other_answer(
    shop: Shop, first: tuple[int], second: tuple[int]
) -> None:
    order = shop.buys(5)
    cancellation_id = shop.wants_to_cancel(order, 3)
    assert shop.answers(cancellation_id, order, *first).status == 200
    before = shop.documents()

    answer = shop.answers(cancellation_id, order, *second)

    assert answer.status == (200 if first == second else 409)
    assert shop.documents() == before


LINE = OrderLine("1", "MUG", 10, Decimal("1.00"), Decimal("10.00"), Decimal("0.20"), "")


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        ([], OrderState.UNSHIPPED),
        ([(0, 0)], OrderState.UNSHIPPED),
        ([(0, 9), (0, 10)], OrderState.UNSHIPPED),
        ([(0, 10), (0, 10)], OrderState.CANCELLED),
        ([(1, 0), (0, 0)], OrderState.PARTIALLY_SHIPPED),
        ([(1, 9), (0, 0)], OrderState.PARTIALLY_SHIPPED),
        ([(10, 0), (0, 0)], OrderState.PARTIALLY_SHIPPED),
        ([(1, 9), (0, 10)], OrderState.SHIPPED),
        ([(10, 0)], OrderState.SHIPPED),
    ],
)
def test_the_state_of_an_order_is_what_its_lines_add_up_to(
    counts: list[tuple[int, int]], state: OrderState
) -> None:
    lines = [replace(LINE, shipped=shipped, cancelled=gone) for shipped, gone in counts]
    assert roll_up(lines) is state


@pytest.mark.parametrize(
    ("accepted", "state"),
    [
        ((0, 0), CancellationState.REFUSED),
        ((1, 0), CancellationState.PARTLY_ACCEPTED),
        ((2, 2), CancellationState.PARTLY_ACCEPTED),
        ((2, 3), CancellationState.ACCEPTED),
    ],
)
def test_the_state_of_an_answer_is_what_its_lines_add_up_to(
    accepted: tuple[int, int], state: CancellationState
) -> None:
    lines = [CancellationLine("1", 2, "", accepted[0]), CancellationLine("2", 3, "", accepted[1])]
    assert roll_up_answer(lines) is state
