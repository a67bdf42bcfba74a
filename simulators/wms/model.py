"""Documents of the warehouse. Ids are ``W`` and base 36; quantities are base units; no money.

What is unset is not told: nothing of substitutes, where there are none.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import UNSET, UnsetType

from ..kernel.fields import Document
from ..kernel.substitution import AllowedSubstitute


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


class CancelledLine(Document, frozen=True):
    """What a client asked to cancel of a line, and what the warehouse granted."""

    line: str
    asked: int
    granted: int


class Cancellation(Document, frozen=True):
    """The answer to a request to cancel; ``reference`` is the client's, once for each order."""

    outbound_id: str
    reference: str
    lines: tuple[CancelledLine, ...]

    @property
    def key(self) -> str:
        """The row's key."""
        return f"{self.outbound_id}/{self.reference}"


class ParcelLine(Document, frozen=True, omit_defaults=True):
    """How many units of an outbound line are in a parcel, and what they weigh if they were weighed.

    Where another item ships for them, ``shipped_sku`` and ``shipped_quantity`` say what is in the box.
    """

    line: str
    sku: str
    quantity: int
    shipped_sku: str = ""
    shipped_quantity: int = 0
    weight_g: int = 0

    @property
    def contents(self) -> tuple[str, int]:
        """The item that is in the box, and how many."""
        return self.shipped_sku or self.sku, self.shipped_quantity or self.quantity


class Parcel(Document, frozen=True):
    """A box with its label (SSCC, 18 digits) and tracking number, each used once."""

    sscc: str
    tracking: str
    lines: tuple[ParcelLine, ...]


class Shipment(Document, frozen=True):
    """Parcels that left together; ``closed`` units will not follow, what left is complete without them."""

    id: str
    outbound_id: str
    reference: str
    site: str
    carrier: str
    shipped_at_us: int
    parcels: tuple[Parcel, ...]
    closed: tuple[Units, ...] = ()


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


class TransferState(StrEnum):
    """Where a transfer stands."""

    IN_TRANSIT = "in_transit"
    RECEIVED = "received"


class TransferLine(Document, frozen=True):
    """sent = received + missing + in transit."""

    sku: str
    sent: int
    received: int = 0
    missing: int = 0

    @property
    def in_transit(self) -> int:
        """Units on their way: they are at no site."""
        return self.sent - self.received - self.missing


class Transfer(Document, frozen=True):
    """Goods that go from one site to another."""

    id: str
    from_site: str
    to_site: str
    state: TransferState
    lines: tuple[TransferLine, ...]


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


class Substitutes(Document, frozen=True):
    """The items that may ship in place of an item."""

    sku: str
    substitutes: tuple[AllowedSubstitute, ...]


class InboundReturn(Document, frozen=True):
    """A return that is on its way, and what the warehouse found in it."""

    id: str
    reference: str
    site: str
    state: InboundState
    lines: tuple[InboundLine, ...]
