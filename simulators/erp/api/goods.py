"""Goods: deliveries, returns and stock movements."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from ...kernel.arithmetic import weighed
from ...kernel.decoding import decoded
from ...kernel.fields import Count, Grams, Identifier, Quantity, Text
from ...kernel.problems import Refusal
from ...kernel.wire import Call, Operation, Reply
from ..model import StockMovementKind, StockMovementLine
from ..service import Erp
from ..service.deliveries import NewDelivery
from ..service.order_lines import Units
from ..service.returns import Found
from ..service.stock import NewMovement
from .forms import (
    BULK_MAX,
    LINES_MAX,
    BulkResult,
    BulkResults,
    Created,
    PartNumber,
    PascalBody,
    created,
    partner,
    refused,
)
from .forms import day as day_of
from .orders import UnitsBody, UnitsList, units
from .substitutes import SubstitutesList, shipped

Change = Annotated[int, Meta(ge=-10_000_000, le=10_000_000)]
"""A number of units that come (positive) or go."""


class SentBody(PascalBody, frozen=True):
    """Units of an order line that left, and what they weigh if that is paid."""

    line_no: PartNumber
    quantity: Quantity
    weight_g: Grams = 0


class DeliveryBody(PascalBody, frozen=True):
    """Units of an order that a warehouse has sent; without a site, from that of the order.

    ``Substitutes`` are those of the units for which another item left.


    ``Closed`` units will not follow: what was sent is complete within the line's tolerance.
    """

    order: Identifier
    external_ref: Identifier
    lines: Annotated[list[SentBody], Meta(min_length=1, max_length=LINES_MAX)]
    tracking: Text = ""
    date: date | None = None
    site: Identifier | None = None
    substitutes: SubstitutesList = ()
    closed: Annotated[tuple[UnitsBody, ...], Meta(max_length=LINES_MAX)] = ()


class ReturnBody(PascalBody, frozen=True):
    """Units that will come back; ``Substitutes`` are the lines that come back as another item."""

    external_ref: Identifier
    order: Identifier
    lines: UnitsList
    substitutes: SubstitutesList = ()


class FoundBody(PascalBody, frozen=True):
    """Units of a line that came back, by condition."""

    line_no: PartNumber
    sellable: Count = 0
    damaged: Count = 0
    inspect: Count = 0


class ReceiptBody(PascalBody, frozen=True):
    """What was found of a return."""

    lines: Annotated[list[FoundBody], Meta(max_length=LINES_MAX)]


class MovementLineBody(PascalBody, frozen=True):
    """Units of an item that came or went, and how many more of them are blocked."""

    item: Identifier
    quantity: Change
    blocked: Change = 0


class MovementBody(PascalBody, frozen=True):
    """A receipt, an adjustment or one end of a transfer that a warehouse has booked."""

    external_ref: Identifier
    kind: Literal["receipt", "adjustment", "transfer_out", "transfer_in"]
    site: Identifier
    lines: Annotated[list[MovementLineBody], Meta(min_length=1, max_length=LINES_MAX)]
    reason: Text = ""


class MovementsBody(PascalBody, frozen=True):
    """Stock movements, each judged on its own."""

    movements: Annotated[list[msgspec.Raw], Meta(max_length=BULK_MAX)]


_movement = msgspec.json.Decoder(MovementBody)


def goods_operations(erp: Erp) -> list[Operation]:
    """What connectors may do with goods."""

    def deliver(call: Call) -> Reply:
        body: DeliveryBody = call.body
        lines = [Units(line.line_no, line.quantity) for line in body.lines]
        delivery, already = erp.dispatch.report(
            NewDelivery(
                body.order,
                body.external_ref,
                body.tracking,
                lines,
                day_of(body.date),
                body.site,
                shipped(body.substitutes),
                units(list(body.closed)),
                weighed((line.line_no, line.weight_g) for line in body.lines),
            )
        )
        version = erp.deliveries.row(delivery.number).version
        return created(Created(delivery.number, version, already=already))

    def announce(call: Call) -> Reply:
        body: ReturnBody = call.body
        announced, already = erp.returns_desk.announce(
            body.external_ref, body.order, units(body.lines), shipped(body.substitutes)
        )
        version = erp.returns.row(announced.number).version
        return created(Created(announced.number, version, announced.state, already))

    def receive(call: Call) -> Reply:
        found = [Found(*msgspec.structs.astuple(line)) for line in call.body.lines]
        received, already = erp.returns_desk.receive(call.path["number"], found)
        version = erp.returns.row(received.number).version
        return created(Created(received.number, version, received.state, already))

    def report_all(call: Call) -> Reply:
        return Reply(BulkResults([_reported(erp, bytes(raw)) for raw in call.body.movements]))

    return [
        partner("book_delivery", "POST /Deliveries", deliver, DeliveryBody, success=201,
                reply=Created, summary="Book goods that a warehouse has sent for an order."),
        partner("announce_return", "POST /Returns", announce, ReturnBody, success=201,
                reply=Created, summary="Announce delivered units that will come back."),
        partner("receive_return", "POST /Returns/{number}/Receipts", receive, ReceiptBody,
                success=201, reply=Created, summary="Book what was found of a return, once."),
        partner("report_movements", "POST /StockMovements/Bulk", report_all, MovementsBody,
                reply=BulkResults, each=MovementBody,
                summary="Book receipts and adjustments of a warehouse, with a result for each."),
    ]  # fmt: skip


def _reported(erp: Erp, raw: bytes) -> BulkResult:
    try:
        body: MovementBody = decoded(_movement, raw)
        lines = tuple(StockMovementLine(line.item, line.quantity, line.blocked) for line in body.lines)
        kind = StockMovementKind(body.kind)
        made = erp.warehouse.report(NewMovement(kind, body.site, body.reason, body.external_ref, lines))
    except Refusal as refusal:
        return refused(raw, refusal)
    status = "already" if made.already else "applied"
    return BulkResult(body.external_ref, status, made.document.number)
