"""Documents of the marketplace. Amounts include tax, in pounds and pence as Decimal.

Unit prices have four places, line totals two; the line total is the fact, and the unit price
explains it.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from ..kernel.arithmetic import tolerated
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

    ``size`` is how many eaches one holds; a maximum of 0 is none. ``over_bp`` and ``under_bp`` are how
    much more or less than ordered the seller may deliver, in hundredths of a percent. With ``weight_g``,
    the nominal weight of an each, the price is for one kilogram, and goods may weigh
    ``weight_tolerance_bp`` more or less than that. Buyers may order by ``partner_units`` too.
    """

    unit: str = BASE
    size: int = 1
    minimum: int = 1
    multiple: int = 1
    maximum: int = 0
    over_bp: int = 0
    under_bp: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0
    partner_units: tuple[PartnerUnit, ...] = ()


BY_THE_EACH = Terms()


class Component(Document, frozen=True):
    """A part of a kit: how many eaches one kit has of it, and how much of its price they bear.

    ``weight`` is a proportion, mostly what the eaches cost when they are sold alone.
    """

    sku: str
    per_kit: int
    weight: int


class Listing(Document, frozen=True):
    """An item for sale: its price with tax for one unit, and the eaches that the seller published.

    With components it is a kit: sold as one thing, shipped as its components.
    """

    sku: str
    title: str
    price: Decimal
    quantity: int
    state: ListingState
    terms: Terms = BY_THE_EACH
    components: tuple[Component, ...] = ()


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
    one ``unit`` of ``unit_size`` eaches. The buyer takes another item only where it is ``substitutable``.

    Of a kit the goods are its ``components``, lines with an id and a share of the price of their own
    (``per_kit`` eaches in one kit); the kit's shipped, cancelled and returned count whole kits. A line
    of which nothing was cancelled may be shipped up to
    ``over_units`` beyond its quantity; ``closed`` of the cancelled units were so by the seller, within
    ``under_units``. With ``weight_g``, the nominal weight of an each, the unit price is for one
    kilogram. ``partner_unit`` is what the buyer ordered in, if it said so. A line that came by an
    ``amendment`` names it, and the line
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
    substitutable: bool = False
    components: tuple[OrderLine, ...] = ()
    per_kit: int = 0
    over_bp: int = 0
    under_bp: int = 0
    closed: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0
    partner_unit: str = ""
    partner_size: str = ""
    amends: str = ""
    amendment: str = ""

    @property
    def open(self) -> int:
        """How many units are neither shipped nor cancelled."""
        return max(0, self.quantity - self.shipped - self.cancelled)

    @property
    def over_units(self) -> int:
        """Whole units that may be shipped beyond the quantity."""
        return tolerated(self.quantity, self.over_bp)

    @property
    def under_units(self) -> int:
        """Whole units that may be left unshipped for the line to be complete all the same."""
        return tolerated(self.quantity, self.under_bp)

    @property
    def shippable(self) -> int:
        """How many units may still ship."""
        surplus = 0 if self.cancelled else self.over_units
        return self.quantity + surplus - self.shipped - self.cancelled

    @property
    def goods(self) -> tuple[OrderLine, ...]:
        """The lines that goods move on: the components of a kit, else the line itself."""
        return self.components or (self,)

    @property
    def whole_open(self) -> int:
        """How many units can still be cancelled: of a kit those that nothing has shipped of."""
        return min(line.open // (line.per_kit or 1) for line in self.goods)

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

    ``exchange_of`` is the return whose units it replaces, if it was placed for an exchange.

    ``payer_id`` is who pays for it if not the buyer, as it was when it was placed.

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
    exchange_of: str = ""
    payer_id: str = ""
    requested_date: str = ""
    amendments: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name that no other order has: stores may give the same number."""
        return order_key(self.store, self.id)

    @property
    def goods(self) -> tuple[OrderLine, ...]:
        """The lines that goods move on, with the components in the place of each kit."""
        return tuple([goods for line in self.lines for goods in line.goods])

    @property
    def total(self) -> Decimal:
        """What the buyer agreed to pay for everything, tax included."""
        goods = sum((line.total for line in self.lines), Decimal(0))
        return goods + sum((charge.total for charge in self.charges), Decimal(0))


class ShipmentLine(Document, frozen=True):
    """How many units of an order line left in a shipment, or were closed by it, and what they weigh.

    In the buyer's own unit too, if the seller said so.
    """

    line_id: str
    quantity: int
    weight_g: int = 0
    partner_unit: str = ""
    partner_quantity: str = ""


class Substituted(Document, frozen=True):
    """Units of an order line for which the seller sent another item, and how many of that."""

    line_id: str
    quantity: int
    sku: str
    shipped_quantity: int


class Shipment(Document, frozen=True):
    """What the seller says has left; ``reference`` is the seller's, once per order.

    ``closed`` are units that will not come: what has shipped is complete within the tolerance.
    """

    id: str
    order_id: str
    reference: str
    carrier: str
    tracking: str
    shipped_at_us: int
    lines: tuple[ShipmentLine, ...]
    store: str = "main"
    substitutes: tuple[Substituted, ...] = ()
    closed: tuple[ShipmentLine, ...] = ()


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
    """A buyer's wish to cancel part of an order that has not shipped, or the seller's decision to.

    ``seller_ref`` is the seller's name for its decision; a buyer's wish has none.
    """

    id: str
    order_id: str
    reason: str
    state: CancellationState
    lines: tuple[CancellationLine, ...]
    store: str = "main"
    seller_ref: str = ""

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

    It is the amount with tax that the buyer and the seller agreed on for these units. ``sellable`` is
    how many of the received units can be sold again, if the seller said so. Units count the item
    ordered; ``shipped_quantity`` of ``shipped_sku`` come back, if the seller had sent that.
    """

    line_id: str
    quantity: int
    reason: str
    reference: str
    received: int = 0
    agreed: Decimal | None = None
    sellable: int | None = None
    shipped_sku: str = ""
    shipped_quantity: int = 0


class ExchangeLine(Document, frozen=True):
    """Units that a buyer wants instead of all those that come back, at the price captured when asked.

    The quantity counts the unit that the listing is sold by.
    """

    sku: str
    quantity: int
    unit_price: Decimal
    tax_rate: Decimal
    reference: str = ""


class Return(Document, frozen=True):
    """Shipped units that a buyer sends back; ``rma`` is the seller's number once authorised.

    ``refusal`` says why the seller did not want them back. With ``exchange`` lines the buyer wants
    these units instead, and ``replacement`` is the order that was placed for them.
    """

    id: str
    order_id: str
    state: ReturnState
    lines: tuple[ReturnLine, ...]
    rma: str = ""
    refusal: str = ""
    store: str = "main"
    exchange: tuple[ExchangeLine, ...] = ()
    replacement: str = ""

    @property
    def order(self) -> str:
        """The key of the order that it is about."""
        return order_key(self.store, self.order_id)


class Method(StrEnum):
    """How an entry of a payment was settled: with the buyer's card, or against goods that came back."""

    CARD = "card"
    EXCHANGE = "exchange"


class PaymentEntry(Document, frozen=True):
    """One capture, refund or void; ``reference`` is the seller's, once per payment, kind and method.

    ``return_id`` names the return that a refund pays for, if it is for one. An entry of method
    ``exchange`` moves no cash: what one order gives back by it, another one takes.
    """

    id: str
    reference: str
    amount: Decimal
    at_us: int
    return_id: str = ""
    method: Method = Method.CARD


class Payment(Document, frozen=True):
    """Money of one order as the payment provider holds it.

    captured + voided <= authorised; refunded <= captured. So much of what is authorised as ``exchange``
    says is settled by goods that came back, and never asked of the card.
    """

    id: str
    order_id: str
    currency: str
    authorised: Decimal
    captures: tuple[PaymentEntry, ...] = ()
    refunds: tuple[PaymentEntry, ...] = ()
    voids: tuple[PaymentEntry, ...] = ()
    store: str = "main"
    exchange: Decimal = Decimal(0)

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

    @property
    def exchange_left(self) -> Decimal:
        """What an exchange settles and no capture has taken yet."""
        taken = (entry.amount for entry in self.captures if entry.method is Method.EXCHANGE)
        return self.exchange - sum(taken, Decimal(0))
