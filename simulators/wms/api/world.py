"""The operations of the people in the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from ...kernel.arithmetic import weighed
from ...kernel.problems import Malformed
from ...kernel.wire import Call, Operation, Reply, Surface
from ..model import MovementLine, TransferLine, Units
from ..service import Arrived, Found, Wms
from .bodies import (
    AdjustedLine,
    AdjustStock,
    GiveUpUnits,
    InspectReturn,
    LineUnits,
    ReceivedLine,
    ReceiveGoods,
    ReceiveTransfer,
    SendTransfer,
    ShipOutbound,
    WorkOutbound,
)
from .inspections import inspection_operations
from .replies import (
    Backlog,
    Dispatched,
    FoundOutbounds,
    Inspected,
    InventoryAdvice,
    Moved,
    Transferred,
    Worked,
    backlog_entry,
    outbound_reply,
    stock_reply,
)

_Person = partial(Operation, surface=Surface.WORLD)


def world_operations(service: Wms) -> list[Operation]:
    """Everything on the world surface."""
    return [
        *_goods(service), *_transport(service), *_floor(service), *_trouble(service), *_overview(service),
        *inspection_operations(service),
    ]  # fmt: skip


def _goods(service: Wms) -> list[Operation]:
    def receive(call: Call) -> Reply:
        came: ReceiveGoods = call.body
        movement = service.room.receive(
            came.site, _movement_lines(came.lines), reason=came.reason, reference=came.reference
        )
        return Reply(Moved(movement.id), 201)

    def adjust(call: Call) -> Reply:
        counted: AdjustStock = call.body
        movement = service.room.adjust(
            counted.site, _movement_lines(counted.lines),
            reason=counted.reason, reference=counted.reference,
        )  # fmt: skip
        return Reply(Moved(movement.id), 201)

    return [
        _Person("receive_goods", "POST", "/_world/receipts", receive, ReceiveGoods, Moved,
                summary="Goods come in and serve the orders that wait.", success=201),
        _Person("adjust_stock", "POST", "/_world/adjustments", adjust, AdjustStock, Moved,
                summary="A count finds more or fewer.", success=201),
    ]  # fmt: skip


def _transport(service: Wms) -> list[Operation]:
    def send(call: Call) -> Reply:
        body: SendTransfer = call.body
        lines = [TransferLine(line.sku, line.quantity) for line in body.lines]
        sent, movement = service.transport.send(body.from_site, body.to_site, lines)
        return Reply(Transferred(sent.id, sent.state, movement.id), 201)

    def receive(call: Call) -> Reply:
        body: ReceiveTransfer = call.body
        came = [Arrived(line.sku, line.quantity, line.missing) for line in body.lines]
        held, movement = service.transport.receive(call.path["id"], came)
        return Reply(Transferred(held.id, held.state, movement.id if movement else None))

    return [
        _Person("send_transfer", "POST", "/_world/transfers", send, SendTransfer, Transferred,
                summary="Free units leave for another site.", success=201),
        _Person("receive_transfer", "POST", "/_world/transfers/{id}/receipts", receive,
                ReceiveTransfer, Transferred, summary="Units of a transfer arrive, or never will."),
    ]  # fmt: skip


def _floor(service: Wms) -> list[Operation]:
    def pick(call: Call) -> Reply:
        return _worked(service, call, service.floor.pick(call.path["id"], _asked(call.body)))

    def pack(call: Call) -> Reply:
        return _worked(service, call, service.floor.pack(call.path["id"], _asked(call.body)))

    def ship(call: Call) -> Reply:
        return _left(service.floor.ship, call)

    def dispatch(call: Call) -> Reply:
        return _left(service.floor.dispatch, call)

    return [
        _Person("pick_outbound", "POST", "/_world/outbounds/{id}/picks", pick, WorkOutbound,
                Worked, summary="Take promised units off the shelves."),
        _Person("pack_outbound", "POST", "/_world/outbounds/{id}/packs", pack, WorkOutbound,
                Worked, summary="Put picked units into boxes."),
        _Person("ship_outbound", "POST", "/_world/outbounds/{id}/shipments", ship, ShipOutbound,
                Dispatched, summary="Hand packed units to the carrier.", success=201),
        _Person("dispatch_outbound", "POST", "/_world/outbounds/{id}/dispatch", dispatch,
                ShipOutbound, Dispatched, summary="Pick, pack and ship in one.", success=201),
    ]  # fmt: skip


def _trouble(service: Wms) -> list[Operation]:
    def give_up(call: Call) -> Reply:
        body: GiveUpUnits = call.body
        units = _units(body.lines)
        outbound = service.orders.give_up(call.path["id"], units)
        return Reply(Worked(outbound.id, outbound.state, units))

    def inspect(call: Call) -> Reply:
        body: InspectReturn = call.body
        found = [
            Found(line.line, line.sellable, line.damaged, line.inspect, line.missing) for line in body.lines
        ]
        inbound, movement = service.returns.inspect(call.path["id"], found)
        return Reply(Inspected(inbound.id, inbound.state, movement.id if movement else None))

    return [
        _Person("give_up_units", "POST", "/_world/outbounds/{id}/shortages", give_up, GiveUpUnits,
                Worked, summary="Say that units will not come."),
        _Person("inspect_return", "POST", "/_world/inbound-returns/{id}/inspection", inspect,
                InspectReturn, Inspected, summary="Say what became of every unit of a return."),
    ]  # fmt: skip


def _overview(service: Wms) -> list[Operation]:
    def found(call: Call) -> Reply:
        reference = call.query.get("reference")
        if reference is None:
            raise Malformed("reference is missing; it names the order to find", field="reference")
        rows = [service.outbounds.row(o.id) for o in service.outbounds.by("reference", reference)]
        return Reply(FoundOutbounds([outbound_reply(row) for row in rows]))

    def backlog(call: Call) -> Reply:
        shippable = service.backlog(call.query.get("site"))
        return Reply(Backlog([backlog_entry(outbound) for outbound in shippable]))

    def advise(call: Call) -> Reply:
        site = call.query.get("site")
        rows = [row for row in service.stock.changed(0) if site in (None, row.document.site)]
        return Reply(InventoryAdvice([stock_reply(row) for row in rows]))

    return [
        _Person("find_outbounds", "GET", "/_world/outbounds", found, reply=FoundOutbounds,
                query=("reference",), summary="The order with a client's reference, if any."),
        _Person("read_backlog", "GET", "/_world/backlog", backlog, reply=Backlog,
                query=("site",), summary="Orders with units that can be shipped now."),
        _Person("advise_inventory", "GET", "/_world/inventory-advice", advise,
                reply=InventoryAdvice, query=("site",),
                summary="All stock by site and condition, as GET /stock pages through it."),
    ]  # fmt: skip


def _movement_lines(lines: Sequence[ReceivedLine | AdjustedLine]) -> list[MovementLine]:
    return [MovementLine(line.sku, line.condition, line.quantity) for line in lines]


def _units(lines: Sequence[LineUnits]) -> list[Units]:
    return [Units(line.line, line.quantity) for line in lines]


def _asked(body: WorkOutbound) -> list[Units] | None:
    return None if body.lines is None else _units(body.lines)


def _worked(service: Wms, call: Call, units: list[Units]) -> Reply:
    outbound = service.outbounds.get(call.path["id"])
    return Reply(Worked(outbound.id, outbound.state, units))


def _left(step: Any, call: Call) -> Reply:
    body: ShipOutbound = call.body
    asked = None if body.lines is None else [Units(line.line, line.quantity) for line in body.lines]
    weights = weighed((line.line, line.weight_g) for line in body.lines or ())
    shipment, units = step(
        call.path["id"], asked, parcels=body.parcels, carrier=body.carrier, weights=weights
    )
    return Reply(Dispatched(shipment.id, units), 201)
