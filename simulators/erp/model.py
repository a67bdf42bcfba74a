"""Documents of the ERP.

Numbers have ten digits; amounts exclude tax, as Decimal; dates are business dates
(``YYYY-MM-DD``) in the company's zone. Unit prices have up to four places; the net amount of a
line is the fact.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from ..kernel.fields import Document
from ..kernel.units import BASE, in_unit, told
from .amendments import OrderAmendment as OrderAmendment  # noqa: PLC0414 - documents are looked up in the model by their names
from .cash import LedgerEntry as LedgerEntry  # noqa: PLC0414 - for the same reason
from .cash import Payment as Payment  # noqa: PLC0414 - for the same reason
from .cash import PaymentKind as PaymentKind  # noqa: PLC0414 - for the same reason
from .goods import Stock as Stock  # noqa: PLC0414 - for the same reason
from .goods import StockMovement as StockMovement  # noqa: PLC0414 - for the same reason
from .goods import StockMovementKind as StockMovementKind  # noqa: PLC0414 - for the same reason
from .goods import StockMovementLine as StockMovementLine  # noqa: PLC0414 - for the same reason
from .items import Agreement as Agreement  # noqa: PLC0414 - for the same reason
from .items import Item as Item  # noqa: PLC0414 - for the same reason
from .substitutes import Substituted


class Customer(Document, frozen=True):
    """Who orders; ``external_ref`` is the shop's account, once.

    ``payer`` is the number of the customer who is billed instead; without one it pays for itself.
    """

    number: str
    external_ref: str
    name: str
    email: str
    phone: str
    street: str
    city: str
    postcode: str
    country: str
    payer: str = ""


class OrderState(StrEnum):
    """Roll-up of the line quantities of an order."""

    OPEN = "open"
    PARTIALLY_DELIVERED = "partially_delivered"
    DELIVERED = "delivered"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class PriceSource(StrEnum):
    """What explains the price of a line."""

    LIST = "list"
    AGREEMENT = "agreement"
    CAPTURED = "captured"


class OrderLine(Document, frozen=True):
    """invoiced <= delivered; credited <= invoiced; delivered + cancelled <= quantity.

    All of these are base units. ``unit`` is what the customer ordered in and ``price_unit`` what
    the unit price is for; their sizes are exact fractions as text, as they were when it was ordered.
    ``kit`` is the item of the kit that the line is a component of, if it is of one.

    A line of which nothing was cancelled may be delivered up to ``over_units`` beyond its quantity;
    ``closed`` of the cancelled units were so within ``under_units``; ``credited_free`` of the credited
    ones were free of charge. With ``weight_g``, what an each weighs by name, the price is for one kilogram,
    and the line counts what was delivered and invoiced in grams, and what was credited for it.
    So is that of ``partner_unit``, which is what the buyer calls the unit, if it has a name of its own.
    A line that came by an amendment may name the shop's line of which it is more.
    """

    line_no: int
    external_line: str
    item: str
    quantity: int
    unit_price: Decimal
    net: Decimal
    tax_rate: Decimal
    tax: Decimal
    reference: str
    price_source: PriceSource
    agreement: str = ""
    cancelled: int = 0
    delivered: int = 0
    invoiced: int = 0
    returned: int = 0
    credited: int = 0
    unit: str = BASE
    unit_size: str = "1"
    price_unit: str = BASE
    price_unit_size: str = "1"
    substitutable: bool = False
    kit: str = ""
    over_units: int = 0
    under_units: int = 0
    closed: int = 0
    credited_free: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0
    delivered_g: int = 0
    invoiced_g: int = 0
    credited_net: Decimal = Decimal(0)
    credited_tax: Decimal = Decimal(0)
    partner_unit: str = ""
    partner_size: str = ""
    amends: str = ""

    @property
    def open(self) -> int:
        """Units that are neither delivered nor cancelled."""
        return max(0, self.quantity - self.delivered - self.cancelled)

    @property
    def deliverable(self) -> int:
        """Units that may still be delivered."""
        surplus = 0 if self.cancelled else self.over_units
        return self.quantity + surplus - self.delivered - self.cancelled

    @property
    def stated(self) -> int | str:
        """The quantity ordered, in the line's own unit."""
        return told(in_unit(self.quantity, Fraction(self.unit_size)))

    @property
    def base_quantity(self) -> int:
        """The quantity ordered in base units, where the line has another unit; else 0."""
        return 0 if self.unit == BASE else self.quantity

    @property
    def partner_quantity(self) -> str:
        """The quantity ordered in the buyer's own unit, exactly; empty where it has none."""
        return in_partner_unit(self, self.quantity)


def in_partner_unit(line: OrderLine, quantity: int) -> str:
    """Eaches of a line in the buyer's own unit as an exact fraction; empty where it has none."""
    return str(in_unit(quantity, Fraction(line.partner_size))) if line.partner_unit else ""


class Charge(Document, frozen=True):
    """Freight or another amount that is no goods; ``invoiced`` names the invoice that billed it."""

    charge_no: int
    kind: str
    code: str
    text: str
    net: Decimal
    tax_rate: Decimal
    tax: Decimal
    reference: str
    invoiced: str = ""


class SalesOrder(Document, frozen=True):
    """A sales order; ``external_ref`` is ``store/order`` of the shop, once.

    ``payer`` is who is billed for it, as agreed when it was booked; empty where it is the customer.
    """

    number: str
    external_ref: str
    customer: str
    date: str
    currency: str
    site: str
    ship_to: dict[str, str]
    lines: tuple[OrderLine, ...]
    charges: tuple[Charge, ...]
    state: OrderState
    payer: str = ""

    @property
    def bill_to(self) -> str:
        """The number of the customer who pays."""
        return self.payer or self.customer

    requested_date: str = ""


class CancellationLine(Document, frozen=True):
    """Units of an order line that will not be delivered."""

    line_no: int
    quantity: int


class OrderCancellation(Document, frozen=True):
    """A cancellation asked for under a reference of the caller's, so that it counts once."""

    external_ref: str
    order: str
    lines: tuple[CancellationLine, ...]


class DeliveryLine(Document, frozen=True):
    """Units of an order line that left; ``cancelled`` more were so because that completed it.

    ``weight_g`` is what they weigh, if that is paid.
    """

    line_no: int
    quantity: int
    cancelled: int = 0
    weight_g: int = 0


class ClosedLine(Document, frozen=True):
    """Units of an order line that will not follow."""

    line_no: int
    quantity: int


class Delivery(Document, frozen=True):
    """Goods issued for an order; ``external_ref`` is the warehouse's shipment, once (or empty).

    ``closed`` are units that will not follow: what was delivered is complete within the tolerance.
    """

    number: str
    order: str
    external_ref: str
    site: str
    date: str
    tracking: str
    lines: tuple[DeliveryLine, ...]
    invoice: str = ""
    substitutes: tuple[Substituted, ...] = ()
    closed: tuple[ClosedLine, ...] = ()


class InvoiceLine(Document, frozen=True):
    """Units of an order line with their share of its net amount and tax.

    Where the price is not for one base unit, ``price_quantity`` says exactly how many price units
    the base units are: 57 of a case of 12 are 19/4; where the weight is paid it is what they weigh. Of the
    units, ``free`` are free of charge. ``partner_quantity`` says the same of the buyer's unit.
    """

    line_no: int
    quantity: int
    unit_price: Decimal
    net: Decimal
    tax: Decimal
    reference: str
    price_unit: str = BASE
    price_quantity: str = ""
    free: int = 0
    weight_g: int = 0
    partner_unit: str = ""
    partner_quantity: str = ""


class InvoiceCharge(Document, frozen=True):
    """A charge of the order as billed."""

    charge_no: int
    net: Decimal
    tax: Decimal
    reference: str


class Invoice(Document, frozen=True):
    """What a customer owes for a delivery (or, without one, for the charges of an order).

    The goods were sold to ``customer``; ``payer`` is who owes, where that is another.
    """

    number: str
    order: str
    delivery: str
    customer: str
    date: str
    currency: str
    lines: tuple[InvoiceLine, ...]
    charges: tuple[InvoiceCharge, ...]
    substitutes: tuple[Substituted, ...] = ()
    payer: str = ""

    @property
    def net(self) -> Decimal:
        """The sum without tax."""
        parts = [line.net for line in self.lines] + [charge.net for charge in self.charges]
        return sum(parts + [one.net for one in self.substitutes], Decimal(0))

    @property
    def tax(self) -> Decimal:
        """The sum of the taxes."""
        parts = [line.tax for line in self.lines] + [charge.tax for charge in self.charges]
        return sum(parts + [one.tax for one in self.substitutes], Decimal(0))

    @property
    def reduction(self) -> Decimal:
        """What substitutes made the goods cheaper by, tax included."""
        return -sum((part.net + part.tax for part in self.substitutes), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What is to be paid."""
        return self.net + self.tax


class CreditLine(Document, frozen=True):
    """Credit for units of an order line (quantity > 0), or an amount of its own (quantity 0).

    ``kind``: ``goods``, ``price_difference`` or ``no_goods``. Of the units, ``free`` earn nothing, for
    nothing was billed for them.
    """

    kind: str
    line_no: int
    quantity: int
    net: Decimal
    tax: Decimal
    text: str
    reference: str
    free: int = 0


class CreditMemo(Document, frozen=True):
    """What a customer gets back on the account; ``order`` is empty when it concerns no order."""

    number: str
    external_ref: str
    order: str
    customer: str
    date: str
    currency: str
    reason: str
    lines: tuple[CreditLine, ...]
    substitutes: tuple[Substituted, ...] = ()
    payer: str = ""

    @property
    def net(self) -> Decimal:
        """The sum without tax."""
        parts = [line.net for line in self.lines] + [one.net for one in self.substitutes]
        return sum(parts, Decimal(0))

    @property
    def tax(self) -> Decimal:
        """The sum of the taxes."""
        parts = [line.tax for line in self.lines] + [one.tax for one in self.substitutes]
        return sum(parts, Decimal(0))

    @property
    def total(self) -> Decimal:
        """What the customer gets back."""
        return self.net + self.tax


class ReturnState(StrEnum):
    """Where a return stands."""

    ANNOUNCED = "announced"
    RECEIVED = "received"


class ReturnLine(Document, frozen=True):
    """Units announced, and what was found of them; the item that comes back, if another had shipped.

    ``restocked`` is how many of those that are not sellable are sold all the same.
    """

    line_no: int
    quantity: int
    sellable: int = 0
    damaged: int = 0
    inspect: int = 0
    shipped_item: str = ""
    shipped_quantity: int = 0
    restocked: int = 0

    @property
    def received(self) -> int:
        """Units that came back."""
        return self.sellable + self.damaged + self.inspect


class Return(Document, frozen=True):
    """A return order; ``external_ref`` is the shop's return, once.

    It was ``inspected_here`` if people of this company looked at it, not those of a warehouse.
    """

    number: str
    external_ref: str
    order: str
    site: str
    state: ReturnState
    lines: tuple[ReturnLine, ...]
    inspected_here: bool = False
