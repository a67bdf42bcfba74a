"""Fulfilment orders: OMS to warehouse, and the warehouse's word back."""

from __future__ import annotations

import msgspec

from ..decide.fulfilments import lines_to_ship, not_wanted
from ..documents.amendment import Header
from ..documents.shipment import Fulfilment, OutboundLine, Units
from ..errors import Stale, Unsuitable
from ..run import Run
from ..surroundings import Surroundings
from ..whereabouts import order_lane
from ..work import Applied, Ignored, Outcome
from .base import Link
from .orders import ORDER_OF_OMS
from .outbounds import ShippingRequest, ask_to_ship, remember_outbound

ROUTE = "route"
HEADER = "header"
NOTHING_LEFT = "the fulfilment was cancelled before the warehouse heard of it"
_lines_form = msgspec.json.Decoder(list[dict[str, str | int | bool]])


class Route(msgspec.Struct, frozen=True, array_like=True):
    """Whose order a fulfilment order is of; ``lines`` are the marketplace's, by the OMS's."""

    order_key: str
    lines: dict[str, str]


_route_form = msgspec.json.Decoder(Route)


class Fulfilments(Link):
    """Asks the warehouse to ship what a site was promised to ship."""

    name = "fulfilments"

    async def carry(self, run: Run) -> Outcome:
        """Ask, then tell the OMS that the warehouse took it."""
        fulfilment = await self.around.oms.fulfilment(run.key)
        run.enter(order_lane(fulfilment.order_key))
        remember_route(run, fulfilment)
        if fulfilment.warehouse_ref:
            run.remember("outbound", run.key, fulfilment.warehouse_ref)
            remember_outbound(run, fulfilment.order_key, fulfilment.warehouse_ref)
            return Applied(fulfilment.warehouse_ref)
        _check_header(run, fulfilment)
        asked = self._lines_asked(run, fulfilment)
        if not asked:
            return Ignored(NOTHING_LEFT)
        day = fulfilment.requested_date
        wanted = ShippingRequest(run.key, fulfilment.site, fulfilment.ship_to, asked, day)
        outbound = await ask_to_ship(run, self.around, wanted)
        # Also of one that was cancelled: the OMS shall know what the warehouse had begun.
        cancelled = await self.around.oms.accept(run.key, outbound)
        remember_outbound(run, fulfilment.order_key, outbound)
        surplus = not_wanted(fulfilment, asked, cancelled)
        if surplus:
            await self._take_back(run.key, outbound, surplus)
        return Applied(outbound)

    def _lines_asked(self, run: Run, fulfilment: Fulfilment) -> list[OutboundLine]:
        """What to ask for; the same at every attempt, even if less is left to do by then."""
        lines = [line.model_dump(exclude_defaults=True) for line in lines_to_ship(fulfilment)]
        if run.look_first or lines:
            text = msgspec.json.encode(lines).decode()
            lines = _lines_form.decode(run.store.claim("asked", run.key, text))
        return [OutboundLine.model_validate(line) for line in lines]

    async def _take_back(self, fulfilment_id: str, outbound: str, surplus: list[Units]) -> None:
        granted = await self.around.wms.take_back(outbound, f"not-wanted-{fulfilment_id}", surplus)
        kept = [units.line for units in surplus if granted.get(units.line, 0) < units.quantity]
        if kept:
            raise Unsuitable(
                f"fulfilment {fulfilment_id} was cancelled in lines {', '.join(kept)} while the "
                f"warehouse picked them for {outbound}; settle it with the warehouse"
            )


def remember_header(run: Run, order_key: str, header: Header) -> None:
    """Know from now on where the goods of an order were redirected to, or on which day they are wanted."""
    told = header.model_dump(exclude_none=True)
    before = run.known(HEADER, order_key)
    told = (msgspec.json.decode(before) if before else {}) | told
    run.remember(HEADER, order_key, msgspec.json.encode(told).decode())


def _check_header(run: Run, fulfilment: Fulfilment) -> None:
    """Stale while a fulfilment order does not show what the OMS was told of its address and its day."""
    known = run.known(HEADER, fulfilment.order_key)
    if known is None:
        return
    told = Header.model_validate_json(known)
    shown = Header(ship_to=fulfilment.ship_to, requested_date=fulfilment.requested_date)
    if told.ship_to not in (None, shown.ship_to) or told.requested_date not in (None, shown.requested_date):
        raise Stale(f"fulfilment {fulfilment.id} does not show yet what was changed of its order")


def remember_route(run: Run, fulfilment: Fulfilment) -> Route:
    """Know from now on whose order a fulfilment order is of."""
    lines = {str(line.line_id): line.external_line for line in fulfilment.lines}
    route = Route(fulfilment.order_key, lines)
    run.remember(ROUTE, str(fulfilment.id), msgspec.json.encode(route).decode())
    run.remember(ORDER_OF_OMS, str(fulfilment.order_id), fulfilment.order_key)
    return route


async def route_of(run: Run, around: Surroundings, fulfilment_id: str) -> Route:
    """Whose order a fulfilment order is of, from memory or by asking."""
    known = run.known(ROUTE, fulfilment_id)
    if known is not None:
        return _route_form.decode(known)
    return remember_route(run, await around.oms.fulfilment(fulfilment_id))
