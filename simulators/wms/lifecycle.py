"""The legal moves of outbound orders, announced returns and transfers."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from ..kernel.lifecycle import Lifecycle
from .model import InboundState, OutboundLine, OutboundState, TransferState


class OutboundMove(StrEnum):
    """What can happen to an outbound order; ``rest`` leaves nothing open, ``part`` does."""

    PICK = "pick"
    PACK = "pack"
    SHIP_PART = "ship_part"
    SHIP_REST = "ship_rest"
    CANCEL_PART = "cancel_part"
    CANCEL_REST = "cancel_rest"
    SHORT_PART = "short_part"
    SHORT_REST = "short_rest"
    REDIRECT = "redirect"


class InboundMove(StrEnum):
    """What can happen to an announced return."""

    INSPECT = "inspect"


class TransferMove(StrEnum):
    """What can happen to a transfer; ``rest`` leaves nothing in transit, ``part`` does."""

    RECEIVE_PART = "receive_part"
    RECEIVE_REST = "receive_rest"


TRANSFER = Lifecycle(
    document="transfer",
    start=TransferState.IN_TRANSIT,
    table={
        TransferState.IN_TRANSIT: {
            TransferMove.RECEIVE_PART: TransferState.IN_TRANSIT,
            TransferMove.RECEIVE_REST: TransferState.RECEIVED,
        },
        TransferState.RECEIVED: {},  # final
    },
)

# Units in hand cannot be cancelled or given up unless they are put back on the shelf first.
OUTBOUND = Lifecycle(
    document="outbound",
    start=OutboundState.RECEIVED,
    table={
        OutboundState.RECEIVED: {
            OutboundMove.PICK: OutboundState.PICKING,
            OutboundMove.CANCEL_PART: OutboundState.RECEIVED,
            OutboundMove.CANCEL_REST: OutboundState.CANCELLED,
            OutboundMove.SHORT_PART: OutboundState.RECEIVED,
            OutboundMove.SHORT_REST: OutboundState.CANCELLED,
            OutboundMove.REDIRECT: OutboundState.RECEIVED,
        },
        OutboundState.PICKING: {
            OutboundMove.PICK: OutboundState.PICKING,
            OutboundMove.PACK: OutboundState.PICKING,
            OutboundMove.SHIP_PART: OutboundState.PARTIALLY_SHIPPED,
            OutboundMove.SHIP_REST: OutboundState.SHIPPED,
            OutboundMove.CANCEL_PART: OutboundState.PICKING,
            OutboundMove.CANCEL_REST: OutboundState.CANCELLED,
            OutboundMove.SHORT_PART: OutboundState.PICKING,
            OutboundMove.SHORT_REST: OutboundState.CANCELLED,
            OutboundMove.REDIRECT: OutboundState.PICKING,
        },
        OutboundState.PARTIALLY_SHIPPED: {
            OutboundMove.PICK: OutboundState.PARTIALLY_SHIPPED,
            OutboundMove.PACK: OutboundState.PARTIALLY_SHIPPED,
            OutboundMove.SHIP_PART: OutboundState.PARTIALLY_SHIPPED,
            OutboundMove.SHIP_REST: OutboundState.SHIPPED,
            OutboundMove.CANCEL_PART: OutboundState.PARTIALLY_SHIPPED,
            OutboundMove.CANCEL_REST: OutboundState.SHIPPED,
            OutboundMove.SHORT_PART: OutboundState.PARTIALLY_SHIPPED,
            OutboundMove.SHORT_REST: OutboundState.SHIPPED,
        },
        OutboundState.SHIPPED: {},  # final
        OutboundState.CANCELLED: {},  # final
    },
)

INBOUND = Lifecycle(
    document="inbound return",
    start=InboundState.ANNOUNCED,
    table={
        InboundState.ANNOUNCED: {InboundMove.INSPECT: InboundState.INSPECTED},
        InboundState.INSPECTED: {},  # final
    },
)


def roll_up(lines: Iterable[OutboundLine]) -> OutboundState:
    """The state of an outbound order as its lines tell it."""
    left = shipped = picked = 0
    for line in lines:
        left += line.open
        shipped += line.shipped
        picked += line.picked
    if not left:
        return OutboundState.SHIPPED if shipped else OutboundState.CANCELLED
    if shipped:
        return OutboundState.PARTIALLY_SHIPPED
    return OutboundState.PICKING if picked else OutboundState.RECEIVED
