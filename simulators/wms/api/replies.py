"""What the warehouse answers, field by field; times are epoch milliseconds."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from ...kernel.tables import Row
from ..model import (
    InboundLine,
    InboundReturn,
    InboundState,
    Movement,
    MovementKind,
    MovementLine,
    Outbound,
    OutboundLine,
    OutboundState,
    Parcel,
    Shipment,
    Stock,
    Transfer,
    TransferLine,
    TransferState,
    Units,
)


class Accepted(Struct, frozen=True, omit_defaults=True):
    """An outbound order that was taken; ``already`` when it was known before."""

    id: str
    version: int
    state: OutboundState
    already: bool = False


class Announced(Struct, frozen=True, omit_defaults=True):
    """A return that is expected; ``already`` when it was known before."""

    id: str
    version: int
    state: InboundState
    already: bool = False


class OutboundLineReply(Struct, frozen=True):
    """A line of an outbound order; its tolerance and what was closed within it, if there is any."""

    line: str
    sku: str
    quantity: int
    allocated: int
    picked: int
    packed: int
    shipped: int
    short: int
    cancelled: int
    over_units: int | UnsetType = UNSET
    under_units: int | UnsetType = UNSET
    closed: int | UnsetType = UNSET
    weight_g: int | UnsetType = UNSET
    weight_tolerance_bp: int | UnsetType = UNSET
    substitutable: bool | UnsetType = UNSET
    kit: str | UnsetType = UNSET
    put_back: int | UnsetType = UNSET


class OutboundReply(Struct, frozen=True):
    """An outbound order."""

    id: str
    reference: str
    site: str
    state: OutboundState
    ship_to: dict[str, str]
    lines: tuple[OutboundLineReply, ...]
    version: int
    changed_ms: int
    ship_by: str | UnsetType = UNSET


class GrantedLine(Struct, frozen=True):
    """How many of the units of a line were cancelled."""

    line: str
    granted: int


class Granted(Struct, frozen=True):
    """The answer to a request to cancel."""

    lines: tuple[GrantedLine, ...]


class ParcelLineReply(Struct, frozen=True):
    """Units in a parcel: what they weigh if that is paid, and what is in the box if it is another item."""

    line: str
    sku: str
    quantity: int
    weight_g: int | UnsetType = UNSET
    shipped_sku: str | UnsetType = UNSET
    shipped_quantity: int | UnsetType = UNSET


class ParcelReply(Struct, frozen=True):
    """A box with its label and tracking number."""

    sscc: str
    tracking: str
    lines: tuple[ParcelLineReply, ...]


class ShipmentReply(Struct, frozen=True):
    """A shipment with its parcels."""

    id: str
    outbound_id: str
    reference: str
    site: str
    carrier: str
    shipped_ms: int
    parcels: tuple[ParcelReply, ...]
    version: int
    changed_ms: int
    closed: tuple[Units, ...] | UnsetType = UNSET


class InboundReply(Struct, frozen=True):
    """An announced return, and what was found in it."""

    id: str
    reference: str
    site: str
    state: InboundState
    lines: tuple[InboundLine, ...]
    version: int
    changed_ms: int


class MovementReply(Struct, frozen=True):
    """A change of stock."""

    id: str
    kind: MovementKind
    site: str
    reason: str
    reference: str
    at_ms: int
    lines: tuple[MovementLine, ...]


class StockReply(Struct, frozen=True):
    """Stock of an item at a site."""

    sku: str
    site: str
    on_hand: int
    sellable: int
    allocated: int
    free: int
    damaged: int
    inspect: int
    changed_ms: int


class InventoryAdvice(Struct, frozen=True):
    """What stands where and in which condition, all at once."""

    stock: list[StockReply]


class TransferReply(Struct, frozen=True):
    """Goods that go from one site to another; each line's sent = received + missing + in transit."""

    id: str
    from_site: str
    to_site: str
    state: TransferState
    lines: tuple[TransferLine, ...]
    version: int
    changed_ms: int


class Transferred(Struct, frozen=True):
    """What became of a transfer; the movement is null if nothing arrived."""

    transfer_id: str
    state: TransferState
    movement_id: str | None


class Moved(Struct, frozen=True):
    """A change of stock was written down."""

    movement_id: str


class Worked(Struct, frozen=True):
    """Units that were picked, packed or given up."""

    id: str
    state: OutboundState
    lines: list[Units]


class Dispatched(Struct, frozen=True):
    """Units that left."""

    shipment_id: str
    lines: list[Units]


class Inspected(Struct, frozen=True):
    """A return that was inspected; no movement when nothing arrived."""

    id: str
    state: InboundState
    movement_id: str | None


class BacklogLine(Struct, frozen=True):
    """A line with something left to ship."""

    line: str
    sku: str
    open: int
    allocated: int


class BacklogEntry(Struct, frozen=True):
    """An order with units that can be shipped now."""

    id: str
    reference: str
    lines: list[BacklogLine]


class Backlog(Struct, frozen=True):
    """The orders with units that can be shipped now."""

    backlog: list[BacklogEntry]


class FoundOutbounds(Struct, frozen=True):
    """The orders that were looked for."""

    outbounds: list[OutboundReply]


def outbound_reply(row: Row[Outbound]) -> OutboundReply:
    """An outbound order as it is shown."""
    outbound = row.document
    return OutboundReply(
        outbound.id, outbound.reference, outbound.site, outbound.state, outbound.ship_to,
        tuple([_line(line) for line in outbound.lines]), row.version, row.at_us // 1000,
        outbound.ship_by or UNSET,
    )  # fmt: skip


def _line(line: OutboundLine) -> OutboundLineReply:
    return OutboundLineReply(
        line.line, line.sku, line.quantity, line.allocated, line.picked, line.packed, line.shipped,
        line.short, line.cancelled, line.over_units or UNSET, line.under_units or UNSET,
        line.closed or UNSET, line.weight_g or UNSET, line.weight_tolerance_bp or UNSET,
        line.substitutable or UNSET, line.kit or UNSET, line.put_back or UNSET,
    )  # fmt: skip


def shipment_reply(row: Row[Shipment]) -> ShipmentReply:
    """A shipment as it is shown."""
    shipment = row.document
    return ShipmentReply(
        shipment.id, shipment.outbound_id, shipment.reference, shipment.site, shipment.carrier,
        shipment.shipped_at_us // 1000, tuple([_parcel(one) for one in shipment.parcels]),
        row.version, row.at_us // 1000,
        shipment.closed or UNSET,
    )  # fmt: skip


def _parcel(parcel: Parcel) -> ParcelReply:
    lines = [
        ParcelLineReply(
            line.line, line.sku, line.quantity, line.weight_g or UNSET, line.shipped_sku or UNSET,
            line.shipped_quantity or UNSET,
        )
        for line in parcel.lines
    ]  # fmt: skip
    return ParcelReply(parcel.sscc, parcel.tracking, tuple(lines))


def inbound_reply(row: Row[InboundReturn]) -> InboundReply:
    """An announced return as it is shown."""
    inbound = row.document
    return InboundReply(
        inbound.id, inbound.reference, inbound.site, inbound.state, inbound.lines,
        row.version, row.at_us // 1000,
    )  # fmt: skip


def movement_reply(row: Row[Movement]) -> MovementReply:
    """A change of stock as it is shown."""
    movement = row.document
    return MovementReply(
        movement.id, movement.kind, movement.site, movement.reason, movement.reference,
        movement.at_us // 1000, movement.lines,
    )  # fmt: skip


def transfer_reply(row: Row[Transfer]) -> TransferReply:
    """A transfer as it is shown."""
    held = row.document
    return TransferReply(
        held.id, held.from_site, held.to_site, held.state, held.lines, row.version, row.at_us // 1000
    )


def stock_reply(row: Row[Stock]) -> StockReply:
    """Stock as it is shown."""
    stock = row.document
    return StockReply(
        stock.sku, stock.site, stock.on_hand, stock.sellable, stock.allocated, stock.free,
        stock.damaged, stock.inspect, row.at_us // 1000,
    )  # fmt: skip


def backlog_entry(outbound: Outbound) -> BacklogEntry:
    """An order with its lines that have something left to ship."""
    lines = [
        BacklogLine(line.line, line.sku, line.open, line.allocated) for line in outbound.lines if line.open
    ]
    return BacklogEntry(outbound.id, outbound.reference, lines)
