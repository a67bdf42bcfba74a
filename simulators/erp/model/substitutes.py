"""Items that shipped in place of others, as other documents name them."""

from __future__ import annotations

from decimal import Decimal

from ...kernel.fields import Document


class Substituted(Document, frozen=True):
    """Units of an order line for which another item shipped: which, and how many of it.

    ``quantity`` counts units of the item ordered. ``list_net`` is what the shipped units were worth at
    list price when they left. ``net`` and ``tax``, at most 0, are what an invoice takes off the line's
    price for them (on a credit memo: what it takes off the credit), and ``text`` says why.
    """

    line_no: int
    quantity: int
    item: str
    shipped_quantity: int
    list_net: Decimal = Decimal(0)
    net: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    text: str = ""
