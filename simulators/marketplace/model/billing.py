"""The seller's invoices, as buyers see them."""

from __future__ import annotations

from decimal import Decimal

from ...kernel.fields import Document


class InvoicedUnits(Document, frozen=True):
    """Eaches of an order line on an invoice, and how many of the buyer's own unit they are."""

    line_id: str
    quantity: int
    partner_unit: str
    partner_quantity: str


class InvoiceCopy(Document, frozen=True):
    """The seller's invoice as the buyer sees it; amounts in the order's currency.

    ``lines`` are those that were ordered in a unit of the buyer's own.
    """

    id: str
    order_id: str
    number: str
    net: Decimal
    tax: Decimal
    total: Decimal
    date: str
    store: str = "main"
    lines: tuple[InvoicedUnits, ...] = ()
