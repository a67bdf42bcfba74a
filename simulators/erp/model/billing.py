"""Invoices and credit memos."""

from __future__ import annotations

from decimal import Decimal

from ...kernel.fields import Document
from ...kernel.units import BASE
from .money import Allocation
from .substitutes import Substituted


class InvoiceLine(Document, frozen=True):
    """Units of an order line with their share of its net amount and tax.

    Where the price is not for one base unit, ``price_quantity`` says exactly how many price units
    the base units are: 57 of a case of 12 are 19/4; where the weight is paid it is what they weigh. Of the
    units, ``free`` are free of charge. ``partner_quantity`` says the same of the buyer's unit. ``discount``
    is what was taken off for these units before the net amount.
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
    discount: Decimal = Decimal(0)


class InvoiceCharge(Document, frozen=True):
    """A charge of the order as billed."""

    charge_no: int
    net: Decimal
    tax: Decimal
    reference: str


class Invoice(Document, frozen=True):
    """What a customer owes for a delivery (or, without one, for the charges of an order).

    The goods were sold to ``customer``; ``payer`` is who owes, where that is another. In another currency
    than the company's it has the exchange rate of its order. Bought on account, it is due on ``due_date``;
    who pays by ``discount_date`` may take ``discount_bp`` off, in hundredths of a percent.
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
    exchange_rate: Decimal | None = None
    due_date: str = ""
    discount_date: str = ""
    discount_bp: int = 0

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

    ``kind``: ``goods``, ``price_difference``, ``no_goods`` or ``restocking_fee``, which is below 0. Of the
    units, ``free`` earn nothing, for nothing was billed for them. ``discount`` is what had been taken off
    for them.
    """

    kind: str
    line_no: int
    quantity: int
    net: Decimal
    tax: Decimal
    text: str
    reference: str
    free: int = 0
    discount: Decimal = Decimal(0)


class CreditMemo(Document, frozen=True):
    """What a customer gets back on the account; ``order`` is empty when it concerns no order.

    Of what was bought on account, its ``allocations`` say which invoices it settles; the rest stays on the
    payer's account. The customer keeps the units of one that is ``not_returned``.
    """

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
    exchange_rate: Decimal | None = None
    allocations: tuple[Allocation, ...] = ()
    not_returned: bool = False

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
