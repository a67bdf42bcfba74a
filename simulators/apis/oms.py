"""The service of the order management system, and what its methods are handed and answer."""

from __future__ import annotations

from ..kernel.problems import Refusal
from ..oms.api import TOPICS
from ..oms.model import (
    Amendment,
    Backorder,
    Cancellation,
    Charge,
    FulfilmentOrder,
    Item,
    OrderLine,
    Reservation,
    Return,
    SalesOrder,
    Shipment,
    Shortage,
    StockLevel,
    StockMovement,
)
from ..oms.service import Oms
from ..oms.service.cancellations import GrantedQuantity
from ..oms.service.returns import FoundUnits
from ..oms.service.substitutes import SubstitutedUnits
from ..oms.service.tables import Booked, LineQuantity

__all__ = [
    "TOPICS",
    "Amendment",
    "Backorder",
    "Booked",
    "Cancellation",
    "Charge",
    "FoundUnits",
    "FulfilmentOrder",
    "GrantedQuantity",
    "Item",
    "LineQuantity",
    "Oms",
    "OrderLine",
    "Refusal",
    "Reservation",
    "Return",
    "SalesOrder",
    "Shipment",
    "Shortage",
    "StockLevel",
    "StockMovement",
    "SubstitutedUnits",
]
