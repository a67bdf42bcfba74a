"""The OMS's forms: snake_case, whole minor units and ten-thousandths, times in UTC."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from ..documents.cancellation import CancelledLine, CancelledOrder, PendingUnits
from ..documents.inventory import Level
from ..documents.order import Order, OrderLine, SalesOrder, SalesOrderLine
from ..documents.returns import AnnouncedReturn
from ..documents.shipment import Fulfilment, FulfilmentLine
from ..money import basis_points, minor_units, ten_thousandths
from ..times import text_in_utc
from ..units import BASE, whole
from .marketplace_wire import Item, WireAddress


def order_body(order: Order) -> dict[str, Any]:
    """An order as the OMS takes it."""
    return {
        "channel": order.store,
        "external_id": order.id,
        "customer_ref": order.buyer_id,
        "ordered_at": text_in_utc(order.placed_at_us),
        "currency": order.currency,
        "ship_to": order.ship_to.as_texts(),
        **({"requested_date": order.requested_date} if order.requested_date else {}),
        **({"tax_mode": order.tax_mode} if order.net_prices else {}),
        "lines": [line_body(line, order.coin) for line in order.lines],
        "charges": [
            {
                "external_line": charge.id,
                "kind": charge.kind,
                "code": charge.code,
                "text": charge.text,
                "amount_e4": ten_thousandths(charge.total),
                "tax_bp": basis_points(charge.tax_rate),
                "reference": charge.reference,
            }
            for charge in order.charges
        ],
    }


def line_body(line: OrderLine, coin: Decimal) -> dict[str, Any]:
    """A line as the OMS takes it."""
    body: dict[str, Any] = {
        "external_line": line.id,
        "sku": line.sku,
        "quantity": whole(line.unit_quantity, f"{line.quantity} {BASE} of {line.sku} in {line.unit}"),
        "price_e4": ten_thousandths(line.unit_price),
        "amount": minor_units(line.total, coin),
        "tax_bp": basis_points(line.tax_rate),
        "reference": line.reference,
        "quote_id": line.quote_id,
    }
    if line.net is not None:
        body["net"] = minor_units(line.net, coin)
    if line.unit != BASE:
        body |= {"unit": line.unit, "unit_size": line.unit_size}
    if line.substitutable:
        body["substitutable"] = True
    if line.kit:
        body["kit"] = line.kit
    tolerance = {"over_units": line.over_units, "under_units": line.under_units}
    tolerance |= {"weight_g": line.weight_g, "weight_tolerance_bp": line.weight_tolerance_bp}
    off = {"discount": line.discount, "header_discount": line.header_discount}
    body |= {name: minor_units(amount, coin) for name, amount in off.items() if amount}
    return body | {name: units for name, units in tolerance.items() if units}


class Wire(msgspec.Struct, frozen=True):
    """A form that is read: what it has beyond the fields known here is passed over."""


class Made(Wire, frozen=True):
    """The answer to a creation."""

    id: int


class Placed(Wire, frozen=True):
    """The answer to an order: its id, and what sites were asked to ship; nothing if nothing was promised."""

    id: int
    fulfilments: list[int] = []


class MadeReturn(Wire, frozen=True):
    """The answer to an announced return."""

    id: int
    site: str


class WireLine(Wire, frozen=True):
    """A line of an order."""

    line_id: int
    external_line: str
    sku: str
    quantity: int
    shipped: int
    cancelled: int
    base_quantity: int | None = None

    def canonical(self) -> SalesOrderLine:
        """The engine's document, counted in eaches."""
        quantity = self.quantity if self.base_quantity is None else self.base_quantity
        return SalesOrderLine(
            line_no=self.line_id, external_line=self.external_line, sku=self.sku,
            quantity=quantity, open=max(0, quantity - self.shipped - self.cancelled),
        )  # fmt: skip


class WireOrder(Wire, frozen=True):
    """An order."""

    id: int
    channel: str
    external_id: str
    lines: list[WireLine]
    version: int = 0
    fulfilments: list[int] = []
    holds: list[str] = []

    def canonical(self) -> SalesOrder:
        """The engine's document."""
        return SalesOrder(
            number=str(self.id),
            version=self.version,
            external_ref=f"{self.channel}/{self.external_id}",
            lines=tuple(line.canonical() for line in self.lines),
            fulfilments=tuple(self.fulfilments),
            holds=tuple(self.holds),
        )  # fmt: skip


class Orders(Wire, frozen=True):
    """A page of orders."""

    orders: list[WireOrder]


class WireFulfilmentLine(Wire, frozen=True):
    """A line of a fulfilment order."""

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


class WireFulfilment(Wire, frozen=True):
    """A fulfilment order."""

    id: int
    order_id: int
    channel: str
    external_id: str
    site: str
    state: str
    ship_to: WireAddress
    lines: list[WireFulfilmentLine]
    warehouse_ref: str | None = ""
    requested_date: str = ""

    def canonical(self) -> Fulfilment:
        """The engine's document."""
        return Fulfilment(
            id=self.id, order_id=self.order_id, channel=self.channel,
            external_id=self.external_id, site=self.site, state=self.state,
            warehouse_ref=self.warehouse_ref or "", ship_to=msgspec.structs.asdict(self.ship_to),
            requested_date=self.requested_date,
            lines=tuple([
                FulfilmentLine(
                    line_id=line.line_id, external_line=line.external_line, sku=line.sku,
                    quantity=line.quantity, shipped=line.shipped, short=line.short,
                    cancelled=line.cancelled, substitutable=line.substitutable, kit=line.kit,
                    over_units=line.over_units,
                    under_units=line.under_units, weight_g=line.weight_g,
                    weight_tolerance_bp=line.weight_tolerance_bp,
                )
                for line in self.lines
            ]),
        )  # fmt: skip


class FulfilmentRow(Wire, frozen=True):
    """As much of a listed fulfilment order as is needed to fetch it."""

    id: int
    order_id: int
    state: str


class FulfilmentRows(Wire, frozen=True):
    """A page of fulfilment orders."""

    fulfilments: list[FulfilmentRow]
    next_cursor: str | None = ""


class WireCancelledLine(Wire, frozen=True):
    """A line of a cancellation."""

    line_id: int
    cancelled: int
    refused: int


class WirePending(Wire, frozen=True):
    """Units that a site has to be asked for."""

    fulfilment_id: int
    line_id: int
    quantity: int


class WireCancelled(Wire, frozen=True):
    """The answer to a cancellation, or one as it is listed."""

    lines: list[WireCancelledLine]
    pending: list[WirePending]
    reference: str = ""
    order_id: int = 0
    by: str = "channel"

    def canonical(self) -> CancelledOrder:
        """The engine's document."""
        return CancelledOrder(
            lines=tuple(
                CancelledLine(
                    line_id=line.line_id, cancelled=line.cancelled, refused=line.refused
                )
                for line in self.lines
            ),
            pending=tuple(
                PendingUnits(
                    fulfilment_id=units.fulfilment_id, line_id=units.line_id,
                    quantity=units.quantity,
                )
                for units in self.pending
            ),
            order_id=self.order_id,
            by_oms=self.by == "oms",
        )  # fmt: skip


class CancellationRows(Wire, frozen=True):
    """A page of cancellations."""

    cancellations: list[WireCancelled]
    next_cursor: str | None = ""


class NotWanted(Wire, frozen=True):
    """Units that were cancelled before the warehouse accepted the rest."""

    line_id: int
    quantity: int


class Accepted(Wire, frozen=True):
    """The answer to an acceptance."""

    cancelled: list[NotWanted] = []


class WireReturn(Wire, frozen=True):
    """A return."""

    id: int
    order_id: int
    external_id: str
    site: str

    def canonical(self) -> AnnouncedReturn:
        """The engine's document."""
        return AnnouncedReturn(
            id=self.id, order_id=self.order_id, external_id=self.external_id, site=self.site
        )


class ItemRow(Wire, frozen=True):
    """An item as the OMS keeps it."""

    sku: str
    title: str
    price_e4: int
    active: bool


class ItemRows(Wire, frozen=True):
    """A page of items."""

    items: list[ItemRow]
    next_cursor: str | None = None


class Items(Wire, frozen=True):
    """What became of a bulk request for items."""

    results: list[Item]


class Move(Wire, frozen=True):
    """What became of one movement."""

    reference: str | None
    status: str
    detail: str | None = ""


class Moves(Wire, frozen=True):
    """What became of a bulk request for movements."""

    results: list[Move]

    def as_items(self) -> list[Item]:
        """The results in the form that other bulk requests answer in."""
        return [Item(move.reference, move.status, move.detail) for move in self.results]


class StockRow(Wire, frozen=True):
    """Stock of an item at a site."""

    sku: str
    site: str
    available: int

    def canonical(self) -> Level:
        """The engine's document."""
        return Level(sku=self.sku, site=self.site, available=self.available)


class StockRows(Wire, frozen=True):
    """A page of stock."""

    stock: list[StockRow]
    next_cursor: str | None = ""
