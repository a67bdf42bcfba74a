"""The marketplace's form of amendments: one row for each change that a buyer wants."""

from __future__ import annotations

from decimal import Decimal

from ..documents.amendment import Amendment, AmendmentPart
from ..documents.order import OrderLine
from ..units import BASE
from .marketplace_wire import Wire, WireAddress, WireQuote, WishRow

GROWTH = ("more", "further_line")
FEWER = "fewer"


class WirePart(Wire, frozen=True):
    """A part of an amendment; what does not concern its change is left out."""

    id: str
    change: str
    quantity: int
    accepted: int = 0
    line_id: str = ""
    amends: str = ""
    sku: str = ""
    unit_price: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    net: Decimal | None = None
    tax_rate: Decimal = Decimal(0)
    reference: str = ""
    quote: WireQuote | None = None
    unit: str = BASE
    unit_size: int = 1
    ship_to: WireAddress | None = None
    requested_date: str | None = None

    def canonical(self, amendment: str) -> AmendmentPart:
        """The engine's document."""
        return AmendmentPart(
            id=self.id, quantity=self.quantity, accepted=self.accepted,
            new_line=self._line(amendment) if self.change in GROWTH else None,
            fewer_of=self.line_id if self.change == FEWER else "",
            ship_to=self.ship_to.canonical() if self.ship_to else None,
            requested_date=self.requested_date,
        )  # fmt: skip

    def _line(self, amendment: str) -> OrderLine:
        return OrderLine(
            id=self.line_id, sku=self.sku, quantity=self.quantity, unit_price=self.unit_price,
            total=self.total, net=self.net, tax_rate=self.tax_rate, reference=self.reference,
            quote_id=self.quote.id if self.quote else "", unit=self.unit, unit_size=self.unit_size,
            amends=self.amends, amendment=amendment,
            override=self.quote.canonical() if self.quote else None,
        )  # fmt: skip


class WireAmendment(Wire, frozen=True):
    """An amendment."""

    id: str
    order_id: str
    store: str
    status: str
    parts: list[WirePart]

    def canonical(self) -> Amendment:
        """The engine's document."""
        return Amendment(
            id=self.id, order_key=f"{self.store}/{self.order_id}", answered=self.status != "requested",
            parts=tuple(part.canonical(self.id) for part in self.parts),
        )  # fmt: skip


class AmendmentRows(Wire, frozen=True):
    """A page of amendments."""

    amendments: list[WishRow]
    next_token: str = ""
