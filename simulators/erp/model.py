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
from .goods import Stock as Stock  # noqa: PLC0414 - documents are looked up in the model by their names
from .goods import StockMovement as StockMovement  # noqa: PLC0414 - for the same reason
from .goods import StockMovementKind as StockMovementKind  # noqa: PLC0414 - for the same reason
from .goods import StockMovementLine as StockMovementLine  # noqa: PLC0414 - for the same reason
from .items import Item as Item  # noqa: PLC0414 - for the same reason


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


class Agreement(Document, frozen=True):
    """A price granted to a customer for an item, with who granted it and why."""

    number: str
    quote_id: str
    customer_ref: str
    item: str
    unit_price: Decimal
    seller: str
    approver: str
    reason: str


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
    So is that of ``partner_unit``, which is what the buyer calls the unit, if it has a name of its own.
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
    partner_unit: str = ""
    partner_size: str = ""

    @property
    def open(self) -> int:
        """Units that may still be delivered."""
        return self.quantity - self.delivered - self.cancelled

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
    """Units of an order line that left."""

    line_no: int
    quantity: int


class Delivery(Document, frozen=True):
    """Goods issued for an order; ``external_ref`` is the warehouse's shipment, once (or empty)."""

    number: str
    order: str
    external_ref: str
    site: str
    date: str
    tracking: str
    lines: tuple[DeliveryLine, ...]
    invoice: str = ""


class InvoiceLine(Document, frozen=True):
    """Units of an order line with their share of its net amount and tax.

    Where the price is not for one base unit, ``price_quantity`` says exactly how many price units
    the base units are: 57 of a case of 12 are 19/4. ``partner_quantity`` says the same of the buyer's unit.
    """

    line_no: int
    quantity: int
    unit_price: Decimal
    net: Decimal
    tax: Decimal
    reference: str
    price_unit: str = BASE
    price_quantity: str = ""
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
    payer: str = ""

    @property
    def net(self) -> Decimal:
        """The sum without tax."""
        parts = [line.net for line in self.lines] + [charge.net for charge in self.charges]
        return sum(parts, Decimal(0))

    @property
    def tax(self) -> Decimal:
        """The sum of the taxes."""
        parts = [line.tax for line in self.lines] + [charge.tax for charge in self.charges]
        return sum(parts, Decimal(0))

    @property
    def total(self) -> Decimal:
        """What is to be paid."""
        return self.net + self.tax


class CreditLine(Document, frozen=True):
    """Credit for units of an order line (quantity > 0), or an amount of its own (quantity 0).

    ``kind``: ``goods``, ``price_difference`` or ``no_goods``.
    """

    kind: str
    line_no: int
    quantity: int
    net: Decimal
    tax: Decimal
    text: str
    reference: str


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
    payer: str = ""

    @property
    def net(self) -> Decimal:
        """The sum without tax."""
        return sum((line.net for line in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """The sum of the taxes."""
        return sum((line.tax for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What the customer gets back."""
        return self.net + self.tax


class ReturnState(StrEnum):
    """Where a return stands."""

    ANNOUNCED = "announced"
    RECEIVED = "received"


class ReturnLine(Document, frozen=True):
    """Units announced, and what was found of them."""

    line_no: int
    quantity: int
    sellable: int = 0
    damaged: int = 0
    inspect: int = 0

    @property
    def received(self) -> int:
        """Units that came back."""
        return self.sellable + self.damaged + self.inspect


class Return(Document, frozen=True):
    """A return order; ``external_ref`` is the shop's return, once."""

    number: str
    external_ref: str
    order: str
    site: str
    state: ReturnState
    lines: tuple[ReturnLine, ...]


class PaymentKind(StrEnum):
    """Which way money went."""

    RECEIPT = "receipt"
    REFUND = "refund"


class Payment(Document, frozen=True):
    """Money received from a customer or refunded; ``external_ref`` is the provider's, once."""

    number: str
    external_ref: str
    kind: PaymentKind
    customer: str
    order: str
    amount: Decimal
    currency: str
    date: str
    payer: str = ""


class LedgerEntry(Document, frozen=True):
    """One posting: a positive amount raises what customers owe or what was spent.

    Of what is owed, ``customer`` is the one who has to pay it.
    """

    number: str
    date: str
    account: str
    amount: Decimal
    document: str
    text: str
    reference: str
    customer: str = ""
