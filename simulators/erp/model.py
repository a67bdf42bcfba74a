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
from .amendments import OrderAmendment as OrderAmendment  # noqa: PLC0414 - a document, as the items
from .items import Item as Item  # noqa: PLC0414 - documents are looked up in the model by their names


class Customer(Document, frozen=True):
    """Who orders and pays; ``external_ref`` is the shop's account, once."""

    number: str
    external_ref: str
    name: str
    email: str
    phone: str
    street: str
    city: str
    postcode: str
    country: str


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


class Stock(Document, frozen=True):
    """Stock of an item at a site: on_hand = available + committed + blocked.

    ``committed`` is what open orders want; available is negative when they want more than there is.
    """

    item: str
    site: str
    on_hand: int = 0
    committed: int = 0
    blocked: int = 0

    @property
    def available(self) -> int:
        """What can still be sold."""
        return self.on_hand - self.committed - self.blocked

    @property
    def key(self) -> str:
        """The row's key."""
        return f"{self.item}@{self.site}"


class StockMovementKind(StrEnum):
    """Why stock changed."""

    RECEIPT = "receipt"
    ADJUSTMENT = "adjustment"
    DELIVERY = "delivery"
    RETURN = "return"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"


class StockMovementLine(Document, frozen=True):
    """Units of an item that came (positive) or went; ``blocked`` of them are not sellable."""

    item: str
    quantity: int
    blocked: int = 0


class StockMovement(Document, frozen=True):
    """A goods movement; ``external_ref`` is the warehouse's, once."""

    number: str
    kind: StockMovementKind
    site: str
    date: str
    reason: str
    external_ref: str
    lines: tuple[StockMovementLine, ...]


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
    amends: str = ""

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
    """A sales order; ``external_ref`` is ``store/order`` of the shop, once."""

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
    the base units are: 57 of a case of 12 are 19/4.
    """

    line_no: int
    quantity: int
    unit_price: Decimal
    net: Decimal
    tax: Decimal
    reference: str
    price_unit: str = BASE
    price_quantity: str = ""


class InvoiceCharge(Document, frozen=True):
    """A charge of the order as billed."""

    charge_no: int
    net: Decimal
    tax: Decimal
    reference: str


class Invoice(Document, frozen=True):
    """What a customer owes for a delivery (or, without one, for the charges of an order)."""

    number: str
    order: str
    delivery: str
    customer: str
    date: str
    currency: str
    lines: tuple[InvoiceLine, ...]
    charges: tuple[InvoiceCharge, ...]

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


class LedgerEntry(Document, frozen=True):
    """One posting: a positive amount raises what customers owe or what was spent."""

    number: str
    date: str
    account: str
    amount: Decimal
    document: str
    text: str
    reference: str
