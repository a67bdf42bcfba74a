"""The moves of items, sales orders and returns, and what the lines of an order add up to."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from ..kernel.lifecycle import Lifecycle
from .model import Charge, HoldState, ItemState, OrderLine, OrderState, ReturnState


class ItemMove(StrEnum):
    """What people do with an item."""

    BLOCK = "block"
    UNBLOCK = "unblock"


class OrderMove(StrEnum):
    """What happens to a sales order as a whole.

    ``CLOSE`` is the last step of all: it bills, or cancels, the last that was left.
    """

    DELIVER_PART = "deliver part"
    DELIVER_REST = "deliver the rest"
    CANCEL_PART = "cancel part"
    CANCEL_REST = "cancel the rest"
    BILL = "bill"
    CLOSE = "close"
    AMEND = "amend"
    REDIRECT = "redirect"


class HoldMove(StrEnum):
    """How a hold ends: somebody lets the order go, refuses it, or nothing of it is left."""

    RELEASE = "release"
    REFUSE = "refuse"
    LAPSE = "lapse"


class ReturnMove(StrEnum):
    """What happens to a return."""

    RECEIVE = "receive"


ITEM = Lifecycle(
    document="item",
    start=ItemState.ACTIVE,
    table={
        ItemState.ACTIVE: {ItemMove.BLOCK: ItemState.BLOCKED},
        ItemState.BLOCKED: {ItemMove.UNBLOCK: ItemState.ACTIVE},
    },
)

ORDER = Lifecycle(
    document="sales order",
    start=OrderState.OPEN,
    table={
        OrderState.OPEN: {
            OrderMove.DELIVER_PART: OrderState.PARTIALLY_DELIVERED,
            OrderMove.DELIVER_REST: OrderState.DELIVERED,
            OrderMove.CANCEL_PART: OrderState.OPEN,
            OrderMove.CANCEL_REST: OrderState.CANCELLED,
            OrderMove.AMEND: OrderState.OPEN,
            OrderMove.REDIRECT: OrderState.OPEN,
            OrderMove.BILL: OrderState.OPEN,
            OrderMove.CLOSE: OrderState.CLOSED,
        },
        OrderState.PARTIALLY_DELIVERED: {
            OrderMove.DELIVER_PART: OrderState.PARTIALLY_DELIVERED,
            OrderMove.DELIVER_REST: OrderState.DELIVERED,
            OrderMove.CANCEL_PART: OrderState.PARTIALLY_DELIVERED,
            OrderMove.CANCEL_REST: OrderState.DELIVERED,
            OrderMove.AMEND: OrderState.PARTIALLY_DELIVERED,
            OrderMove.BILL: OrderState.PARTIALLY_DELIVERED,
            OrderMove.CLOSE: OrderState.CLOSED,
        },
        OrderState.DELIVERED: {
            OrderMove.BILL: OrderState.DELIVERED,
            OrderMove.CLOSE: OrderState.CLOSED,
        },
        # Nobody stops a caller from billing a charge a second time.
        OrderState.CLOSED: {OrderMove.BILL: OrderState.CLOSED},
        OrderState.CANCELLED: {},  # final
    },
)

HOLD = Lifecycle(
    document="hold",
    start=HoldState.PLACED,
    table={
        HoldState.PLACED: {
            HoldMove.RELEASE: HoldState.RELEASED,
            HoldMove.REFUSE: HoldState.REFUSED,
            HoldMove.LAPSE: HoldState.LAPSED,
        },
        HoldState.RELEASED: {},  # final
        # Refused for good; the order stays blocked until its seller has cancelled it.
        HoldState.REFUSED: {HoldMove.LAPSE: HoldState.LAPSED},
        HoldState.LAPSED: {},  # final
    },
)

RETURN = Lifecycle(
    document="return",
    start=ReturnState.ANNOUNCED,
    table={
        ReturnState.ANNOUNCED: {ReturnMove.RECEIVE: ReturnState.RECEIVED},
        ReturnState.RECEIVED: {},  # final
    },
)


def has_open_units(lines: Iterable[OrderLine]) -> bool:
    """Whether anything may still be delivered."""
    return any(line.open for line in lines)


def has_unbilled(lines: Iterable[OrderLine], charges: Iterable[Charge]) -> bool:
    """Whether a delivered unit or a charge is on no invoice yet."""
    return any(line.invoiced != line.delivered for line in lines) or any(
        not charge.invoiced for charge in charges
    )


def roll_up(lines: tuple[OrderLine, ...], charges: tuple[Charge, ...]) -> OrderState:
    """The state of an order that its lines and charges add up to.

    An order of charges alone is open until they are billed. One whose goods were all cancelled
    is cancelled, whatever became of its charges.
    """
    if not lines:
        return OrderState.OPEN if has_unbilled(lines, charges) else OrderState.CLOSED
    delivered = any(line.delivered for line in lines)
    if has_open_units(lines):
        return OrderState.PARTIALLY_DELIVERED if delivered else OrderState.OPEN
    if not delivered:
        return OrderState.CANCELLED
    return OrderState.DELIVERED if has_unbilled(lines, charges) else OrderState.CLOSED
