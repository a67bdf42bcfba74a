"""Orders, their holds and their cancellations on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from sys import intern
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from ...kernel.clock import moment
from ...kernel.fields import BasisPoints, Body, Count, Currency, DayText, Grams, Identifier, Quantity, Text
from ...kernel.paging import by_cursor
from ...kernel.tables import Row
from ...kernel.units import BASE, Unit, UnitCode, in_base
from ...kernel.wire import Call, Operation, Reply, Surface
from ..lifecycle import ORDER
from ..model import BY_CHANNEL, Cancellation, Charge, OrderLine, OrderState, SalesOrder
from ..service import Oms
from .common import (
    LINES_MAX,
    PAGING,
    Lines,
    Moment,
    PriceE4,
    Wire,
    done,
    limit,
    microseconds,
    number,
    page,
)

TaxBp = Annotated[int, Meta(ge=0, le=9999)]


class NewLine(Body, frozen=True):
    """A line as the channel sold it: so many of a ``unit`` of ``unit_size`` eaches, at its price.

    Up to ``over_units`` eaches may ship beyond it, and up to ``under_units`` be left out. With
    ``weight_g``, what an each weighs by name, the price is for one kilogram. ``amount`` is what is left after
    ``discount``, of which ``header_discount`` is the share of what the order was given.
    Where the channel's prices are without tax, so is ``net``.
    """

    external_line: Identifier
    sku: Identifier
    quantity: Quantity
    price_e4: PriceE4
    amount: Annotated[int, Meta(ge=0, le=10**13)]
    tax_bp: TaxBp
    reference: Text = ""
    quote_id: Text = ""
    unit: UnitCode = BASE
    unit_size: Quantity = 1
    substitutable: bool = False
    kit: Text = ""
    over_units: Count = 0
    under_units: Count = 0
    weight_g: Grams = 0
    weight_tolerance_bp: BasisPoints = 0
    discount: Annotated[int, Meta(ge=0, le=10**13)] = 0
    header_discount: Annotated[int, Meta(ge=0, le=10**13)] = 0
    net: Annotated[int, Meta(ge=0, le=10**13)] | UnsetType = UNSET


class NewCharge(Body, frozen=True):
    """A charge as the channel made it."""

    external_line: Identifier
    kind: Identifier
    code: Text
    text: Text
    amount_e4: Annotated[int, Meta(ge=-(10**13), le=10**13)]
    tax_bp: TaxBp
    reference: Text = ""


class PlaceOrder(Body, frozen=True):
    """An order of a channel; (channel, external_id) stands once. In ``tax_mode`` exclusive prices are net."""

    channel: Identifier
    external_id: Identifier
    customer_ref: Identifier
    ordered_at: Moment
    currency: Currency
    ship_to: Annotated[dict[Identifier, Text], Meta(max_length=30)]
    lines: Annotated[list[NewLine], Meta(max_length=LINES_MAX)]
    charges: Annotated[tuple[NewCharge, ...], Meta(max_length=LINES_MAX)] = ()
    holds: Annotated[tuple[Identifier, ...], Meta(max_length=20)] = ()
    requested_date: DayText = ""
    tax_mode: Literal["inclusive", "exclusive"] = "inclusive"


class PlaceHold(Body, frozen=True):
    """Why an order must wait."""

    hold: Identifier


class CancelOrder(Body, frozen=True):
    """Units to take off an order; ``reference`` is the channel's, once."""

    reference: Identifier
    lines: Lines


class OrderLineOut(Wire, frozen=True):
    """quantity = unallocated + allocated + backordered + shipped + cancelled.

    A line sold by another unit than EA has its quantity in that unit, and ``base_quantity`` is the sum.
    """

    line_id: int
    external_line: str
    sku: str
    quantity: int
    price_e4: int
    amount: int
    tax_bp: int
    reference: str
    quote_id: str
    unallocated: int
    allocated: int
    backordered: int
    shipped: int
    cancelled: int
    returned: int
    unit: str | UnsetType = UNSET
    unit_size: int | UnsetType = UNSET
    base_quantity: int | UnsetType = UNSET
    substitutable: bool = False
    kit: str | UnsetType = UNSET
    over_units: int = 0
    under_units: int = 0
    closed: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0
    amends: str = ""
    discount: int | UnsetType = UNSET
    header_discount: int | UnsetType = UNSET
    net: int | UnsetType = UNSET


class OrderOut(Wire, frozen=True):
    """An order; ``fulfilments`` are what the sites were asked to ship, oldest first."""

    id: int
    version: int
    channel: str
    external_id: str
    customer_ref: str
    ordered_at: datetime
    currency: str
    ship_to: dict[str, str]
    state: OrderState
    holds: tuple[str, ...]
    lines: list[OrderLineOut]
    charges: tuple[Charge, ...]
    fulfilments: list[int]
    requested_date: str = ""
    tax_mode: str = "inclusive"


class OrdersOut(Wire, frozen=True):
    """A page of orders in order of change."""

    orders: list[OrderOut]
    next_cursor: str | None


class OrderDone(Wire, frozen=True):
    """What an order came to."""

    id: int
    version: int
    state: OrderState
    holds: tuple[str, ...]
    fulfilments: list[int]
    already: bool = False


class CancelledLine(Wire, frozen=True):
    """quantity = cancelled + refused + pending."""

    line_id: int
    quantity: int
    cancelled: int
    refused: int
    pending: int


class PendingLine(Wire, frozen=True):
    """Units that a warehouse has to give up first."""

    fulfilment_id: int
    line_id: int
    quantity: int


class CancellationOut(Wire, frozen=True):
    """How a cancellation stands; ``by`` is whose decision it was, channel or oms."""

    reference: str
    order_id: int
    lines: list[CancelledLine]
    pending: list[PendingLine]
    already: bool = False
    by: str = BY_CHANNEL


class CancellationsOut(Wire, frozen=True):
    """A page of cancellations in order of change."""

    cancellations: list[CancellationOut]
    next_cursor: str | None


class OrderApi:
    """Parses, asks the service once, renders."""

    def __init__(self, oms: Oms) -> None:
        self._oms = oms

    def operations(self) -> list[Operation]:
        """What can be asked of orders."""
        return [
            Operation("place_order", "POST", "/orders", self._place, PlaceOrder, OrderDone,
                      summary="Take an order in and allocate it.", success=201),
            Operation("get_order", "GET", "/orders/{id}", self._get, reply=OrderOut,
                      summary="One order."),
            Operation("list_orders", "GET", "/orders", self._list, reply=OrdersOut,
                      query=(*PAGING, "external_id", "channel"),
                      summary="Orders in order of change; with external_id all that have it."),
            Operation("hold_order", "POST", "/orders/{id}/holds", self._hold, PlaceHold, OrderDone,
                      summary="Stop an order that no warehouse works on."),
            Operation("release_order", "DELETE", "/orders/{id}/holds/{hold}", self._release,
                      reply=OrderDone, summary="Take a hold off."),
            Operation("cancel_order", "POST", "/orders/{id}/cancellations", self._cancel,
                      CancelOrder, CancellationOut, summary="Take units off an order."),
            Operation("get_cancellation", "GET", "/cancellations/{reference}",
                      self._get_cancellation, reply=CancellationOut,
                      summary="How a cancellation stands."),
            Operation("list_cancellations", "GET", "/cancellations", self._list_cancellations,
                      reply=CancellationsOut, query=PAGING,
                      summary="Cancellations in order of change; some are the system's own decision."),
            Operation("stop_order", "POST", "/_world/orders/{id}/holds", self._stop, PlaceHold, OrderDone,
                      surface=Surface.WORLD, summary="Stop an order by hand, as somebody who plans."),
            Operation("resume_order", "DELETE", "/_world/orders/{id}/holds/{hold}", self._release,
                      reply=OrderDone, surface=Surface.WORLD, summary="Let an order go on, as that person."),
        ]  # fmt: skip

    def _place(self, call: Call) -> Reply:
        booked = self._oms.place(_order(call.body))
        body = self._done(booked.document, already=booked.already)
        return Reply(body, done(booked.already))

    def _get(self, call: Call) -> Reply:
        return Reply(self._rendered(self._oms.orders.row(number(call, "order"))))

    def _list(self, call: Call) -> Reply:
        external_id, channel = call.query.get("external_id"), call.query.get("channel")
        if external_id is not None:
            found = self._oms.orders.by("external_id", external_id)
            rows = [self._oms.orders.row(order.id) for order in found]
            return Reply(OrdersOut(self._all_rendered(rows, channel), None))
        orders: list[OrderOut] = []
        cursor, wanted, read = call.query.get("cursor"), limit(call), 1
        while read and len(orders) < wanted:
            page = by_cursor(self._oms.orders, cursor, wanted - len(orders))
            orders += self._all_rendered(page.rows, channel)
            cursor, read = page.following, len(page.rows)
        return Reply(OrdersOut(orders, cursor))

    def _hold(self, call: Call) -> Reply:
        booked = self._oms.hold(number(call, "order"), call.body.hold)
        return Reply(self._done(booked.document, already=booked.already))

    def _stop(self, call: Call) -> Reply:
        booked = self._oms.stop(number(call, "order"), call.body.hold)
        return Reply(self._done(booked.document, already=booked.already))

    def _release(self, call: Call) -> Reply:
        return Reply(self._done(self._oms.release(number(call, "order"), call.path["hold"])))

    def _cancel(self, call: Call) -> Reply:
        asked: CancelOrder = call.body
        booked = self._oms.cancel(number(call, "order"), asked.reference, asked.lines)
        return Reply(cancellation_out(booked.document, already=booked.already))

    def _get_cancellation(self, call: Call) -> Reply:
        return Reply(cancellation_out(self._oms.cancellations.get(call.path["reference"])))

    def _list_cancellations(self, call: Call) -> Reply:
        found = page(call, self._oms.cancellations)
        rendered = [cancellation_out(row.document) for row in found.rows]
        return Reply(CancellationsOut(rendered, found.following))

    def _done(self, order: SalesOrder, *, already: bool = False) -> OrderDone:
        version = self._oms.orders.row(order.id).version
        fulfilments = self._oms.fulfilment_ids(order.id)
        return OrderDone(order.id, version, order.state, order.holds, fulfilments, already)

    def _all_rendered(self, rows: Sequence[Row[SalesOrder]], channel: str | None) -> list[OrderOut]:
        return [self._rendered(row) for row in rows if channel in (None, row.document.channel)]

    def _rendered(self, row: Row[SalesOrder]) -> OrderOut:
        order = row.document
        return OrderOut(
            order.id, row.version, order.channel, order.external_id, order.customer_ref,
            moment(order.ordered_at_us), order.currency, order.ship_to, order.state, order.holds,
            [_line_out(line) for line in order.lines], order.charges,
            self._oms.fulfilment_ids(order.id), order.requested_date, order.tax_mode,
        )  # fmt: skip


def cancellation_out(cancellation: Cancellation, *, already: bool = False) -> CancellationOut:
    """A cancellation as it is answered."""
    lines = [
        CancelledLine(line.line_id, line.quantity, line.cancelled, line.refused, line.pending)
        for line in cancellation.lines
    ]
    pending = [
        PendingLine(request.fulfilment_id, request.line_id, request.quantity)
        for request in cancellation.requests
        if request.granted is None
    ]
    return CancellationOut(
        cancellation.reference, cancellation.order_id, lines, pending, already, cancellation.by
    )


def new_line(line: NewLine, index: int, *, amends: str = "") -> OrderLine:
    """The line that a request names at this index."""
    unit = Unit(line.unit, line.unit_size)
    quantity = in_base(Fraction(line.quantity), unit, field=f"lines[{index}].quantity")
    # So many lines name so few items, which share one text.
    return OrderLine(
        0, line.external_line, intern(line.sku), quantity, line.price_e4, line.amount, line.tax_bp,
        line.reference, line.quote_id, unit=line.unit, unit_size=line.unit_size,
        substitutable=line.substitutable, kit=line.kit,
        over_units=line.over_units, under_units=line.under_units, weight_g=line.weight_g,
        weight_tolerance_bp=line.weight_tolerance_bp, amends=amends,
        discount=line.discount, header_discount=line.header_discount,
        net=None if line.net is UNSET else line.net,
    )  # fmt: skip


def _order(asked: PlaceOrder) -> SalesOrder:
    lines = tuple(new_line(line, index) for index, line in enumerate(asked.lines))
    charges = tuple(
        Charge(
            charge.external_line, charge.kind, charge.code, charge.text, charge.amount_e4,
            charge.tax_bp, charge.reference,
        )
        for charge in asked.charges
    )  # fmt: skip
    return SalesOrder(
        0, asked.channel, asked.external_id, asked.customer_ref,
        microseconds(asked.ordered_at, "ordered_at"), asked.currency, asked.ship_to,
        lines, charges, tuple(dict.fromkeys(asked.holds)), ORDER.start, asked.requested_date,
        asked.tax_mode,
    )  # fmt: skip


def _line_out(line: OrderLine) -> OrderLineOut:
    plain = line.unit == BASE
    return OrderLineOut(
        line.id, line.external_line, line.sku, line.quantity // line.unit_size, line.price_e4, line.amount,
        line.tax_bp, line.reference, line.quote_id, line.unallocated, line.allocated,
        line.backordered, line.shipped, line.cancelled, line.returned,
        UNSET if plain else line.unit, UNSET if plain else line.unit_size,
        UNSET if plain else line.quantity, line.substitutable, line.kit or UNSET,
        line.over_units, line.under_units, line.closed, line.weight_g, line.weight_tolerance_bp, line.amends,
        line.discount or UNSET, line.header_discount or UNSET,
        UNSET if line.net is None else line.net,
    )  # fmt: skip
