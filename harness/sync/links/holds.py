"""Holds: ERP to OMS and warehouse; what is released goes on, what is refused is cancelled everywhere."""

from __future__ import annotations

import msgspec

from ..decide.fulfilments import lines_left
from ..documents.hold import PLACED, REFUSED, RELEASED, Hold
from ..documents.order import Order
from ..documents.shipment import OutboundLine
from ..queue import Habits
from ..run import Run
from ..surroundings import Surroundings
from ..whereabouts import Whereabouts, find_by_erp, order_lane
from ..work import Applied, Ignored, Outcome
from .base import Link
from .cancellations import Cancellations
from .outbounds import ShippingRequest, ask_to_ship, remember_outbound, remembered_outbounds
from .shipments import NOT_OURS

STILL_WAITS = "the order was placed on hold, and waits"
NOTHING_LEFT = "nothing of the order was left to hold"
ASKED = "asked-on-release"
REFUSED_UNITS = "refused-units"
_units_form = msgspec.json.Decoder(dict[str, int])


class Holds(Link):
    """Sees to it that an order moves when nothing holds it any more, and is cancelled when it may not."""

    name = "holds"
    habits = Habits(once=False)

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._cancellations = Cancellations(around)

    async def carry(self, run: Run) -> Outcome:
        """Release or cancel what the ERP's people have decided about."""
        hold = await self.around.erp.hold(run.key)
        where = await find_by_erp(run, self.around, hold.order)
        if where is None:
            return Ignored(NOT_OURS)
        run.enter(order_lane(where.key))
        if hold.state == RELEASED:
            return await self._release(run, where, hold)
        if hold.state == REFUSED or run.known(REFUSED_UNITS, run.key) is not None:
            return await self._refuse(run, where, hold)
        return Ignored(STILL_WAITS if hold.state == PLACED else NOTHING_LEFT)

    async def _release(self, run: Run, where: Whereabouts, hold: Hold) -> Outcome:
        if self.settings.has_oms:
            placed = await self.around.oms.order(where.oms)
            if placed.lines and not any(line.open for line in placed.lines):
                return Ignored(NOTHING_LEFT)
            if hold.kind in placed.holds:
                await self.around.oms.release(where.oms, hold.kind)
            return Applied(where.oms)
        if not self.settings.has_wms or (await self.around.erp.order(where.erp)).holds:
            return Applied(where.erp)
        return Applied(await self._ask_warehouse(run, where))

    async def _ask_warehouse(self, run: Run, where: Whereabouts) -> str:
        """Ask for what is open now, and for nothing else at a later attempt.

        An amendment that saw the release before this work did has asked for its own lines already.
        """
        order = await self.around.marketplace.order(where.key)
        known = await remembered_outbounds(run, self.around, where)
        amended = {line.line for one in known if one.reference != where.erp for line in one.lines}
        left = [one for one in lines_left(order, where.line_nos) if one.line not in amended]
        text = msgspec.json.encode([one.model_dump() for one in left]).decode()
        asked = run.store.claim(ASKED, where.erp, text)
        lines = [OutboundLine.model_validate(one) for one in msgspec.json.decode(asked)]
        if not lines:
            return ""
        ship_to = order.ship_to.as_texts()
        wanted = ShippingRequest(where.erp, self.settings.site, ship_to, lines, order.requested_date)
        outbound = await ask_to_ship(run, self.around, wanted, look=True)
        remember_outbound(run, where.key, outbound)
        return outbound

    def _refused_units(self, run: Run, order: Order) -> dict[str, int]:
        """All that was open when the refusal was first seen to; at a later attempt some of it is not."""
        known = run.known(REFUSED_UNITS, run.key)
        if known is None:
            units = {line.id: line.open for line in order.lines if line.open}
            if not units:
                return {}
            known = run.store.claim(REFUSED_UNITS, run.key, msgspec.json.encode(units).decode())
        return _units_form.decode(known)

    async def _refuse(self, run: Run, where: Whereabouts, hold: Hold) -> Outcome:
        """Take back all that is open, and tell the buyer that it will not come."""
        shop = self.around.marketplace
        order = await shop.order(where.key)
        asked = self._refused_units(run, order)
        if not asked:
            return Ignored(NOTHING_LEFT)
        granted = await self._cancellations.take_back(run, where, order, asked)
        units = {line: count for line, count in granted.items() if count}

        async def cancel() -> str:
            return await shop.cancel(where.key, run.key, hold.decision, units)

        number = await run.once("seller-cancellation", run.key, cancel)
        told = await shop.cancellation(number)
        taken = {line.line_id: line.quantity for line in told.lines}
        return await self._cancellations.see_through(run, where, told, taken)
