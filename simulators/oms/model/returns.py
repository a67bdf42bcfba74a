"""Returns: what is announced, and what was found."""

from __future__ import annotations

from enum import StrEnum

from msgspec import UNSET, UnsetType

from ...kernel.fields import Document


class ReturnState(StrEnum):
    """Where a return stands."""

    AUTHORISED = "authorised"
    RECEIVED = "received"


class ReturnLine(Document, frozen=True):
    """announced units, and what was found: received = sellable + damaged + inspect.

    They count the item ordered; ``shipped_quantity`` of ``shipped_sku`` come back, if that had shipped.
    """

    line_id: int
    quantity: int
    sellable: int = 0
    damaged: int = 0
    inspect: int = 0
    shipped_sku: str | UnsetType = UNSET
    shipped_quantity: int | UnsetType = UNSET

    @property
    def received(self) -> int:
        """Units that came back."""
        return self.sellable + self.damaged + self.inspect

    def contents(self, sku: str) -> tuple[str, int]:
        """The item that comes back for units of a line of this item, and how many."""
        return self.shipped_sku or sku, self.shipped_quantity or self.quantity


class Return(Document, frozen=True):
    """A return authorisation; ``external_id`` is the channel's return.

    ``receipt_reference`` is the warehouse's name for what came back, once it did.
    """

    id: int
    order_id: int
    external_id: str
    site: str
    state: ReturnState
    lines: tuple[ReturnLine, ...]
    receipt_reference: str = ""
