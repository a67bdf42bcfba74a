"""Announced returns, and what was found in them."""

from __future__ import annotations

from enum import StrEnum

from msgspec import UNSET, UnsetType

from ...kernel.fields import Document


class InboundState(StrEnum):
    """Where an announced return stands."""

    ANNOUNCED = "announced"
    INSPECTED = "inspected"


class InboundLine(Document, frozen=True):
    """announced = sellable + damaged + inspect + missing, once inspected.

    They count units of the item that was ordered; where another shipped for them, ``shipped_quantity``
    of ``shipped_sku`` is what comes back.
    """

    line: str
    sku: str
    announced: int
    sellable: int = 0
    damaged: int = 0
    inspect: int = 0
    missing: int = 0
    shipped_sku: str | UnsetType = UNSET
    shipped_quantity: int | UnsetType = UNSET

    @property
    def contents(self) -> tuple[str, int]:
        """The item that comes back, and how many."""
        return self.shipped_sku or self.sku, self.shipped_quantity or self.announced


class InboundReturn(Document, frozen=True):
    """A return that is on its way, and what the warehouse found in it."""

    id: str
    reference: str
    site: str
    state: InboundState
    lines: tuple[InboundLine, ...]
