"""The service of the marketplace, and what its methods are handed and answer."""

from __future__ import annotations

from ..kernel.pricing import Priced, PriceKind
from ..marketplace.api import TOPICS
from ..marketplace.model import (
    Address,
    Amendment,
    AmendmentPart,
    Buyer,
    Cancellation,
    Component,
    ExchangeLine,
    GroupMember,
    InvoiceCopy,
    InvoicedUnits,
    Listing,
    ListingPrices,
    Order,
    OrderLine,
    Payment,
    PaymentEntry,
    PriceEntry,
    Quote,
    Return,
    Shipment,
    Store,
    Substituted,
    TaxMode,
    TaxRate,
    Terms,
)
from ..marketplace.service import Marketplace
from ..marketplace.service.amendments import AmendedLine, PartAnswer, Wish
from ..marketplace.service.cancellations import UnwantedLine
from ..marketplace.service.credit import UnlovedLine
from ..marketplace.service.orders import Basket, Parcel, WantedCharge, WantedLine
from ..marketplace.service.prices import PricedFor
from ..marketplace.service.refunds import RefundTooHigh
from ..marketplace.service.tables import Done
from ..marketplace.service.units import Units

__all__ = [
    "TOPICS",
    "Address",
    "AmendedLine",
    "Amendment",
    "AmendmentPart",
    "Basket",
    "Buyer",
    "Cancellation",
    "Component",
    "Done",
    "ExchangeLine",
    "GroupMember",
    "InvoiceCopy",
    "InvoicedUnits",
    "Listing",
    "ListingPrices",
    "Marketplace",
    "Order",
    "OrderLine",
    "Parcel",
    "PartAnswer",
    "Payment",
    "PaymentEntry",
    "PriceEntry",
    "PriceKind",
    "Priced",
    "PricedFor",
    "Quote",
    "RefundTooHigh",
    "Return",
    "Shipment",
    "Store",
    "Substituted",
    "TaxMode",
    "TaxRate",
    "Terms",
    "Units",
    "UnlovedLine",
    "UnwantedLine",
    "WantedCharge",
    "WantedLine",
    "Wish",
]
