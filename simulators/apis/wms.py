"""The service of the warehouse, and what its methods are handed and answer."""

from __future__ import annotations

from ..wms.api import TOPICS
from ..wms.model import (
    Cancellation,
    Condition,
    InboundLine,
    InboundReturn,
    Movement,
    MovementLine,
    Outbound,
    OutboundLine,
    Shipment,
    Stock,
    Units,
    Waiting,
)
from ..wms.service import Found, Wms

__all__ = [
    "TOPICS",
    "Cancellation",
    "Condition",
    "Found",
    "InboundLine",
    "InboundReturn",
    "Movement",
    "MovementLine",
    "Outbound",
    "OutboundLine",
    "Shipment",
    "Stock",
    "Units",
    "Waiting",
    "Wms",
]
