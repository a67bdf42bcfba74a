"""Sales orders, their lines and their charges."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from ...kernel.currencies import MINOR_UNITS
from ...kernel.fields import Document
from ...kernel.units import BASE, in_unit, told
from .holds import HoldKind, Override


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
    RULE = "rule"
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
    A line that came by an amendment may name the shop's line of which it is more. One that was quoted
    says who granted the price (``override``).
    The net amount is what is left after the ``discount``, of which ``header_discount`` is the line's share of
    what the order was given; both are without tax.
    ``price_rule`` is the number of the price rule that makes the price, if one does. Of the credited units
    the customer has ``kept`` so many, which never come back.
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
    override: Override | None = None
    discount: Decimal = Decimal(0)
    header_discount: Decimal = Decimal(0)
    price_rule: str = ""
    kept: int = 0

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
    """Freight or another amount that is no goods; ``invoiced`` names the invoice that billed it.

    Where it is billed ``pro_rata``, that is the last one, and the amounts billed so far grow until then.
    """

    charge_no: int
    kind: str
    code: str
    text: str
    net: Decimal
    tax_rate: Decimal
    tax: Decimal
    reference: str
    invoiced: str = ""
    pro_rata: bool = False
    billed_net: Decimal = Decimal(0)
    billed_tax: Decimal = Decimal(0)


class SalesOrder(Document, frozen=True):
    """A sales order; ``external_ref`` is ``store/order`` of the shop, once.

    ``payer`` is who is billed for it, as agreed when it was booked; empty where it is the customer.
    While there are ``holds``, nothing of it is delivered or billed. With ``payment_terms`` it is bought on
    account, or with ``PREPAID`` paid by a transfer in advance.
    ``tax_mode`` is how the shop told prices, and ``tax_exemption`` why no tax is taken.
    ``exchange_rate`` is what one unit of another currency was worth in the company's on its date.
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
    def minor_unit(self) -> Decimal:
        """The smallest amount of the order's currency."""
        return MINOR_UNITS[self.currency]

    @property
    def bill_to(self) -> str:
        """The number of the customer who pays."""
        return self.payer or self.customer

    requested_date: str = ""
    holds: tuple[HoldKind, ...] = ()
    tax_mode: str = "inclusive"
    tax_exemption: str = ""
    exchange_rate: Decimal | None = None
    payment_terms: str = ""
