"""Documents of the marketplace. Amounts include tax, as Decimal in the order's currency.

Unit prices have four places, line totals those of the currency; the line total is the fact, and the
unit price explains it.
"""

from __future__ import annotations

from .amendments import GROWTH, Amendment, AmendmentPart, AmendmentState, Change
from .billing import InvoiceCopy, InvoicedUnits
from .cancellations import Cancellation, CancellationLine, CancellationState
from .discounts import Discount, DiscountKind, amount_of
from .exchanges import ExchangeLine
from .items import BY_THE_EACH, Component, Listing, ListingState, PartnerUnit, Terms
from .money import Method, Payment, PaymentEntry, RefusedRefund, Tender
from .orders import Charge, Order, OrderLine, OrderState, Quote, order_key
from .people import Address, Buyer
from .prices import GroupMember, ListingPrices, PriceEntry
from .returns import NOT_RETURNED, Return, ReturnLine, ReturnState
from .reviews import Review, ReviewState
from .shipments import Shipment, ShipmentLine
from .stores import Store, TaxMode, TaxRate
from .substitutes import Substituted

__all__ = [
    "BY_THE_EACH",
    "GROWTH",
    "NOT_RETURNED",
    "Address",
    "Amendment",
    "AmendmentPart",
    "AmendmentState",
    "Buyer",
    "Cancellation",
    "CancellationLine",
    "CancellationState",
    "Change",
    "Charge",
    "Component",
    "Discount",
    "DiscountKind",
    "ExchangeLine",
    "GroupMember",
    "InvoiceCopy",
    "InvoicedUnits",
    "Listing",
    "ListingPrices",
    "ListingState",
    "Method",
    "Order",
    "OrderLine",
    "OrderState",
    "PartnerUnit",
    "Payment",
    "PaymentEntry",
    "PriceEntry",
    "Quote",
    "RefusedRefund",
    "Return",
    "ReturnLine",
    "ReturnState",
    "Review",
    "ReviewState",
    "Shipment",
    "ShipmentLine",
    "Store",
    "Substituted",
    "TaxMode",
    "TaxRate",
    "Tender",
    "Terms",
    "amount_of",
    "order_key",
]
