"""Items that left in place of others."""

from __future__ import annotations

from ...kernel.fields import Document


class Substituted(Document, frozen=True):
    """Units of an order line for which another item left, and how many units of that."""

    line_id: int
    quantity: int
    sku: str
    shipped_quantity: int
