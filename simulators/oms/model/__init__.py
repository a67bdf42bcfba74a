"""Documents of the order management system. Ids are integers of seven digits.

Amounts include tax and are whole minor units of the order's currency (``amount``: pence of pounds, yen
of yen); unit prices are whole ten-thousandths of one (``price_e4``); tax rates are basis points (2000 is
20 %). What is unset is not told.
"""

from __future__ import annotations

from .amendments import Amendment
from .cancellations import BY_CHANNEL, BY_OMS, Cancellation, CancellationLine, CancellationRequest
from .fulfilments import FulfilmentLine, FulfilmentOrder, FulfilmentState
from .items import Item, ItemState
from .orders import Charge, OrderLine, OrderState, SalesOrder
from .reservations import Backorder, Reservation, ReservationLine
from .returns import Return, ReturnLine, ReturnState
from .shipments import Shipment, ShipmentLine, Shortage
from .stock import StockLevel, StockMovement
from .substitutes import Substituted

__all__ = [
    "BY_CHANNEL",
    "BY_OMS",
    "Amendment",
    "Backorder",
    "Cancellation",
    "CancellationLine",
    "CancellationRequest",
    "Charge",
    "FulfilmentLine",
    "FulfilmentOrder",
    "FulfilmentState",
    "Item",
    "ItemState",
    "OrderLine",
    "OrderState",
    "Reservation",
    "ReservationLine",
    "Return",
    "ReturnLine",
    "ReturnState",
    "SalesOrder",
    "Shipment",
    "ShipmentLine",
    "Shortage",
    "StockLevel",
    "StockMovement",
    "Substituted",
]
