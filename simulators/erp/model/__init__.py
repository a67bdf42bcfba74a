"""Documents of the ERP.

Numbers have ten digits; amounts exclude tax, as Decimal; dates are business dates
(``YYYY-MM-DD``) in the company's zone. Unit prices have up to four places; the net amount of a
line is the fact.
"""

from __future__ import annotations

from .amendments import AddedLine, OrderAmendment
from .billing import CreditLine, CreditMemo, Invoice, InvoiceCharge, InvoiceLine
from .cancellations import CancellationLine, OrderCancellation
from .exchange import ExchangeRate
from .holds import Hold, HoldKind, HoldState, Override
from .items import Agreement, BillLine, Item, ItemState
from .money import Allocation, LedgerEntry, Payment, PaymentKind
from .orders import Charge, OrderLine, OrderState, PriceSource, SalesOrder, in_partner_unit
from .people import Customer, Seller
from .prices import PriceRule
from .returns import Return, ReturnLine, ReturnState
from .shipments import ClosedLine, Delivery, DeliveryLine
from .stock import Stock, StockMovement, StockMovementKind, StockMovementLine
from .substitutes import Substituted
from .taxes import CountryTaxes

__all__ = [
    "AddedLine",
    "Agreement",
    "Allocation",
    "BillLine",
    "CancellationLine",
    "Charge",
    "ClosedLine",
    "CountryTaxes",
    "CreditLine",
    "CreditMemo",
    "Customer",
    "Delivery",
    "DeliveryLine",
    "ExchangeRate",
    "Hold",
    "HoldKind",
    "HoldState",
    "Invoice",
    "InvoiceCharge",
    "InvoiceLine",
    "Item",
    "ItemState",
    "LedgerEntry",
    "OrderAmendment",
    "OrderCancellation",
    "OrderLine",
    "OrderState",
    "Override",
    "Payment",
    "PaymentKind",
    "PriceRule",
    "PriceSource",
    "Return",
    "ReturnLine",
    "ReturnState",
    "SalesOrder",
    "Seller",
    "Stock",
    "StockMovement",
    "StockMovementKind",
    "StockMovementLine",
    "Substituted",
    "in_partner_unit",
]
