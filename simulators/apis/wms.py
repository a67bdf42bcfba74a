"""The service of the warehouse, and what its methods are handed and answer."""

from __future__ import annotations

from ..wms.api import TOPICS
from ..wms.model import (
    Cancellation,
    Condition,
    InboundLine,
    InboundReturn,
    Movement,
    MovementKind,
    MovementLine,
    Outbound,
    OutboundLine,
    Shipment,
    Stock,
    Transfer,
    TransferLine,
    Units,
    Waiting,
)
from ..wms.service import Arrived, Cleared, Found, Wms

__all__ = [
    "TOPICS",
    "Arrived",
    "Cancellation",
    "Cleared",
    "Condition",
    "Found",
    "InboundLine",
    "InboundReturn",
    "Movement",
    "MovementKind",
    "MovementLine",
    "Outbound",
    "OutboundLine",
    "Shipment",
    "Stock",
    "Transfer",
    "TransferLine",
    "Units",
    "Waiting",
    "Wms",
]
