"""The service of the ERP, and what its methods are handed and answer."""

from __future__ import annotations

from ..erp.model import (
    Agreement,
    CountryTaxes,
    CreditMemo,
    Customer,
    Delivery,
    ExchangeRate,
    Hold,
    HoldKind,
    Invoice,
    Item,
    ItemState,
    LedgerEntry,
    OrderAmendment,
    OrderLine,
    Payment,
    PaymentKind,
    PriceRule,
    Return,
    SalesOrder,
    Seller,
    Stock,
    StockMovement,
    StockMovementKind,
    StockMovementLine,
)
from ..erp.service import Erp
from ..erp.service.amendments import NewAmendment
from ..erp.service.bank import Transfer
from ..erp.service.books import Made
from ..erp.service.credit import CreditAmount, CreditUnits, NewCredit
from ..erp.service.customers import NewCustomer
from ..erp.service.deliveries import NewDelivery
from ..erp.service.ledger import NewEntry
from ..erp.service.order_lines import Units
from ..erp.service.orders import NewCharge, NewLine, NewOrder
from ..erp.service.payments import NewPayment
from ..erp.service.price_rules import NewPriceRule, Sale
from ..erp.service.prices import ItemChange, NewAgreement, NewItem
from ..erp.service.returns import Found
from ..erp.service.stock import NewMovement
from ..erp.service.substitutes import Shipped
from ..kernel.pricing import PriceKind
from ..kernel.units import Unit

__all__ = [
    "Agreement",
    "CountryTaxes",
    "CreditAmount",
    "CreditMemo",
    "CreditUnits",
    "Customer",
    "Delivery",
    "Erp",
    "ExchangeRate",
    "Found",
    "Hold",
    "HoldKind",
    "Invoice",
    "Item",
    "ItemChange",
    "ItemState",
    "LedgerEntry",
    "Made",
    "NewAgreement",
    "NewAmendment",
    "NewCharge",
    "NewCredit",
    "NewCustomer",
    "NewDelivery",
    "NewEntry",
    "NewItem",
    "NewLine",
    "NewMovement",
    "NewOrder",
    "NewPayment",
    "NewPriceRule",
    "OrderAmendment",
    "OrderLine",
    "Payment",
    "PaymentKind",
    "PriceKind",
    "PriceRule",
    "Return",
    "Sale",
    "SalesOrder",
    "Seller",
    "Shipped",
    "Stock",
    "StockMovement",
    "StockMovementKind",
    "StockMovementLine",
    "Transfer",
    "Unit",
    "Units",
]
