"""Documents of the marketplace. Amounts include tax, in pounds and pence as Decimal.

Unit prices have four places, line totals two; the line total is the fact, and the unit price
explains it.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from ..kernel.fields import Document
from ..kernel.units import BASE


class ListingState(StrEnum):
    """Whether buyers can see a listing."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class Terms(Document, frozen=True):
    """How a listing is sold: by which unit, and how many of them an order takes.

    ``size`` is how many eaches one holds; a maximum of 0 is none.
    """

    unit: str = BASE
    size: int = 1
    minimum: int = 1
    multiple: int = 1
    maximum: int = 0


BY_THE_EACH = Terms()


class Listing(Document, frozen=True):
    """An item for sale: its price with tax for one unit, and the eaches that the seller published."""

    sku: str
    title: str
    price: Decimal
    quantity: int
    state: ListingState
    terms: Terms = BY_THE_EACH


class Address(Document, frozen=True):
    """Where goods go. The country decides the tax."""

    name: str
    line: str
    city: str
    postcode: str
    country: str


class Buyer(Document, frozen=True):
    """A business that buys; ``id`` is ``M`` and nine digits."""

    id: str
    company: str
    email: str
    phone: str
    address: Address


class Quote(Document, frozen=True):
    """Why a price is not the list price: who offered it, who approved it, and for what reason."""

    id: str
    seller: str
    approver: str
    reason: str


def order_key(store: str, order_id: str) -> str:
    """The name of an order among the orders of all stores."""
    return f"{store}/{order_id}"


class OrderState(StrEnum):
    """Roll-up of the line quantities of an order."""

    UNSHIPPED = "unshipped"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


class OrderLine(Document, frozen=True):
    """One line: ``reference`` is the buyer's own name for it, carried through all systems.

    shipped + cancelled <= quantity; returned <= shipped. All of them are eaches; the unit price is for
    one ``unit`` of ``unit_size`` eaches. A line that came by an ``amendment`` names it, and the line
    of which it is more (``amends``), if it is.
    """

    id: str
    sku: str
    quantity: int
    unit_price: Decimal
    total: Decimal
    tax_rate: Decimal
    reference: str
    quote: Quote | None = None
    shipped: int = 0
    cancelled: int = 0
    returned: int = 0
    unit: str = BASE
    unit_size: int = 1
    amends: str = ""
    amendment: str = ""

    @property
    def open(self) -> int:
        """How many units are neither shipped nor cancelled."""
        return self.quantity - self.shipped - self.cancelled


class Charge(Document, frozen=True):
    """Freight or another amount on an order that is no goods; the total includes tax."""

    id: str
    kind: str  # "freight" or "charge"
    code: str
    text: str
    total: Decimal
    tax_rate: Decimal
    reference: str


class Order(Document, frozen=True):
    """What a buyer ordered. ``id`` looks like ``408-5512345-1190023``, unique within its store.

    ``amendments`` are those that were accepted, wholly or in part. ``requested_date`` is when the buyer
    wants the goods, if that was said.
    """

    id: str
    store: str
    buyer_id: str
    placed_at_us: int
    currency: str
    reference: str
    ship_to: Address
    lines: tuple[OrderLine, ...]
    charges: tuple[Charge, ...]
    payment_id: str
    state: OrderState
    requested_date: str = ""
    amendments: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name that no other order has: stores may give the same number."""
        return order_key(self.store, self.id)

    @property
    def total(self) -> Decimal:
        """What the buyer agreed to pay for everything, tax included."""
        goods = sum((line.total for line in self.lines), Decimal(0))
        return goods + sum((charge.total for charge in self.charges), Decimal(0))


class ShipmentLine(Document, frozen=True):
    """How many units of an order line left in a shipment."""

    line_id: str
    quantity: int


class Shipment(Document, frozen=True):
    """What the seller says has left; ``reference`` is the seller's, once per order."""

    id: str
    order_id: str
    reference: str
    carrier: str
    tracking: str
    shipped_at_us: int
    lines: tuple[ShipmentLine, ...]
    store: str = "main"


class InvoiceCopy(Document, frozen=True):
    """The seller's invoice as the buyer sees it; amounts in the order's currency."""

    id: str
    order_id: str
    number: str
    net: Decimal
    tax: Decimal
    total: Decimal
    date: str
    store: str = "main"


class CancellationState(StrEnum):
    """Where a wish to cancel stands; the seller answers with quantities."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    REFUSED = "refused"


class CancellationLine(Document, frozen=True):
    """How many units of a line the buyer no longer wants, and how many the seller took back."""

    line_id: str
    quantity: int
    reference: str
    accepted: int = 0


class Cancellation(Document, frozen=True):
    """A buyer's wish to cancel part of an order that has not shipped."""

    id: str
    order_id: str
    reason: str
    state: CancellationState
    lines: tuple[CancellationLine, ...]
    store: str = "main"

    @property
    def order(self) -> str:
        """The key of the order that it is about."""
        return order_key(self.store, self.order_id)


class AmendmentState(StrEnum):
    """Where an amendment stands; the seller answers part by part."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    REFUSED = "refused"


class Change(StrEnum):
    """What a part of an amendment changes; X12 860 codes the first three QI, QD and AI (element 670)."""

    MORE = "more"
    FEWER = "fewer"
    FURTHER_LINE = "further_line"
    SHIP_TO = "ship_to"
    REQUESTED_DATE = "requested_date"


GROWTH = (Change.MORE, Change.FURTHER_LINE)
"""Changes that give the order a new line."""


class AmendmentPart(Document, frozen=True):
    """One change that is asked for, and the seller's answer to it: how many of ``quantity`` it accepts.

    What is no matter of units has a quantity of 1. Where the order is to grow, ``line_id`` is the line
    that it gets if this is accepted, and ``amends`` the line of which it is more, if it is; where
    it is to shrink, ``line_id`` is the line that shrinks.
    """

    id: str
    change: Change
    quantity: int = 1
    line_id: str = ""
    amends: str = ""
    sku: str = ""
    unit_price: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    tax_rate: Decimal = Decimal(0)
    reference: str = ""
    quote: Quote | None = None
    unit: str = BASE
    unit_size: int = 1
    ship_to: Address | None = None
    requested_date: str = ""
    accepted: int = 0
    reason: str = ""


class Amendment(Document, frozen=True):
    """A buyer's wish to change an order that was placed: an X12 860, which the seller answers as by 865."""

    id: str
    order_id: str
    reason: str
    state: AmendmentState
    parts: tuple[AmendmentPart, ...]
    store: str = "main"

    @property
    def order(self) -> str:
        """The key of the order that it is about."""
        return order_key(self.store, self.order_id)


class ReturnState(StrEnum):
    """Where a return stands."""

    REQUESTED = "requested"
    AUTHORISED = "authorised"
    RECEIVED = "received"
    REFUNDED = "refunded"
    REFUSED = "refused"


class ReturnLine(Document, frozen=True):
    """Units of a line that come back. ``agreed`` is set when the refund is not the price paid.

    It is the amount with tax that the buyer and the seller agreed on for these units.
    """

    line_id: str
    quantity: int
    reason: str
    reference: str
    received: int = 0
    agreed: Decimal | None = None


class Return(Document, frozen=True):
    """Shipped units that a buyer sends back; ``rma`` is the seller's number once authorised.

    ``refusal`` says why the seller did not want them back.
    """

    id: str
    order_id: str
    state: ReturnState
    lines: tuple[ReturnLine, ...]
    rma: str = ""
    refusal: str = ""
    store: str = "main"

    @property
    def order(self) -> str:
        """The key of the order that it is about."""
        return order_key(self.store, self.order_id)


class PaymentEntry(Document, frozen=True):
    """One capture, refund or void; ``reference`` is the seller's, once per payment and kind.

    ``return_id`` names the return that a refund pays for, if it is for one.
    """

    id: str
    reference: str
    amount: Decimal
    at_us: int
    return_id: str = ""


class Payment(Document, frozen=True):
    """Money of one order as the payment provider holds it.

    captured + voided <= authorised; refunded <= captured.
    """

    id: str
    order_id: str
    currency: str
    authorised: Decimal
    captures: tuple[PaymentEntry, ...] = ()
    refunds: tuple[PaymentEntry, ...] = ()
    voids: tuple[PaymentEntry, ...] = ()
    store: str = "main"

    @property
    def order(self) -> str:
        """The key of the order that it is about."""
        return order_key(self.store, self.order_id)

    @property
    def captured(self) -> Decimal:
        """The sum of the captures."""
        return sum((entry.amount for entry in self.captures), Decimal(0))

    @property
    def refunded(self) -> Decimal:
        """The sum of the refunds."""
        return sum((entry.amount for entry in self.refunds), Decimal(0))

    @property
    def voided(self) -> Decimal:
        """The sum of what was released without being captured."""
        return sum((entry.amount for entry in self.voids), Decimal(0))
