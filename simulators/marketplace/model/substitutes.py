"""Items that the seller sent in place of others."""

from __future__ import annotations

from ...kernel.fields import Document


class Substituted(Document, frozen=True):
    """Units of an order line for which the seller sent another item, and how many of that."""

    line_id: str
    quantity: int
    sku: str
    shipped_quantity: int
