"""Orders of the channels, their lines and their charges."""

from __future__ import annotations

from enum import StrEnum

from ...kernel.fields import Document
from ...kernel.units import BASE


class OrderState(StrEnum):
    """Roll-up of the line quantities of an order."""

    OPEN = "open"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


class OrderLine(Document, frozen=True):
    """quantity = shipped + allocated + backordered + cancelled + what is not yet allocated.

    All of them are eaches; the price is for one ``unit`` of ``unit_size`` eaches. ``kit`` is the SKU
    of the kit that the line is a component of, for people to see. A line of which nothing
    was cancelled may ship up to ``over_units`` beyond its quantity; ``closed`` of the cancelled units were
    so by the site that shipped, within ``under_units``. With ``weight_g``, what an each weighs by name,
    the price is for one kilogram. A line that came
    by an amendment may name the channel's line of which it is more. The amount is what is left after the
    ``discount``, of which ``header_discount`` is the line's share of what the order was given.
    Where the channel's prices are without tax, so is ``net``.
    """

    id: int
    external_line: str
    sku: str
    quantity: int
    price_e4: int
    amount: int
    tax_bp: int
    reference: str
    quote_id: str = ""
    allocated: int = 0
    backordered: int = 0
    shipped: int = 0
    cancelled: int = 0
    returned: int = 0
    unit: str = BASE
    unit_size: int = 1
    substitutable: bool = False
    kit: str = ""
    over_units: int = 0
    under_units: int = 0
    closed: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0
    amends: str = ""
    discount: int = 0
    header_discount: int = 0
    net: int | None = None

    @property
    def unallocated(self) -> int:
        """Open units that neither stock nor a backorder covers yet."""
        taken = self.allocated + self.backordered + self.shipped + self.cancelled
        return max(0, self.quantity - taken)

    @property
    def open(self) -> int:
        """Units that are neither shipped nor cancelled."""
        return max(0, self.quantity - self.shipped - self.cancelled)


class Charge(Document, frozen=True):
    """Freight or another amount that is no goods, with tax, in ten-thousandths of the currency."""

    external_line: str
    kind: str
    code: str
    text: str
    amount_e4: int
    tax_bp: int
    reference: str


class SalesOrder(Document, frozen=True):
    """An order of a channel; (channel, external_id) stands once.

    No line is allocated while a hold is on the order. In ``tax_mode`` exclusive the prices are without tax.
    """

    id: int
    channel: str
    external_id: str
    customer_ref: str
    ordered_at_us: int
    currency: str
    ship_to: dict[str, str]
    lines: tuple[OrderLine, ...]
    charges: tuple[Charge, ...]
    holds: tuple[str, ...]
    state: OrderState
    requested_date: str = ""
    tax_mode: str = "inclusive"

    def line(self, line_id: int) -> OrderLine | None:
        """The line with this id."""
        position = self.position(line_id)
        return None if position is None else self.lines[position]

    def position(self, line_id: int) -> int | None:
        """Where the line with this id stands.

        The ids of the lines that an order was placed with follow each other; what came by amendments
        stands behind them.
        """
        lines = self.lines
        index = line_id - lines[0].id if lines else -1
        if 0 <= index < len(lines) and lines[index].id == line_id:
            return index
        return next((at for at, line in enumerate(lines) if line.id == line_id), None)
