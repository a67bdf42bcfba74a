"""Stock and its movements."""

from __future__ import annotations

from enum import StrEnum

from ...kernel.fields import Document


class Stock(Document, frozen=True):
    """Stock of an item at a site: on_hand = available + committed + blocked.

    ``committed`` is what open orders want; available is negative when they want more than there is.
    """

    item: str
    site: str
    on_hand: int = 0
    committed: int = 0
    blocked: int = 0

    @property
    def available(self) -> int:
        """What can still be sold."""
        return self.on_hand - self.committed - self.blocked

    @property
    def key(self) -> str:
        """The row's key."""
        return f"{self.item}@{self.site}"


class StockMovementKind(StrEnum):
    """Why stock changed."""

    RECEIPT = "receipt"
    ADJUSTMENT = "adjustment"
    DELIVERY = "delivery"
    RETURN = "return"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"


class StockMovementLine(Document, frozen=True):
    """Units of an item that came (positive) or went; ``blocked`` of them are not sellable."""

    item: str
    quantity: int
    blocked: int = 0


class StockMovement(Document, frozen=True):
    """A goods movement; ``external_ref`` is the warehouse's, once."""

    number: str
    kind: StockMovementKind
    site: str
    date: str
    reason: str
    external_ref: str
    lines: tuple[StockMovementLine, ...]
