"""Documents of the order management system. Ids are integers of seven digits.

Amounts include tax and are whole pence (``amount``); unit prices are whole ten-thousandths of a
pound (``price_e4``); tax rates are basis points (2000 is 20 %). What is unset is not told.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import UNSET, UnsetType, field

from ..kernel.fields import Document
from ..kernel.units import BASE

BY_CHANNEL, BY_OMS = "channel", "oms"
"""Who decides to cancel units: whoever sold them, or this system, because no site has them."""


class ItemState(StrEnum):
    """Whether an item is sold."""

    ACTIVE = "active"
    DISCONTINUED = "discontinued"


class Item(Document, frozen=True):
    """An item with its list price without tax."""

    sku: str
    title: str
    price_e4: int
    state: ItemState


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


class OrderState(StrEnum):
    """Roll-up of the line quantities of an order."""

    OPEN = "open"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


class OrderLine(Document, frozen=True):
    """quantity = shipped + allocated + backordered + cancelled + what is not yet allocated.

    All of them are eaches; the price is for one ``unit`` of ``unit_size`` eaches. ``kit`` is the SKU
    of the kit that the line is a component of, for people to see. A line of which nothing
    was cancelled may ship up to ``over_units`` beyond its quantity; ``closed`` of the cancelled units were
    so by the site that shipped, within ``under_units``. With ``weight_g``, what an each weighs by name,
    the price is for one kilogram. A line that came
    by an amendment may name the channel's line of which it is more.
    """

    id: int
    external_line: str
    sku: str
    quantity: int
    price_e4: int
    amount: int
    tax_bp: int
    reference: str
    quote_id: str = ""
    allocated: int = 0
    backordered: int = 0
    shipped: int = 0
    cancelled: int = 0
    returned: int = 0
    unit: str = BASE
    unit_size: int = 1
    substitutable: bool = False
    kit: str = ""
    over_units: int = 0
    under_units: int = 0
    closed: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0
    amends: str = ""

    @property
    def unallocated(self) -> int:
        """Open units that neither stock nor a backorder covers yet."""
        taken = self.allocated + self.backordered + self.shipped + self.cancelled
        return max(0, self.quantity - taken)

    @property
    def open(self) -> int:
        """Units that are neither shipped nor cancelled."""
        return max(0, self.quantity - self.shipped - self.cancelled)


class Charge(Document, frozen=True):
    """Freight or another amount that is no goods, with tax, in ten-thousandths of a pound."""

    external_line: str
    kind: str
    code: str
    text: str
    amount_e4: int
    tax_bp: int
    reference: str


class SalesOrder(Document, frozen=True):
    """An order of a channel; (channel, external_id) stands once.

    No line is allocated while a hold is on the order.
    """

    id: int
    channel: str
    external_id: str
    customer_ref: str
    ordered_at_us: int
    currency: str
    ship_to: dict[str, str]
    lines: tuple[OrderLine, ...]
    charges: tuple[Charge, ...]
    holds: tuple[str, ...]
    state: OrderState
    requested_date: str = ""

    def line(self, line_id: int) -> OrderLine | None:
        """The line with this id."""
        position = self.position(line_id)
        return None if position is None else self.lines[position]

    def position(self, line_id: int) -> int | None:
        """Where the line with this id stands.

        The ids of the lines that an order was placed with follow each other; what came by amendments
        stands behind them.
        """
        lines = self.lines
        index = line_id - lines[0].id if lines else -1
        if 0 <= index < len(lines) and lines[index].id == line_id:
            return index
        return next((at for at, line in enumerate(lines) if line.id == line_id), None)


class Amendment(Document, frozen=True):
    """What a channel asked to change of an order, by its reference; ``lines`` are those that it added.

    None leaves the address or the day as it is.
    """

    reference: str
    order_id: int
    lines: tuple[OrderLine, ...]
    ship_to: dict[str, str] | None = None
    requested_date: str | None = None


class Backorder(Document, frozen=True):
    """Units of an order line that wait for stock; the lowest line id has waited longest.

    ``only_at`` are those of them that only the named sites may serve.
    """

    line_id: int
    order_id: int
    sku: str
    quantity: int
    only_at: dict[str, int] = field(default_factory=dict)


class FulfilmentState(StrEnum):
    """Where the work of one site for one order stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class FulfilmentLine(Document, frozen=True):
    """quantity = shipped + short + cancelled + what is still to do.

    ``cancelled_before`` is how many of the cancelled units were so when a warehouse accepted the work.
    Tolerances are those of the order line, where one site ships all of it; else there is none.
    """

    line_id: int
    sku: str
    quantity: int
    shipped: int = 0
    short: int = 0
    cancelled: int = 0
    cancelled_before: int = 0
    over_units: int = 0
    under_units: int = 0

    @property
    def open(self) -> int:
        """Units still to do."""
        return max(0, self.quantity - self.shipped - self.short - self.cancelled)

    @property
    def shippable(self) -> int:
        """Units that may still ship."""
        if self.cancelled or self.short:
            return self.open
        return self.quantity + self.over_units - self.shipped

    @property
    def closable(self) -> int:
        """Units that the site may leave unshipped."""
        return 0 if self.cancelled or self.short else min(self.open, self.under_units)


class FulfilmentOrder(Document, frozen=True):
    """What one site is asked to ship for one order; ``warehouse_ref`` once it was accepted."""

    id: int
    order_id: int
    site: str
    state: FulfilmentState
    lines: tuple[FulfilmentLine, ...]
    warehouse_ref: str = ""


class ReservationLine(Document, frozen=True):
    """quantity = consumed + released + what is still held."""

    line_id: int
    sku: str
    quantity: int
    consumed: int = 0
    released: int = 0

    @property
    def held(self) -> int:
        """Units still promised."""
        return self.quantity - self.consumed - self.released


class Reservation(Document, frozen=True):
    """Stock promised to one fulfilment order (same id); each unit is consumed or released once."""

    id: int
    order_id: int
    site: str
    lines: tuple[ReservationLine, ...]


class ShipmentLine(Document, frozen=True):
    """How many units of an order line left; ``surplus`` of them were not promised to it.

    ``weight_g`` is what they weigh, if that is paid.
    """

    line_id: int
    quantity: int
    surplus: int = 0
    weight_g: int = 0


class Substituted(Document, frozen=True):
    """Units of an order line for which another item left, and how many units of that."""

    line_id: int
    quantity: int
    sku: str
    shipped_quantity: int


class Shipment(Document, frozen=True):
    """Goods that left a site; ``reference`` is the warehouse's, once.

    ``closed`` units will not follow: what left is complete within the line's tolerance.
    """

    id: int
    order_id: int
    fulfilment_id: int
    reference: str
    tracking: str
    shipped_at_us: int
    lines: tuple[ShipmentLine, ...]
    substitutes: tuple[Substituted, ...] = ()
    closed: tuple[ShipmentLine, ...] = ()


class Shortage(Document, frozen=True):
    """Units that a site could not find; ``reference`` is the warehouse's, once."""

    reference: str
    fulfilment_id: int
    lines: tuple[ShipmentLine, ...]


class Cancellation(Document, frozen=True):
    """A cancellation by its reference: what was taken off each line, and what sites were asked.

    ``by`` says whose decision it was.
    """

    reference: str
    order_id: int
    lines: tuple[CancellationLine, ...]
    requests: tuple[CancellationRequest, ...] = ()
    by: str = BY_CHANNEL


class CancellationLine(Document, frozen=True):
    """Units asked for = cancelled + pending + refused, when the request is answered."""

    line_id: int
    quantity: int
    cancelled: int = 0
    refused: int = 0

    @property
    def pending(self) -> int:
        """Units that wait for a warehouse's word."""
        return self.quantity - self.cancelled - self.refused


class CancellationRequest(Document, frozen=True):
    """Units that a warehouse was asked to give up; ``granted`` is None until it answers."""

    fulfilment_id: int
    line_id: int
    quantity: int
    granted: int | None = None


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
