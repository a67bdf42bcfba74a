"""Items that are sold."""

from __future__ import annotations

from enum import StrEnum

from ...kernel.fields import Document


class ItemState(StrEnum):
    """Whether an item is sold."""

    ACTIVE = "active"
    DISCONTINUED = "discontinued"


class Item(Document, frozen=True):
    """An item with its list price without tax."""

    sku: str
    title: str
    price_e4: int
    state: ItemState
