"""Stock at the sites by condition, and its movements."""

from __future__ import annotations

from enum import StrEnum

from ...kernel.fields import Document


class Stock(Document, frozen=True):
    """Stock of an item at a site by condition; ``allocated`` is what is promised of the sellable.

    on_hand = sellable + damaged + inspect; allocated <= sellable.
    """

    sku: str
    site: str
    sellable: int = 0
    allocated: int = 0
    damaged: int = 0
    inspect: int = 0

    @property
    def on_hand(self) -> int:
        """Everything that stands there."""
        return self.sellable + self.damaged + self.inspect

    @property
    def free(self) -> int:
        """Sellable units that nobody was promised."""
        return self.sellable - self.allocated

    @property
    def key(self) -> str:
        """The row's key."""
        return f"{self.sku}@{self.site}"


class MovementKind(StrEnum):
    """Why stock changed."""

    RECEIPT = "receipt"
    ADJUSTMENT = "adjustment"
    SHIPMENT = "shipment"
    RETURN = "return"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"


class Condition(StrEnum):
    """What state goods are in."""

    SELLABLE = "sellable"
    DAMAGED = "damaged"
    INSPECT = "inspect"


class MovementLine(Document, frozen=True):
    """Units that came (positive) or went (negative) in one condition."""

    sku: str
    condition: Condition
    quantity: int


class Movement(Document, frozen=True):
    """One change of stock at a site; ``reference`` names what caused it."""

    id: str
    kind: MovementKind
    site: str
    reason: str
    reference: str
    at_us: int
    lines: tuple[MovementLine, ...]
