"""Amendments of sales orders, as they were asked for."""

from __future__ import annotations

from decimal import Decimal

from ...kernel.fields import Document


class AddedLine(Document, frozen=True):
    """A line as it was added to an order; the order has what became of it since."""

    line_no: int
    external_line: str
    item: str
    quantity: int
    unit_price: Decimal
    net: Decimal
    tax_rate: Decimal
    tax: Decimal
    reference: str
    unit: str
    price_unit: str


class OrderAmendment(Document, frozen=True):
    """What was asked to be changed of an order, under a reference of the caller's, so that it counts once.

    None leaves the address or the day as it is.
    """

    external_ref: str
    order: str
    lines: tuple[AddedLine, ...]
    ship_to: dict[str, str] | None = None
    requested_date: str | None = None
