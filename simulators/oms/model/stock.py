"""Stock at the sites, and what other systems reported of it."""

from __future__ import annotations

from ...kernel.fields import Document


class StockLevel(Document, frozen=True):
    """Stock of an item at a site: on_hand = available + allocated + unavailable.

    Available may be negative: a count can find fewer units than were promised. On hand may be for
    a while, because reports arrive in any order. (https://shopify.dev/docs/apps/build/orders-fulfillment/inventory-management-apps)
    """

    sku: str
    site: str
    on_hand: int = 0
    allocated: int = 0
    unavailable: int = 0

    @property
    def available(self) -> int:
        """What can still be promised."""
        return self.on_hand - self.allocated - self.unavailable

    @property
    def key(self) -> str:
        """The row's key."""
        return f"{self.sku}@{self.site}"


class StockMovement(Document, frozen=True):
    """A change of stock that another system reported, applied once by its reference."""

    reference: str
    sku: str
    site: str
    quantity: int
    unavailable: int
    reason: str
