"""Which moves the documents can make, and how a header's state follows from its lines.

Moves on quantities come in pairs: of some units while others stay open, and of the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from ..kernel.lifecycle import Lifecycle
from .model import (
    FulfilmentLine,
    FulfilmentState,
    ItemState,
    OrderLine,
    OrderState,
    ReturnState,
)


class ItemMove(StrEnum):
    """What happens to an item."""

    DISCONTINUE = "discontinue"
    RESUME = "resume"


ITEM = Lifecycle(
    document="item",
    start=ItemState.ACTIVE,
    table={
        ItemState.ACTIVE: {ItemMove.DISCONTINUE: ItemState.DISCONTINUED},
        ItemState.DISCONTINUED: {ItemMove.RESUME: ItemState.ACTIVE},
    },
)


class OrderMove(StrEnum):
    """What happens to an order."""

    HOLD = "hold"
    RELEASE = "release"
    ALLOCATE = "allocate"
    SHORT = "short"
    SHIP_PART = "ship_part"
    SHIP_REST = "ship_rest"
    CANCEL_PART = "cancel_part"
    CANCEL_REST = "cancel_rest"
    RETURN = "return"
    AMEND = "amend"
    REDIRECT = "redirect"


ORDER = Lifecycle(
    document="order",
    start=OrderState.OPEN,
    table={
        OrderState.OPEN: {
            OrderMove.HOLD: OrderState.OPEN,
            OrderMove.RELEASE: OrderState.OPEN,
            OrderMove.ALLOCATE: OrderState.OPEN,
            OrderMove.SHORT: OrderState.OPEN,
            OrderMove.SHIP_PART: OrderState.PARTIALLY_SHIPPED,
            OrderMove.SHIP_REST: OrderState.SHIPPED,
            OrderMove.CANCEL_PART: OrderState.OPEN,
            OrderMove.CANCEL_REST: OrderState.CANCELLED,
            OrderMove.AMEND: OrderState.OPEN,
            OrderMove.REDIRECT: OrderState.OPEN,
        },
        OrderState.PARTIALLY_SHIPPED: {
            OrderMove.HOLD: OrderState.PARTIALLY_SHIPPED,
            OrderMove.RELEASE: OrderState.PARTIALLY_SHIPPED,
            OrderMove.ALLOCATE: OrderState.PARTIALLY_SHIPPED,
            OrderMove.SHORT: OrderState.PARTIALLY_SHIPPED,
            OrderMove.SHIP_PART: OrderState.PARTIALLY_SHIPPED,
            OrderMove.SHIP_REST: OrderState.SHIPPED,
            OrderMove.CANCEL_PART: OrderState.PARTIALLY_SHIPPED,
            OrderMove.CANCEL_REST: OrderState.SHIPPED,
            OrderMove.RETURN: OrderState.PARTIALLY_SHIPPED,
            OrderMove.AMEND: OrderState.PARTIALLY_SHIPPED,
        },
        OrderState.SHIPPED: {OrderMove.RETURN: OrderState.SHIPPED},
        OrderState.CANCELLED: {},  # final
    },
)


def order_roll_up(lines: Iterable[OrderLine]) -> OrderState:
    """The state that the lines of an order add up to; without goods it stays open."""
    held = tuple(lines)
    shipped = any(line.shipped for line in held)
    if not held or any(line.open for line in held):
        return OrderState.PARTIALLY_SHIPPED if shipped else OrderState.OPEN
    return OrderState.SHIPPED if shipped else OrderState.CANCELLED


class FulfilmentMove(StrEnum):
    """What happens to a fulfilment order."""

    ACCEPT = "accept"
    SHIP_PART = "ship_part"
    SHIP_REST = "ship_rest"
    SHORT_PART = "short_part"
    SHORT_REST = "short_rest"
    CANCEL_PART = "cancel_part"
    CANCEL_REST = "cancel_rest"
    CANCEL_ALL = "cancel_all"


FULFILMENT = Lifecycle(
    document="fulfilment",
    start=FulfilmentState.OPEN,
    table={
        FulfilmentState.OPEN: {
            FulfilmentMove.ACCEPT: FulfilmentState.ACCEPTED,
            FulfilmentMove.CANCEL_PART: FulfilmentState.OPEN,
            FulfilmentMove.CANCEL_ALL: FulfilmentState.CANCELLED,
        },
        FulfilmentState.ACCEPTED: {
            FulfilmentMove.SHIP_PART: FulfilmentState.ACCEPTED,
            FulfilmentMove.SHIP_REST: FulfilmentState.CLOSED,
            FulfilmentMove.SHORT_PART: FulfilmentState.ACCEPTED,
            FulfilmentMove.SHORT_REST: FulfilmentState.CLOSED,
            FulfilmentMove.CANCEL_PART: FulfilmentState.ACCEPTED,
            FulfilmentMove.CANCEL_REST: FulfilmentState.CLOSED,
            FulfilmentMove.CANCEL_ALL: FulfilmentState.CANCELLED,
        },
        FulfilmentState.CLOSED: {},  # final
        # A warehouse may take on what was cancelled while its word was on the way: its reference
        # is kept, and the answer says that nothing is wanted any more.
        FulfilmentState.CANCELLED: {FulfilmentMove.ACCEPT: FulfilmentState.CANCELLED},
    },
)


def fulfilment_roll_up(lines: Iterable[FulfilmentLine], *, accepted: bool) -> FulfilmentState:
    """The state that the lines of a fulfilment order add up to."""
    held = tuple(lines)
    if any(line.open for line in held):
        return FulfilmentState.ACCEPTED if accepted else FulfilmentState.OPEN
    done = any(line.shipped or line.short for line in held)
    return FulfilmentState.CLOSED if done else FulfilmentState.CANCELLED


class ReturnMove(StrEnum):
    """What happens to a return."""

    RECEIVE = "receive"


RETURN = Lifecycle(
    document="return",
    start=ReturnState.AUTHORISED,
    table={
        ReturnState.AUTHORISED: {ReturnMove.RECEIVE: ReturnState.RECEIVED},
        ReturnState.RECEIVED: {},  # final
    },
)
