"""Orders, their lines and their charges."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from ...kernel.arithmetic import tolerated
from ...kernel.currencies import MINOR_UNITS
from ...kernel.fields import Document
from ...kernel.units import BASE
from .discounts import Discount, amount_of
from .people import Address
from .reviews import Review
from .stores import TaxMode


class Quote(Document, frozen=True):
    """Why a price is not the list price: who offered it, who approved it, and for what reason.

    The approval counts for orders of the day ``expires_on`` and before, if that is said.
    """

    id: str
    seller: str
    approver: str
    reason: str
    expires_on: str = ""


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
    of which it is more (``amends``), if it is. The unit price is before ``discounts``, the total after them.
    ``price_source`` says what made the price that the shop offered: the list, or the kind of a price rule; it
    is empty where the price came with the order.
    Where prices are without tax, so is ``net``, the fact that the total came from.
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
    discounts: tuple[Discount, ...] = ()
    price_source: str = ""
    net: Decimal | None = None

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

    @property
    def discount(self) -> Decimal:
        """What was taken off the price of the line."""
        return amount_of(self.discounts)


class Charge(Document, frozen=True):
    """Freight or another amount on an order that is no goods; the total includes tax.

    Where prices are without tax, ``net`` is the amount without it.
    """

    id: str
    kind: str  # "freight" or "charge"
    code: str
    text: str
    total: Decimal
    tax_rate: Decimal
    reference: str
    net: Decimal | None = None


class Order(Document, frozen=True):
    """What a buyer ordered. ``id`` looks like ``408-5512345-1190023``, unique within its store.

    ``exchange_of`` is the return whose units it replaces, if it was placed for an exchange.

    ``payer_id`` is who pays for it if not the buyer, as it was when it was placed.

    ``amendments`` are those that were accepted, wholly or in part. ``requested_date`` is when the buyer
    wants the goods, if that was said. ``discounts`` are what the order was given, and its lines bear. With
    ``payment_terms``, such as ``NET 30``, it is bought on account: there is no payment, and the buyer pays
    the seller's invoices, or, with ``PREPAID``, transfers the money before anything leaves. Under ``review``
    it waits until it is cleared.

    In ``tax_mode`` exclusive unit prices are without tax. ``tax_exemption`` is why no tax is taken.
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
    discounts: tuple[Discount, ...] = ()
    tax_mode: TaxMode = TaxMode.INCLUSIVE
    tax_exemption: str = ""
    payment_terms: str = ""
    review: Review | None = None

    @property
    def key(self) -> str:
        """The name that no other order has: stores may give the same number."""
        return order_key(self.store, self.id)

    @property
    def minor_unit(self) -> Decimal:
        """The smallest amount of the order's currency."""
        return MINOR_UNITS[self.currency]

    @property
    def goods(self) -> tuple[OrderLine, ...]:
        """The lines that goods move on, with the components in the place of each kit."""
        return tuple([goods for line in self.lines for goods in line.goods])

    @property
    def total(self) -> Decimal:
        """What the buyer agreed to pay for everything, tax included."""
        goods = sum((line.total for line in self.lines), Decimal(0))
        return goods + sum((charge.total for charge in self.charges), Decimal(0))
