"""Orders: what was agreed in the marketplace, tax included, and where each line stands."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from pydantic import Field

from ..currencies import minor_unit
from ..money import ZERO
from ..units import BASE, in_unit
from .base import Canonical
from .customer import Address

DECIDED = ("cleared", "rejected")
"""How a review ends."""


class Override(Canonical):
    """Who granted a price that is not the list price, why, and who approved it until which day."""

    seller: str
    approver: str = ""
    reason: str = ""
    expires_on: str = ""


class Review(Canonical):
    """What is thought of an order that looks like fraud: pending, cleared or rejected, by whom and why."""

    status: str
    reason: str
    decided_by: str = ""
    decision: str = ""

    @property
    def decided(self) -> bool:
        """Whether somebody has cleared or rejected the order."""
        return self.status in DECIDED


class OrderLine(Canonical):
    """A line; its total is the fact, and the unit price explains it.

    Quantities are eaches; the unit price is for one ``unit`` of ``unit_size`` eaches. A kit stands here
    as its components: each is a line with ``per_kit`` eaches of the ``kit`` on line ``kit_line``. Up to
    ``over_units``
    may ship beyond the quantity; with no more than ``under_units`` missing the line may be complete.
    With ``weight_g``, the nominal weight of an each, the unit price is for one kilogram. ``partner_unit`` is
    what the buyer ordered in, where it has a name of its own for a unit. The total is what is left after the
    ``discount``, of which ``header_discount`` is the line's share of what the order was given.
    Where prices are without tax, so is ``net``.
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
    substitutable: bool = False
    kit: str = ""
    kit_line: str = ""
    per_kit: int = Field(1, ge=1)
    over_units: int = Field(0, ge=0)
    under_units: int = Field(0, ge=0)
    weight_g: int = Field(0, ge=0)
    weight_tolerance_bp: int = Field(0, ge=0)

    @property
    def open(self) -> int:
        """Units that are neither shipped nor cancelled."""
        return max(0, self.quantity - self.shipped - self.cancelled)

    partner_unit: str = ""
    partner_size: str = ""
    amends: str = ""
    amendment: str = ""
    override: Override | None = None
    discount: Decimal = Field(ZERO, ge=0)
    header_discount: Decimal = Field(ZERO, ge=0)
    net: Decimal | None = None

    @property
    def unit_quantity(self) -> Fraction:
        """The quantity in the unit that the line was sold by."""
        return in_unit(self.quantity, self.unit_size)


class Charge(Canonical):
    """Freight or another amount that is no goods; below 0 it is an allowance, which no line bears."""

    id: str
    kind: str
    code: str
    text: str
    total: Decimal
    tax_rate: Decimal = Field(ge=0, lt=1)
    reference: str = ""
    net: Decimal | None = None


class Order(Canonical):
    """An order of a store of the marketplace; ``payer_id`` is who pays for it, if not the buyer."""

    store: str = Field(min_length=1)
    id: str = Field(min_length=1)
    buyer_id: str = Field(min_length=1)
    placed_at_us: int
    currency: str = Field(pattern="^[A-Z]{3}$")
    ship_to: Address
    payment_id: str
    lines: tuple[OrderLine, ...]
    charges: tuple[Charge, ...]
    payer_id: str = ""
    requested_date: str = ""
    amendments: tuple[str, ...] = ()
    tax_mode: str = "inclusive"
    tax_exemption: str = ""
    payment_terms: str = ""
    review: Review | None = None

    @property
    def key(self) -> str:
        """The name of the order outside the marketplace, where stores share a space."""
        return f"{self.store}/{self.id}"

    @property
    def net_prices(self) -> bool:
        """Whether its prices are without tax."""
        return self.tax_mode == "exclusive"

    @property
    def coin(self) -> Decimal:
        """The minor unit of the order's currency."""
        return minor_unit(self.currency)

    @property
    def total(self) -> Decimal:
        """Everything that is to be paid."""
        goods = sum((line.total for line in self.lines), ZERO)
        return goods + sum((charge.total for charge in self.charges), ZERO)

    def components(self, kit_line: str) -> list[OrderLine]:
        """The components of the kits on a line of the marketplace; none if that is no kit."""
        return [line for line in self.lines if line.kit_line == kit_line]

    @property
    def tolerant(self) -> bool:
        """Whether more or less than ordered may be delivered of a line, or more or less than it costs."""
        return any(line.over_units or line.under_units or line.weight_g for line in self.lines)

    @property
    def suspicion(self) -> str:
        """Why nothing of the order may be released, unless it was cleared."""
        return self.review.reason if self.review and self.review.status != "cleared" else ""

    @property
    def may_be_held(self) -> bool:
        """Whether the ERP has to be asked before any other system hears of the order."""
        return bool(self.payment_terms or self.suspicion) or any(
            line.override is not None for line in self.lines
        )

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
    """A charge in the ERP; ``invoice`` is empty until all of it is billed, ``pro_rata`` or at once."""

    charge_no: int
    invoice: str
    pro_rata: bool = False


class SalesOrder(Canonical):
    """An order as the ERP or the OMS holds it; ``external_ref`` is what it came from.

    ``fulfilments`` are what the OMS asked sites to ship of it, oldest first. While there are ``holds``,
    nothing of it may be released to anybody.
    """

    number: str
    version: int
    external_ref: str
    lines: tuple[SalesOrderLine, ...]
    charges: tuple[SalesOrderCharge, ...] = ()
    fulfilments: tuple[int, ...] = ()
    holds: tuple[str, ...] = ()
