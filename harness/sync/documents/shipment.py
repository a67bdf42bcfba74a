"""Goods on their way out: what a site is asked for, what it cannot deliver, and what left."""

from __future__ import annotations

from pydantic import Field

from .base import Canonical


class Units(Canonical):
    """A number of units of a line, by the id that the line has where this is told; their weight if paid."""

    line: str
    quantity: int = Field(ge=1)
    weight_g: int = Field(0, ge=0)


class Substitute(Canonical):
    """Units of a line for which another item ships: which one, and how many units of it."""

    line: str
    quantity: int = Field(ge=1)
    sku: str
    shipped_quantity: int = Field(ge=1)


class FulfilmentLine(Canonical):
    """What a site is to ship of an order line, and what became of it."""

    line_id: int
    external_line: str
    sku: str
    quantity: int
    shipped: int = 0
    short: int = 0
    cancelled: int = 0
    substitutable: bool = False
    kit: str = ""
    over_units: int = 0
    under_units: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0

    @property
    def open(self) -> int:
        """Units still to do."""
        return max(0, self.quantity - self.shipped - self.short - self.cancelled)


class Fulfilment(Canonical):
    """What the OMS asks one site to ship for one order."""

    id: int
    order_id: int
    channel: str
    external_id: str
    site: str
    state: str
    warehouse_ref: str
    ship_to: dict[str, str]
    lines: tuple[FulfilmentLine, ...]
    requested_date: str = ""

    @property
    def order_key(self) -> str:
        """The order of the marketplace that it is of."""
        return f"{self.channel}/{self.external_id}"


class OutboundLine(Canonical):
    """A line that the warehouse is asked to ship, and what became of it.

    Up to ``over_units`` more may leave, or up to ``under_units`` less.
    """

    line: str
    sku: str
    quantity: int
    picked: int = 0
    shipped: int = 0
    short: int = 0
    cancelled: int = 0
    substitutable: bool = False
    kit: str = ""

    @property
    def untouched(self) -> int:
        """Units that nobody picked yet, and that the warehouse gives back if asked; not below none."""
        return max(0, self.quantity - self.picked - self.short - self.cancelled)

    over_units: int = 0
    under_units: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0
    packed: int = 0

    @property
    def open(self) -> int:
        """Units still to ship; none when a surplus has left."""
        return max(0, self.quantity - self.shipped - self.short - self.cancelled)


class Outbound(Canonical):
    """What the warehouse is asked to ship; ``id`` is the warehouse's own."""

    id: str
    reference: str
    site: str
    ship_to: dict[str, str]
    lines: tuple[OutboundLine, ...]
    ship_by: str = ""


class Shipment(Canonical):
    """Goods that left a site; ``reference`` names what the warehouse was asked for, by the asker.

    ``closed`` units will not follow: what left is complete within the tolerance.
    """

    id: str
    reference: str
    site: str = ""
    outbound_id: str
    carrier: str
    tracking: str
    shipped_at_us: int
    lines: tuple[Units, ...]
    substitutes: tuple[Substitute, ...] = ()
    closed: tuple[Units, ...] = ()


class Delivery(Canonical):
    """Goods issued in the ERP, by people there or for a shipment (``external_ref``).

    ``cancelled`` are units that will not come any more, because this delivery completed their lines.

    ``booked_at_us`` is when it last changed: when it is first seen, that is when it was booked.
    ``closed`` units will not follow.
    """

    number: str
    order: str
    external_ref: str
    date: str
    tracking: str
    invoice: str
    booked_at_us: int
    lines: tuple[Units, ...]
    substitutes: tuple[Substitute, ...] = ()
    cancelled: tuple[Units, ...] = ()
    closed: tuple[Units, ...] = ()
