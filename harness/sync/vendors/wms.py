"""The warehouse: what it is asked to ship, what left, what came back, what moved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from ..documents.amendment import Header
from ..documents.inventory import Movement, MovementLine
from ..documents.product import Product
from ..documents.returns import FoundLine, Inspection
from ..documents.shipment import Outbound, OutboundLine, Shipment, Substitute, Units
from .calling import Caller
from .marketplace_wire import WireAddress
from .paging import from_the_end
from .substitutes import for_wms
from .webhooks import Webhook, subscribed

PAGE = 500
RowT = TypeVar("RowT")


class Wms:
    """What the engine asks and tells the warehouse."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def ask_to_ship(
        self,
        reference: str,
        site: str,
        ship_to: Mapping[str, str],
        lines: Sequence[OutboundLine],
        *,
        ship_by: str = "",
    ) -> str:
        """Ask a site to ship, until a day if one is named; returns the warehouse's id for it."""
        body: dict[str, Any] = {
            "reference": reference,
            "site": site,
            "ship_to": dict(ship_to),
            "lines": [_asked(line) for line in lines],
        }
        if ship_by:
            body["ship_by"] = ship_by
        return (await self._caller.tell("/outbounds", body, _Made, key=f"out/{reference}")).id

    async def outbound(self, outbound_id: str) -> Outbound:
        """What the warehouse was asked to ship, as it stands."""
        return (await self._caller.ask(f"/outbounds/{outbound_id}", _Outbound)).canonical()

    async def find_outbound(self, reference: str) -> str | None:
        """What the warehouse was asked to ship under this reference."""
        found = [one.id for one in await self.outbounds_since(0) if one.reference == reference]
        return found[0] if found else None

    async def redirect(self, outbound_id: str, wanted: Header) -> None:
        """Have goods that are not packed go elsewhere, or on another day; the same again is granted."""
        body: dict[str, Any] = {}
        if wanted.ship_to is not None:
            body["ship_to"] = wanted.ship_to
        if wanted.requested_date is not None:
            body["ship_by"] = wanted.requested_date
        await self._caller.instruct(f"/outbounds/{outbound_id}/redirections", body)

    async def take_back(
        self, outbound_id: str, reference: str, lines: Sequence[Units], *, all_or_nothing: bool = False
    ) -> dict[str, int]:
        """Ask for units not to be shipped; returns how many of each line were granted."""
        body: dict[str, Any] = {
            "cancellation_ref": reference,
            "lines": [{"line": units.line, "quantity": units.quantity} for units in lines],
        }
        if all_or_nothing:
            body["all_or_nothing"] = True
        answer = await self._caller.tell(
            f"/outbounds/{outbound_id}/cancellations", body, _Granted,
            key=f"cancel/{outbound_id}/{reference}",
        )  # fmt: skip
        return {line.line: line.granted for line in answer.lines}

    async def shipment(self, shipment_id: str) -> Shipment:
        """Goods that left together."""
        return (await self._caller.ask(f"/shipments/{shipment_id}", _Shipment)).canonical()

    async def allow_substitutes(self, products: Sequence[Product]) -> None:
        """Say what may ship in place of items."""
        await self._caller.instruct("/substitutes", for_wms(products))

    async def announce_return(
        self,
        reference: str,
        site: str,
        lines: Sequence[OutboundLine],
        substitutes: Sequence[Substitute] = (),
    ) -> str:
        """Announce goods that come back; returns the warehouse's id for them."""
        instead = {one.line: one for one in substitutes}
        body = {
            "reference": reference,
            "site": site,
            "lines": [_announced(line, instead.get(line.line)) for line in lines],
        }
        return (await self._caller.tell("/inbound-returns", body, _Made, key=f"in/{reference}")).id

    async def inbound_return(self, inbound_id: str) -> Inspection:
        """A return as the warehouse found it."""
        path = f"/inbound-returns/{inbound_id}"
        return (await self._caller.ask(path, _Inbound)).canonical()

    async def movement(self, movement_id: str) -> Movement:
        """A movement of goods."""
        return (await self._caller.ask(f"/movements/{movement_id}", _Movement)).canonical()

    async def shipments_since(self, since_us: int) -> list[tuple[str, str]]:
        """Shipments that changed at this instant or later, as (id, reference)."""
        rows = await self._rows("/shipments", _Shipments, since_us, lambda page: page.shipments)
        return [(row.id, row.reference) for row in rows]

    async def outbounds_since(self, since_us: int) -> list[Outbound]:
        """What the warehouse was asked to ship and that changed at this instant or later."""
        rows = await self._rows("/outbounds", _Outbounds, since_us, lambda page: page.outbounds)
        return [row.canonical() for row in rows]

    async def inbound_returns_since(self, since_us: int) -> list[Inspection]:
        """Returns that changed at this instant or later."""
        rows = await self._rows("/inbound-returns", _Inbounds, since_us, lambda page: page.inbound_returns)
        return [row.canonical() for row in rows]

    async def movements_since(self, since_us: int) -> list[tuple[str, str]]:
        """Movements of goods at this instant or later, as (id, kind)."""
        rows = await self._rows("/movements", _Movements, since_us, lambda page: page.movements)
        return [(row.id, row.kind) for row in rows]

    async def subscribe(self, url: str, topics: Sequence[str]) -> Webhook:
        """Have events of these topics delivered to a URL."""
        return await subscribed(self._caller, url, topics)

    async def _rows(
        self,
        path: str,
        form: type[Any],
        since_us: int,
        rows_of: Callable[[Any], list[RowT]],
    ) -> list[RowT]:
        since: dict[str, str | int] = {"size": PAGE}
        if since_us > 0:
            since["changed_since_ms"] = since_us // 1000

        async def read(number: int) -> tuple[list[RowT], int]:
            page = await self._caller.ask(path, form, {**since, "page": number})
            return rows_of(page), page.pages

        reading: Awaitable[list[RowT]] = from_the_end(read, f"wms {path}")
        return await reading


def _asked(line: OutboundLine) -> dict[str, Any]:
    body: dict[str, Any] = {"line": line.line, "sku": line.sku, "quantity": line.quantity}
    more = {
        "over_units": line.over_units, "under_units": line.under_units, "weight_g": line.weight_g,
        "weight_tolerance_bp": line.weight_tolerance_bp, "substitutable": line.substitutable,
        "kit": line.kit,
    }  # fmt: skip
    return body | {name: value for name, value in more.items() if value}


def _announced(line: OutboundLine, instead: Substitute | None) -> dict[str, Any]:
    body: dict[str, Any] = {"line": line.line, "sku": line.sku, "announced": line.quantity}
    if instead is not None:
        body |= {"shipped_sku": instead.sku, "shipped_quantity": instead.shipped_quantity}
    return body


class _Wire(msgspec.Struct, frozen=True):
    pass


class _Made(_Wire, frozen=True):
    id: str


class _OutboundLine(_Wire, frozen=True):
    line: str
    sku: str
    quantity: int
    picked: int = 0
    shipped: int = 0
    short: int = 0
    cancelled: int = 0
    substitutable: bool = False
    kit: str = ""
    weight_g: int = 0
    weight_tolerance_bp: int = 0
    packed: int = 0


class _Outbound(_Wire, frozen=True):
    id: str
    reference: str
    site: str
    ship_to: WireAddress
    lines: list[_OutboundLine]
    ship_by: str = ""

    def canonical(self) -> Outbound:
        return Outbound(
            id=self.id, reference=self.reference, site=self.site,
            ship_to=msgspec.structs.asdict(self.ship_to),
            lines=tuple([
                OutboundLine(
                    line=line.line, sku=line.sku, quantity=line.quantity, picked=line.picked,
                    shipped=line.shipped, short=line.short, cancelled=line.cancelled,
                    substitutable=line.substitutable, kit=line.kit,
                    weight_g=line.weight_g, weight_tolerance_bp=line.weight_tolerance_bp,
                    packed=line.packed,
                )
                for line in self.lines
            ]),
            ship_by=self.ship_by,
        )  # fmt: skip


class _Outbounds(_Wire, frozen=True):
    outbounds: list[_Outbound]
    pages: int


class _GrantedLine(_Wire, frozen=True):
    line: str
    granted: int


class _Granted(_Wire, frozen=True):
    lines: list[_GrantedLine]


class _ParcelLine(_Wire, frozen=True):
    line: str
    quantity: int
    shipped_sku: str = ""
    shipped_quantity: int = 0
    weight_g: int = 0


class _Parcel(_Wire, frozen=True):
    tracking: str
    lines: list[_ParcelLine]


class _Shipment(_Wire, frozen=True):
    id: str
    outbound_id: str
    reference: str
    site: str
    carrier: str
    shipped_ms: int
    parcels: list[_Parcel]
    closed: tuple[_ParcelLine, ...] = ()

    def canonical(self) -> Shipment:
        """One shipment of all its parcels, under the tracking number of the first."""
        units: dict[str, int] = {}
        instead: dict[tuple[str, str], tuple[int, int]] = {}
        weights: dict[str, int] = {}
        for parcel in self.parcels:
            for line in parcel.lines:
                units[line.line] = units.get(line.line, 0) + line.quantity
                if line.shipped_sku:
                    name = (line.line, line.shipped_sku)
                    quantity, shipped = instead.get(name, (0, 0))
                    instead[name] = (quantity + line.quantity, shipped + line.shipped_quantity)
                weights[line.line] = weights.get(line.line, 0) + line.weight_g
        return Shipment(
            id=self.id, reference=self.reference, site=self.site, outbound_id=self.outbound_id,
            carrier=self.carrier, shipped_at_us=self.shipped_ms * 1000,
            tracking=self.parcels[0].tracking if self.parcels else "",
            lines=tuple([Units(line=line, quantity=n, weight_g=weights[line]) for line, n in units.items()]),
            closed=tuple([Units(line=line.line, quantity=line.quantity) for line in self.closed]),
            substitutes=tuple([
                Substitute(line=line, quantity=quantity, sku=sku, shipped_quantity=shipped)
                for (line, sku), (quantity, shipped) in instead.items()
            ]),
        )  # fmt: skip


class _ShipmentRow(_Wire, frozen=True):
    id: str
    reference: str


class _Shipments(_Wire, frozen=True):
    shipments: list[_ShipmentRow]
    pages: int


class _InboundLine(_Wire, frozen=True):
    line: str
    announced: int
    sellable: int = 0
    damaged: int = 0
    inspect: int = 0


class _Inbound(_Wire, frozen=True):
    id: str
    reference: str
    state: str
    lines: list[_InboundLine]

    def canonical(self) -> Inspection:
        return Inspection(
            id=self.id, reference=self.reference, done=self.state == "inspected",
            lines=tuple(
                FoundLine(
                    line=line.line, announced=line.announced, sellable=line.sellable,
                    damaged=line.damaged, inspect=line.inspect,
                )
                for line in self.lines
            ),
        )  # fmt: skip


class _Inbounds(_Wire, frozen=True):
    inbound_returns: list[_Inbound]
    pages: int


class _MovementLine(_Wire, frozen=True):
    sku: str
    condition: str
    quantity: int


class _Movement(_Wire, frozen=True):
    id: str
    kind: str
    site: str
    reason: str
    lines: list[_MovementLine]

    def canonical(self) -> Movement:
        return Movement(
            reference=self.id, kind=self.kind, site=self.site, reason=self.reason,
            lines=tuple(
                MovementLine(
                    sku=line.sku, quantity=line.quantity,
                    blocked=0 if line.condition == "sellable" else line.quantity,
                )
                for line in self.lines
            ),
        )  # fmt: skip


class _MovementRow(_Wire, frozen=True):
    id: str
    kind: str


class _Movements(_Wire, frozen=True):
    movements: list[_MovementRow]
    pages: int
