"""Orders: what was agreed in the marketplace, tax included, and where each line stands."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from pydantic import Field

from ..money import ZERO
from ..units import BASE, in_unit
from .base import Canonical
from .customer import Address


class OrderLine(Canonical):
    """A line; its total is the fact, and the unit price explains it.

    Quantities are eaches; the unit price is for one ``unit`` of ``unit_size`` eaches.
    """

    id: str
    sku: str
    quantity: int = Field(ge=1)
    unit_price: Decimal = Field(ge=0)
    total: Decimal = Field(ge=0)
    tax_rate: Decimal = Field(ge=0, lt=1)
    reference: str = ""
    quote_id: str = ""
    shipped: int = Field(0, ge=0)
    cancelled: int = Field(0, ge=0)
    returned: int = Field(0, ge=0)
    unit: str = BASE
    unit_size: int = Field(1, ge=1)
    amends: str = ""
    amendment: str = ""

    @property
    def unit_quantity(self) -> Fraction:
        """The quantity in the unit that the line was sold by."""
        return in_unit(self.quantity, self.unit_size)


class Charge(Canonical):
    """Freight or another amount that is no goods; a discount is below 0."""

    id: str
    kind: str
    code: str
    text: str
    total: Decimal
    tax_rate: Decimal = Field(ge=0, lt=1)
    reference: str = ""


class Order(Canonical):
    """An order of a store of the marketplace."""

    store: str = Field(min_length=1)
    id: str = Field(min_length=1)
    buyer_id: str = Field(min_length=1)
    placed_at_us: int
    currency: str = Field(pattern="^[A-Z]{3}$")
    ship_to: Address
    payment_id: str
    lines: tuple[OrderLine, ...]
    charges: tuple[Charge, ...]
    requested_date: str = ""
    amendments: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name of the order outside the marketplace, where stores share a space."""
        return f"{self.store}/{self.id}"

    @property
    def total(self) -> Decimal:
        """Everything that is to be paid."""
        goods = sum((line.total for line in self.lines), ZERO)
        return goods + sum((charge.total for charge in self.charges), ZERO)

    def line(self, line_id: str) -> OrderLine | None:
        """The line with this id."""
        return next((line for line in self.lines if line.id == line_id), None)


class SalesOrderLine(Canonical):
    """Where a line of an order stands in a system behind the marketplace."""

    line_no: int
    external_line: str
    sku: str
    quantity: int
    open: int


class SalesOrderCharge(Canonical):
    """A charge in the ERP; ``invoice`` is empty until it is billed."""

    charge_no: int
    invoice: str


class SalesOrder(Canonical):
    """An order as the ERP or the OMS holds it; ``external_ref`` is what it came from."""

    number: str
    version: int
    external_ref: str
    lines: tuple[SalesOrderLine, ...]
    charges: tuple[SalesOrderCharge, ...] = ()
    fulfilments: tuple[int, ...] = ()
