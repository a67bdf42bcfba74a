"""The marketplace's form of returns."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from ..documents.returns import Return, ReturnLine
from ..money import ZERO
from .marketplace_wire import Wire, WishRow


class WireReturnLine(Wire, frozen=True):
    """A line of a return."""

    line_id: str
    quantity: int
    reason: str = ""
    reference: str = ""
    received: int = 0
    agreed: Decimal | None = None
    shipped_sku: str = ""
    shipped_quantity: int = 0
    fee: Decimal = ZERO

    def canonical(self) -> ReturnLine:
        """The engine's document."""
        return ReturnLine(
            line_id=self.line_id, quantity=self.quantity, reason=self.reason,
            reference=self.reference, received=self.received, agreed=self.agreed,
            shipped_sku=self.shipped_sku, shipped_quantity=self.shipped_quantity, fee=self.fee,
        )  # fmt: skip


class WireReturn(Wire, frozen=True):
    """A return."""

    id: str
    order_id: str
    store: str
    status: str
    lines: list[WireReturnLine]
    rma: str = ""
    exchange: list[msgspec.Raw] = msgspec.field(default_factory=list)
    disposition: str = ""

    def canonical(self) -> Return:
        """The engine's document."""
        return Return(
            id=self.id, order_key=f"{self.store}/{self.order_id}", state=self.status, rma=self.rma,
            lines=tuple(line.canonical() for line in self.lines), exchange=bool(self.exchange),
            kept=self.disposition == "not_returned",
        )  # fmt: skip


class ReturnRows(Wire, frozen=True):
    """A page of returns."""

    returns: list[WishRow]
    next_token: str = ""
