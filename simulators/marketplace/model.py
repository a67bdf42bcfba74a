"""Documents of the marketplace. Amounts include tax, in pounds and pence as Decimal.

Unit prices have four places, line totals two; the line total is the fact, and the unit price
explains it.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from ..kernel.fields import Document
from ..kernel.units import BASE


class ListingState(StrEnum):
    """Whether buyers can see a listing."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class PartnerUnit(Document, frozen=True):
    """What buyers call a unit of a listing, and how many eaches one holds, as an exact fraction."""

    name: str
    size: str


class Terms(Document, frozen=True):
    """How a listing is sold: by which unit, and how many of them an order takes.

    ``size`` is how many eaches one holds; a maximum of 0 is none. Buyers may order by ``partner_units`` too.
    """

    unit: str = BASE
    size: int = 1
    minimum: int = 1
    multiple: int = 1
    maximum: int = 0
    partner_units: tuple[PartnerUnit, ...] = ()


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
    """A business that buys; ``id`` is ``M`` and nine digits.

    ``payer_id`` is the account of its parent if that pays for what it orders.
    """

    id: str
    company: str
    email: str
    phone: str
    address: Address
    payer_id: str = ""


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
    one ``unit`` of ``unit_size`` eaches. ``partner_unit`` is what the buyer ordered in, if it said so.
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
    partner_unit: str = ""
    partner_size: str = ""

    @property
    def open(self) -> int:
        """How many units are neither shipped nor cancelled."""
        return self.quantity - self.shipped - self.cancelled

    @property
    def partner_quantity(self) -> str:
        """The quantity in the buyer's own unit, exactly; empty where it named none."""
        return str(Fraction(self.quantity) / Fraction(self.partner_size)) if self.partner_unit else ""


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

    ``payer_id`` is who pays for it if not the buyer, as it was when it was placed.
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
    payer_id: str = ""

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
    """How many units of an order line left in a shipment; in the buyer's own unit too, if told so."""

    line_id: str
    quantity: int
    partner_unit: str = ""
    partner_quantity: str = ""


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


class InvoicedUnits(Document, frozen=True):
    """Eaches of an order line on an invoice, and how many of the buyer's own unit they are."""

    line_id: str
    quantity: int
    partner_unit: str
    partner_quantity: str


class InvoiceCopy(Document, frozen=True):
    """The seller's invoice as the buyer sees it; amounts in the order's currency.

    ``lines`` are those that were ordered in a unit of the buyer's own.
    """

    id: str
    order_id: str
    number: str
    net: Decimal
    tax: Decimal
    total: Decimal
    date: str
    store: str = "main"
    lines: tuple[InvoicedUnits, ...] = ()


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
