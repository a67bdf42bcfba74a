"""The moves of every marketplace document that has a state, and the states that lines add up to.

Fulfilment is one axis of an order, payment and returns are others: a return moves no order.
https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderDisplayFulfillmentStatus
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from ..kernel.lifecycle import Lifecycle
from .model import (
    AmendmentPart,
    AmendmentState,
    CancellationLine,
    CancellationState,
    ListingState,
    OrderLine,
    OrderState,
    ReturnState,
    ReviewState,
)


class ListingMove(StrEnum):
    """What the seller can do with a listing."""

    SHOW = "show"
    HIDE = "hide"


LISTING = Lifecycle(
    document="listing",
    start=ListingState.INACTIVE,
    table={
        ListingState.INACTIVE: {ListingMove.SHOW: ListingState.ACTIVE},
        ListingState.ACTIVE: {ListingMove.HIDE: ListingState.INACTIVE},
    },
)


class OrderMove(StrEnum):
    """What can happen to the open units of an order: some of them go, or the last of them, or more come."""

    SHIP_PART = "ship_part"
    SHIP_REST = "ship_rest"
    CANCEL_PART = "cancel_part"
    CANCEL_REST = "cancel_rest"
    AMEND = "amend"


ORDER = Lifecycle(
    document="order",
    start=OrderState.UNSHIPPED,
    table={
        OrderState.UNSHIPPED: {
            OrderMove.SHIP_PART: OrderState.PARTIALLY_SHIPPED,
            OrderMove.SHIP_REST: OrderState.SHIPPED,
            OrderMove.CANCEL_PART: OrderState.UNSHIPPED,
            OrderMove.CANCEL_REST: OrderState.CANCELLED,
            OrderMove.AMEND: OrderState.UNSHIPPED,
        },
        OrderState.PARTIALLY_SHIPPED: {
            OrderMove.SHIP_PART: OrderState.PARTIALLY_SHIPPED,
            OrderMove.SHIP_REST: OrderState.SHIPPED,
            OrderMove.CANCEL_PART: OrderState.PARTIALLY_SHIPPED,
            OrderMove.CANCEL_REST: OrderState.SHIPPED,
            OrderMove.AMEND: OrderState.PARTIALLY_SHIPPED,
        },
        OrderState.SHIPPED: {},  # final
        OrderState.CANCELLED: {},  # final
    },
)


def roll_up(lines: Iterable[OrderLine]) -> OrderState:
    """The state that the lines of an order add up to; without goods there is nothing to ship."""
    open_units = shipped = cancelled = 0
    for moving in (goods for line in lines for goods in line.goods):
        open_units += moving.open
        shipped += moving.shipped
        cancelled += moving.cancelled
    if shipped:
        return OrderState.PARTIALLY_SHIPPED if open_units else OrderState.SHIPPED
    return OrderState.CANCELLED if cancelled and not open_units else OrderState.UNSHIPPED


class CancellationMove(StrEnum):
    """How the seller can answer a wish to cancel."""

    ACCEPT = "accept"
    ACCEPT_PART = "accept_part"
    REFUSE = "refuse"


CANCELLATION = Lifecycle(
    document="cancellation",
    start=CancellationState.REQUESTED,
    table={
        CancellationState.REQUESTED: {
            CancellationMove.ACCEPT: CancellationState.ACCEPTED,
            CancellationMove.ACCEPT_PART: CancellationState.PARTLY_ACCEPTED,
            CancellationMove.REFUSE: CancellationState.REFUSED,
        },
        CancellationState.ACCEPTED: {},  # final
        CancellationState.PARTLY_ACCEPTED: {},  # final
        CancellationState.REFUSED: {},  # final
    },
)


def roll_up_answer(lines: Iterable[CancellationLine]) -> CancellationState:
    """The state that the lines of an answered cancellation add up to."""
    wanted = accepted = 0
    for line in lines:
        wanted += line.quantity
        accepted += line.accepted
    if not accepted:
        return CancellationState.REFUSED
    return CancellationState.ACCEPTED if accepted == wanted else CancellationState.PARTLY_ACCEPTED


class AmendmentMove(StrEnum):
    """How the seller can answer an amendment, all its parts together."""

    ACCEPT = "accept"
    ACCEPT_PART = "accept_part"
    REFUSE = "refuse"


AMENDMENT = Lifecycle(
    document="amendment",
    start=AmendmentState.REQUESTED,
    table={
        AmendmentState.REQUESTED: {
            AmendmentMove.ACCEPT: AmendmentState.ACCEPTED,
            AmendmentMove.ACCEPT_PART: AmendmentState.PARTLY_ACCEPTED,
            AmendmentMove.REFUSE: AmendmentState.REFUSED,
        },
        AmendmentState.ACCEPTED: {},  # final
        AmendmentState.PARTLY_ACCEPTED: {},  # final
        AmendmentState.REFUSED: {},  # final
    },
)


def amendment_move(parts: Iterable[AmendmentPart]) -> AmendmentMove:
    """The answer that the answers to the parts of an amendment add up to."""
    wanted = accepted = 0
    for part in parts:
        wanted += part.quantity
        accepted += part.accepted
    if not accepted:
        return AmendmentMove.REFUSE
    return AmendmentMove.ACCEPT if accepted == wanted else AmendmentMove.ACCEPT_PART


class ReviewMove(StrEnum):
    """What can be decided about an order that looks like fraud."""

    CLEAR = "clear"
    REJECT = "reject"


REVIEW = Lifecycle(
    document="review",
    start=ReviewState.PENDING,
    table={
        ReviewState.PENDING: {
            ReviewMove.CLEAR: ReviewState.CLEARED,
            ReviewMove.REJECT: ReviewState.REJECTED,
        },
        ReviewState.CLEARED: {},  # final
        ReviewState.REJECTED: {},  # final
    },
)


class ReturnMove(StrEnum):
    """What the seller can do with a return."""

    AUTHORISE = "authorise"
    REFUSE = "refuse"
    RECEIVE = "receive"
    REFUND = "refund"
    WAIVE = "waive"


RETURN = Lifecycle(
    document="return",
    start=ReturnState.REQUESTED,
    table={
        ReturnState.REQUESTED: {
            ReturnMove.AUTHORISE: ReturnState.AUTHORISED,
            ReturnMove.REFUSE: ReturnState.REFUSED,
            ReturnMove.WAIVE: ReturnState.WAIVED,
        },
        ReturnState.AUTHORISED: {ReturnMove.RECEIVE: ReturnState.RECEIVED},
        ReturnState.RECEIVED: {ReturnMove.REFUND: ReturnState.REFUNDED},
        ReturnState.WAIVED: {ReturnMove.REFUND: ReturnState.REFUNDED},
        ReturnState.REFUNDED: {},  # final
        ReturnState.REFUSED: {},  # final
    },
)
