"""Shortages: what the warehouse gave up waits for stock again, in the OMS or in a new order to it."""

from __future__ import annotations

import msgspec

from ..decide.fulfilments import (
    follow_up_reference,
    newly_short,
    not_followed,
    order_number_of,
    rest_of,
    shortage_reference,
)
from ..documents.shipment import Outbound, Units
from ..errors import Misread
from ..queue import Habits
from ..run import Run
from ..whereabouts import find_by_erp, order_lane
from ..work import Applied, Ignored, Outcome
from .base import Link
from .fulfilments import route_of
from .outbounds import ShippingRequest, ask_to_ship, remember_outbound
from .shipments import NOT_OURS

NO_NEWS = "everything that the warehouse gave up was told before"
FOLLOW_UPS_MAX = 1000
_units_form = msgspec.json.Decoder(list[tuple[str, int]])


class Shortages(Link):
    """Sees to it that units given up are not forgotten."""

    name = "shortages"
    habits = Habits(once=False)

    async def carry(self, run: Run) -> Outcome:
        """Tell the OMS, or without one ask the warehouse anew."""
        outbound = await self.around.wms.outbound(run.key)
        if self.settings.has_oms:
            return await self._tell_oms(run, outbound)
        where = await find_by_erp(run, self.around, order_number_of(outbound.reference))
        if where is None:
            return Ignored(NOT_OURS)
        run.enter(order_lane(where.key))
        return await self._ask_anew(run, outbound, where.key)

    async def _tell_oms(self, run: Run, outbound: Outbound) -> Outcome:
        route = await route_of(run, self.around, outbound.reference)
        run.enter(order_lane(route.order_key))
        fulfilment = await self.around.oms.fulfilment(outbound.reference)
        lines = newly_short(outbound, fulfilment)
        if not lines:
            return Ignored(NO_NEWS)
        reference = shortage_reference(outbound)
        await self.around.oms.shorten(outbound.reference, reference, lines)
        return Applied(reference)

    async def _ask_anew(self, run: Run, outbound: Outbound, order_key: str) -> Outcome:
        """What is asked for is written down first, so that no attempt asks for other units."""
        followed: list[Units] = []
        asked = ""
        for number in range(1, FOLLOW_UPS_MAX):
            reference = follow_up_reference(outbound, number)
            text = run.known("follow-up", reference)
            if text is None:
                units = not_followed(outbound, followed)
                if not units:
                    return Applied(asked) if asked else Ignored(NO_NEWS)
                pairs = [(one.line, one.quantity) for one in units]
                text = run.store.claim("follow-up", reference, msgspec.json.encode(pairs).decode())
            lines = [Units(line=line, quantity=count) for line, count in _units_form.decode(text)]
            asked = await self._ask(run, outbound, reference, lines, order_key)
            followed += lines
        raise Misread(f"outbound {outbound.id} was given up more than {FOLLOW_UPS_MAX} times")

    async def _ask(
        self, run: Run, outbound: Outbound, reference: str, lines: list[Units], order_key: str
    ) -> str:
        held = {line.line: line for line in outbound.lines}
        rest = [rest_of(held[one.line], one.quantity) for one in lines]
        # The outbound order was closed; only the order knows where the buyer has had the goods sent since.
        order = await self.around.marketplace.order(order_key)
        ship_to = order.ship_to.as_texts()
        wanted = ShippingRequest(reference, outbound.site, ship_to, rest, order.requested_date)
        made = await ask_to_ship(run, self.around, wanted)
        remember_outbound(run, order_key, made)
        return made
