"""The service of the warehouse, and what its methods are handed and answer."""

from __future__ import annotations

from ..kernel.substitution import AllowedSubstitute
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
    Substitutes,
    Transfer,
    TransferLine,
    Units,
    Waiting,
)
from ..wms.service import Arrived, Cleared, Found, Instead, Wms

__all__ = [
    "TOPICS",
    "AllowedSubstitute",
    "Arrived",
    "Cancellation",
    "Cleared",
    "Condition",
    "Found",
    "InboundLine",
    "InboundReturn",
    "Instead",
    "Movement",
    "MovementKind",
    "MovementLine",
    "Outbound",
    "OutboundLine",
    "Shipment",
    "Stock",
    "Substitutes",
    "Transfer",
    "TransferLine",
    "Units",
    "Waiting",
    "Wms",
]
