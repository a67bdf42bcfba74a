"""Fulfilment orders on the wire, and what warehouses say of them."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from ...kernel.arithmetic import weighed
from ...kernel.fields import Body, Count, Grams, Identifier, Quantity, Text
from ...kernel.tables import Row
from ...kernel.wire import Call, Operation, Reply
from ..model import FulfilmentOrder, FulfilmentState, OrderLine, SalesOrder
from ..service import Oms
from .common import (
    LINES_MAX,
    PAGING,
    LineId,
    Lines,
    LineUnits,
    Moment,
    Substitutes,
    Wire,
    done,
    microseconds,
    number,
    page,
)
from .orders import CancellationOut, cancellation_out


class Accept(Body, frozen=True):
    """The warehouse's own number for the work."""

    warehouse_ref: Identifier


class SentUnits(Body, frozen=True):
    """Units of an order line that left, and what they weigh if the line is paid by weight."""

    line_id: LineId
    quantity: Quantity
    weight_g: Grams = 0


class Ship(Body, frozen=True):
    """Goods that left; ``reference`` is the warehouse's, once.

    ``substitutes`` are those of the units for which another item left.


    ``closed`` units will not follow: what left is complete within the line's tolerance.
    """

    reference: Identifier
    shipped_at: Moment
    lines: Annotated[list[SentUnits], Meta(min_length=1, max_length=LINES_MAX)]
    tracking: Text = ""
    substitutes: Substitutes = ()
    closed: Annotated[tuple[LineUnits, ...], Meta(max_length=LINES_MAX)] = ()


class ReportShort(Body, frozen=True):
    """Units that were not found; ``reference`` is the warehouse's, once."""

    reference: Identifier
    lines: Lines


class GrantedLine(Body, frozen=True):
    """Of the units asked for, how many the warehouse gives up."""

    line_id: LineId
    quantity: Quantity
    granted: Count


class AnswerCancellation(Body, frozen=True):
    """The warehouse's word on a cancellation."""

    cancellation_ref: Identifier
    lines: Annotated[list[GrantedLine], Meta(min_length=1, max_length=LINES_MAX)]


class FulfilmentLineOut(Wire, frozen=True):
    """quantity = shipped + short + cancelled + what is still to do."""

    line_id: int
    external_line: str
    sku: str
    quantity: int
    shipped: int
    short: int
    cancelled: int
    reference: str
    substitutable: bool = False
    kit: str | UnsetType = UNSET
    over_units: int = 0
    under_units: int = 0
    weight_g: int = 0
    weight_tolerance_bp: int = 0


class FulfilmentOut(Wire, frozen=True):
    """What a site is asked to ship; ``warehouse_ref`` is empty until it accepted."""

    id: int
    version: int
    order_id: int
    external_id: str
    channel: str
    site: str
    state: FulfilmentState
    warehouse_ref: str
    ship_to: dict[str, str]
    lines: list[FulfilmentLineOut]
    requested_date: str = ""


class FulfilmentsOut(Wire, frozen=True):
    """A page of fulfilment orders in order of change."""

    fulfilments: list[FulfilmentOut]
    next_cursor: str | None


class NotWanted(Wire, frozen=True):
    """Units that were cancelled before the warehouse accepted the rest."""

    line_id: int
    quantity: int


class Accepted(Wire, frozen=True):
    """A fulfilment order is taken on; the warehouse still has to hear of what was cancelled."""

    id: int
    version: int
    state: FulfilmentState
    cancelled: list[NotWanted]
    already: bool = False


class Shipped(Wire, frozen=True):
    """A shipment is booked; the state is its fulfilment order's."""

    id: int
    version: int
    fulfilment_id: int
    state: FulfilmentState
    already: bool = False


class ShortageOut(Wire, frozen=True):
    """A shortage is booked; the state is its fulfilment order's."""

    reference: str
    fulfilment_id: int
    state: FulfilmentState
    already: bool = False


class FulfilmentApi:
    """Parses, asks the service once, renders."""

    def __init__(self, oms: Oms) -> None:
        self._oms = oms

    def operations(self) -> list[Operation]:
        """What can be asked of fulfilment orders."""
        at = "/fulfilments/{id}"
        return [
            Operation("get_fulfilment", "GET", at, self._get, reply=FulfilmentOut,
                      summary="One fulfilment order."),
            Operation("list_fulfilments", "GET", "/fulfilments", self._list, reply=FulfilmentsOut,
                      query=PAGING, summary="Fulfilment orders in order of change."),
            Operation("accept_fulfilment", "POST", f"{at}/acceptance", self._accept, Accept,
                      Accepted, summary="The warehouse takes the work on."),
            Operation("ship_fulfilment", "POST", f"{at}/shipments", self._ship, Ship, Shipped,
                      summary="Goods left the site.", success=201),
            Operation("report_shortage", "POST", f"{at}/shortages", self._short, ReportShort,
                      ShortageOut, summary="The site did not find units.", success=201),
            Operation("answer_cancellation", "POST", f"{at}/cancellations", self._answer,
                      AnswerCancellation, CancellationOut,
                      summary="The warehouse gives units up, or does not."),
        ]  # fmt: skip

    def _get(self, call: Call) -> Reply:
        return Reply(self._rendered(self._oms.fulfilments.row(number(call, "fulfilment"))))

    def _list(self, call: Call) -> Reply:
        found = page(call, self._oms.fulfilments)
        return Reply(FulfilmentsOut([self._rendered(row) for row in found.rows], found.following))

    def _accept(self, call: Call) -> Reply:
        booked = self._oms.accept(number(call, "fulfilment"), call.body.warehouse_ref)
        work = booked.document
        cancelled = [
            NotWanted(line.line_id, line.cancelled_before) for line in work.lines if line.cancelled_before
        ]
        version = self._oms.fulfilments.row(work.id).version
        return Reply(Accepted(work.id, version, work.state, cancelled, booked.already))

    def _ship(self, call: Call) -> Reply:
        sent: Ship = call.body
        booked = self._oms.ship(
            number(call, "fulfilment"), sent.reference, sent.lines, tracking=sent.tracking,
            shipped_at_us=microseconds(sent.shipped_at, "shipped_at"), substitutes=sent.substitutes,
            closed=sent.closed,
            weights=weighed((line.line_id, line.weight_g) for line in sent.lines),
        )  # fmt: skip
        shipment = booked.document
        body = Shipped(
            shipment.id, self._oms.shipments.row(shipment.id).version, shipment.fulfilment_id,
            self._oms.fulfilments.get(shipment.fulfilment_id).state, booked.already,
        )  # fmt: skip
        return Reply(body, done(booked.already))

    def _short(self, call: Call) -> Reply:
        told: ReportShort = call.body
        booked = self._oms.report_short(number(call, "fulfilment"), told.reference, told.lines)
        shortage = booked.document
        state = self._oms.fulfilments.get(shortage.fulfilment_id).state
        body = ShortageOut(shortage.reference, shortage.fulfilment_id, state, booked.already)
        return Reply(body, done(booked.already))

    def _answer(self, call: Call) -> Reply:
        told: AnswerCancellation = call.body
        booked = self._oms.answer_cancellation(number(call, "fulfilment"), told.cancellation_ref, told.lines)
        return Reply(cancellation_out(booked.document, already=booked.already))

    def _rendered(self, row: Row[FulfilmentOrder]) -> FulfilmentOut:
        work = row.document
        order = self._oms.orders.get(work.order_id)
        return FulfilmentOut(
            work.id, row.version, work.order_id, order.external_id, order.channel, work.site,
            work.state, work.warehouse_ref, order.ship_to, _lines_out(work, order), order.requested_date,
        )  # fmt: skip


def _lines_out(work: FulfilmentOrder, order: SalesOrder) -> list[FulfilmentLineOut]:
    rendered = []
    for line in work.lines:
        sold = order.line(line.line_id)
        assert isinstance(sold, OrderLine), f"order {order.id} has no line {line.line_id}"
        rendered.append(
            FulfilmentLineOut(
                line.line_id, sold.external_line, line.sku, line.quantity,
                line.shipped, line.short, line.cancelled, sold.reference, sold.substitutable,
                sold.kit or UNSET,
                line.over_units, line.under_units, sold.weight_g, sold.weight_tolerance_bp,
            )
        )  # fmt: skip
    return rendered
