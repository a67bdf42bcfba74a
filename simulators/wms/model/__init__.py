"""Documents of the warehouse. Ids are ``W`` and base 36; quantities are base units; no money.

What is unset is not told: nothing of substitutes, where there are none.
"""

from __future__ import annotations

from .cancellations import Cancellation, CancelledLine
from .orders import Outbound, OutboundLine, OutboundState, Units, Waiting
from .returns import InboundLine, InboundReturn, InboundState
from .shipments import Parcel, ParcelLine, Shipment
from .stock import Condition, Movement, MovementKind, MovementLine, Stock
from .substitutes import Substitutes
from .transfers import Transfer, TransferLine, TransferState

__all__ = [
    "Cancellation",
    "CancelledLine",
    "Condition",
    "InboundLine",
    "InboundReturn",
    "InboundState",
    "Movement",
    "MovementKind",
    "MovementLine",
    "Outbound",
    "OutboundLine",
    "OutboundState",
    "Parcel",
    "ParcelLine",
    "Shipment",
    "Stock",
    "Substitutes",
    "Transfer",
    "TransferLine",
    "TransferState",
    "Units",
    "Waiting",
]
