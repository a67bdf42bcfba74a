"""Returns: what was announced, and what was found in the parcel."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from .base import Canonical


class ReturnLine(Canonical):
    """Units that come back; ``agreed`` is the amount with tax, if it is not the price paid.

    ``shipped_quantity`` of ``shipped_sku`` come back for them, if that had shipped. ``fee`` is kept of the
    price paid for all of them, with tax.
    """

    line_id: str
    quantity: int = Field(ge=1)
    reason: str = ""
    reference: str = ""
    received: int = 0
    agreed: Decimal | None = None
    shipped_sku: str = ""
    shipped_quantity: int = 0
    fee: Decimal = Decimal(0)


class Return(Canonical):
    """A return in the marketplace; in an ``exchange`` the buyer wants other units for those.

    What is ``kept`` stays with the buyer, who is refunded all the same.
    """

    id: str
    order_key: str
    state: str
    rma: str
    lines: tuple[ReturnLine, ...]
    exchange: bool = False
    kept: bool = False


class FoundLine(Canonical):
    """What was found of a line, by the id that the line has where this is told."""

    line: str
    announced: int
    sellable: int = 0
    damaged: int = 0
    inspect: int = 0

    @property
    def received(self) -> int:
        """Units that came back, in whatever state."""
        return self.sellable + self.damaged + self.inspect


class Inspection(Canonical):
    """A return as the warehouse, or people in the ERP, found it; ``done`` once they looked."""

    id: str
    reference: str
    done: bool
    lines: tuple[FoundLine, ...]


class AnnouncedReturn(Canonical):
    """A return in the OMS."""

    id: int
    order_id: int
    external_id: str
    site: str
