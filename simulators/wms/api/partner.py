"""The operations that clients of the warehouse use."""

from __future__ import annotations

from collections.abc import Callable
from sys import intern
from typing import Any, TypeVar

from msgspec import UNSET, defstruct

from ...kernel.paging import by_number
from ...kernel.tables import Row, Table
from ...kernel.wire import Call, Operation, Reply
from ..model import InboundLine, OutboundLine, Units
from ..service import Wms
from .bodies import AcceptOutbound, AnnounceReturn, CancelOutbound, OrderedLine, RedirectOutbound
from .replies import (
    Accepted,
    Announced,
    Granted,
    GrantedLine,
    InboundReply,
    MovementReply,
    OutboundReply,
    ShipmentReply,
    StockReply,
    TransferReply,
    inbound_reply,
    movement_reply,
    outbound_reply,
    shipment_reply,
    stock_reply,
    transfer_reply,
)

DocT = TypeVar("DocT")
_LISTING = ("page", "size", "changed_since_ms")
_MILLISECONDS_MAX = 10**15


def partner_operations(service: Wms) -> list[Operation]:
    """Everything on the partner surface but webhooks."""
    return [*_outbounds(service), *_shipments(service), *_returns(service), *_stock(service)]


def _outbounds(service: Wms) -> list[Operation]:
    def accept(call: Call) -> Reply:
        asked: AcceptOutbound = call.body
        lines = [_outbound_line(line) for line in asked.lines]
        outbound, already = service.orders.accept(
            asked.reference, asked.site, asked.ship_to, lines, ship_by=asked.ship_by
        )
        version = service.outbounds.row(outbound.id).version
        body = Accepted(outbound.id, version, outbound.state, already)
        return Reply(body, 200 if already else 201)

    def cancel(call: Call) -> Reply:
        asked: CancelOutbound = call.body
        units = [Units(line.line, line.quantity) for line in asked.lines]
        done = service.orders.cancel(
            call.path["id"], asked.cancellation_ref, units, all_or_nothing=asked.all_or_nothing
        )
        return Reply(Granted(tuple(GrantedLine(line.line, line.granted) for line in done.lines)))

    def redirect(call: Call) -> Reply:
        asked: RedirectOutbound = call.body
        outbound, already = service.orders.redirect(
            call.path["id"],
            ship_to=None if asked.ship_to is UNSET else asked.ship_to,
            ship_by=None if asked.ship_by is UNSET else asked.ship_by,
        )
        version = service.outbounds.row(outbound.id).version
        return Reply(Accepted(outbound.id, version, outbound.state, already))

    return [
        Operation("accept_outbound", "POST", "/outbounds", accept, AcceptOutbound, Accepted,
                  summary="Ship these goods; what is free is promised at once.", success=201),
        *_reading(service.outbounds, "outbound", outbound_reply, OutboundReply),
        Operation("cancel_outbound", "POST", "/outbounds/{id}/cancellations", cancel,
                  CancelOutbound, Granted, summary="Cancel units that nobody picked."),
        Operation("redirect_outbound", "POST", "/outbounds/{id}/redirections", redirect,
                  RedirectOutbound, Accepted,
                  summary="Send what is not packed elsewhere, or on another day."),
    ]  # fmt: skip


def _outbound_line(line: OrderedLine) -> OutboundLine:
    return OutboundLine(
        line.line,
        intern(line.sku),  # So many lines name so few items.
        line.quantity,
        over_units=line.over_units,
        under_units=line.under_units,
        weight_g=line.weight_g,
        weight_tolerance_bp=line.weight_tolerance_bp,
        substitutable=line.substitutable,
        kit=line.kit,
    )


def _shipments(service: Wms) -> list[Operation]:
    return _reading(service.shipments, "shipment", shipment_reply, ShipmentReply)


def _returns(service: Wms) -> list[Operation]:
    def announce(call: Call) -> Reply:
        asked: AnnounceReturn = call.body
        lines = [
            InboundLine(
                line.line, line.sku, line.announced, shipped_sku=line.shipped_sku or UNSET,
                shipped_quantity=line.shipped_quantity or UNSET,
            )
            for line in asked.lines
        ]  # fmt: skip
        inbound, already = service.returns.announce(asked.reference, asked.site, lines)
        version = service.inbound_returns.row(inbound.id).version
        body = Announced(inbound.id, version, inbound.state, already)
        return Reply(body, 200 if already else 201)

    return [
        Operation("announce_return", "POST", "/inbound-returns", announce, AnnounceReturn,
                  Announced, summary="Expect goods to come back.", success=201),
        *_reading(service.inbound_returns, "inbound-return", inbound_reply, InboundReply),
    ]  # fmt: skip


def _stock(service: Wms) -> list[Operation]:
    return [
        *_reading(service.movements, "movement", movement_reply, MovementReply),
        *_reading(service.transfers, "transfer", transfer_reply, TransferReply),
        _listing(service.stock, "stock", stock_reply, StockReply),
    ]


def _reading(
    table: Table[DocT], noun: str, shown: Callable[[Row[DocT]], Any], reply: type
) -> list[Operation]:
    """The operations that read one document and list them all."""
    name = noun.replace("-", "_")

    def read(call: Call) -> Reply:
        return Reply(shown(table.row(call.path["id"])))

    one = Operation(
        f"read_{name}", "GET", f"/{noun}s/{{id}}", read, reply=reply,
        summary=f"One {noun.replace('-', ' ')}.",
    )  # fmt: skip
    return [one, _listing(table, f"{noun}s", shown, reply)]


def _listing(table: Table[DocT], plural: str, shown: Callable[[Row[DocT]], Any], reply: type) -> Operation:
    """The operation that lists documents by number of the page, those that changed last at the end.

    A document that changes while a client turns the pages moves to the end, and those behind it
    move up; nothing warns of that, as nothing does in warehouses that count pages.
    """
    name = plural.replace("-", "_")
    fields = [(name, list[reply]), ("page", int), ("pages", int)]  # type: ignore[valid-type]  # it is a value here
    made = defstruct(f"{reply.__name__.removesuffix('Reply')}Page", fields, frozen=True)

    def listed(call: Call) -> Reply:
        number = call.number("page", 1, 1, 1_000_000)
        size = call.number("size", 100, 1, 500)
        since_ms = call.number("changed_since_ms", 0, 0, _MILLISECONDS_MAX)
        page = by_number(table.changed(since_ms * 1000), number, size)
        pages = max(1, -(-(page.total or 0) // size))
        return Reply(made([shown(row) for row in page.rows], number, pages))

    return Operation(
        f"list_{name}", "GET", f"/{plural}", listed, reply=made, query=_LISTING,
        summary=f"{plural.replace('-', ' ').capitalize()} in order of change.",
    )  # fmt: skip
