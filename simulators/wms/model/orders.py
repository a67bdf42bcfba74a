"""Outbound orders: what clients ask the warehouse to ship, and what waits for stock."""

from __future__ import annotations

from enum import StrEnum

from ...kernel.fields import Document


class OutboundState(StrEnum):
    """Roll-up of the line quantities of an outbound order."""

    RECEIVED = "received"
    PICKING = "picking"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


class OutboundLine(Document, frozen=True):
    """quantity = shipped + short + cancelled + open; quantity >= picked >= packed >= shipped.

    ``allocated`` are units promised from stock and not yet shipped. Only of a ``substitutable`` line
    another item may ship. ``kit`` is the client's name of the kit that they are components of, for
    people to see. A line of which nothing was
    cancelled or given up may ship up to ``over_units`` beyond its quantity; ``closed`` of its cancelled
    units were so by the warehouse itself, within ``under_units``. With ``weight_g``, what a unit weighs by
    name, units are weighed when they leave. ``put_back`` are those picked units
    that went back to the shelf, because they were cancelled.
    """

    line: str
    sku: str
    quantity: int
    allocated: int = 0
    picked: int = 0
    packed: int = 0
    shipped: int = 0
    short: int = 0
    cancelled: int = 0
    substitutable: bool = False
    kit: str = ""
    over_units: int = 0
    under_units: int = 0
    closed: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0
    put_back: int = 0

    @property
    def open(self) -> int:
        """Units still to ship."""
        return max(0, self.quantity - self.shipped - self.short - self.cancelled)

    @property
    def waiting(self) -> int:
        """Open units that no stock was promised to yet."""
        return max(0, self.quantity - self.shipped - self.short - self.cancelled - self.allocated)

    @property
    def surplus_left(self) -> int:
        """Units beyond the quantity that may still be picked; none of a line that is done with.

        The tolerance is one of the quantity ordered: once units are cancelled or given up, it is no more.
        """
        if not self.open or self.cancelled or self.short:
            return 0
        return self.quantity + self.over_units - max(self.quantity, self.shipped + self.allocated)

    @property
    def in_hand(self) -> int:
        """Units that were picked, not put back, and have not left."""
        return self.picked - self.put_back - self.shipped

    @property
    def unpacked(self) -> int:
        """Units in hand that are in no box yet: what can be packed, or put back."""
        return self.picked - self.put_back - self.packed

    @property
    def untouched(self) -> int:
        """Open units that nobody picked: what can still be cancelled or given up."""
        return max(0, self.open - self.in_hand)


class Outbound(Document, frozen=True):
    """What a client asks the warehouse to ship; ``reference`` is the client's, once.

    ``ship_by`` is the day until which it has to leave, if the client named one.
    """

    id: str
    reference: str
    site: str
    ship_to: dict[str, str]
    state: OutboundState
    lines: tuple[OutboundLine, ...]
    ship_by: str = ""


class Units(Document, frozen=True):
    """Some units of an outbound line."""

    line: str
    quantity: int


class Waiting(Document, frozen=True):
    """Units of an outbound line (by its position) that wait for stock, for as long as they do."""

    outbound_id: str
    position: int
    sku: str
    site: str
    quantity: int

    @property
    def key(self) -> str:
        """The row's key."""
        return f"{self.outbound_id}/{self.position}"

    @property
    def stock_key(self) -> str:
        """The key of the stock that is waited for."""
        return f"{self.sku}@{self.site}"
