"""Prices that the seller publishes besides those of the listings, and who is in which group."""

from __future__ import annotations

from decimal import Decimal

from ...kernel.fields import Document
from ...kernel.pricing import PriceKind


class PriceEntry(Document, frozen=True):
    """A unit price with tax, for lines of at least ``min_quantity`` eaches.

    ``net`` is the same without tax, for stores whose prices are without and for buyers who pay none.

    A contract is of ``buyer_id``, ``parent`` of that account and all that it pays for, ``group`` of the
    buyers in it. It counts from the instant ``from_us`` until just before ``until_us``; 0 is no limit.
    """

    kind: PriceKind
    price: Decimal
    min_quantity: int = 1
    buyer_id: str = ""
    group: str = ""
    from_us: int = 0
    until_us: int = 0
    currency: str = "GBP"
    net: Decimal | None = None


class ListingPrices(Document, frozen=True):
    """Everything that is published of a listing's prices besides its own; replaced as a whole."""

    sku: str
    entries: tuple[PriceEntry, ...]


class GroupMember(Document, frozen=True):
    """The group whose prices a buyer has; empty for none."""

    buyer_id: str
    group: str
