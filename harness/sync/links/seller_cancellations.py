"""Cancellations that a system behind the shop decides: OMS or ERP to marketplace, and the money back."""

from __future__ import annotations

from collections.abc import Mapping

from ..run import Run
from ..whereabouts import Whereabouts, find, find_by_erp, order_lane
from ..work import Ignored, Outcome
from .cancellations import Cancellations
from .shipments import NOT_OURS

NO_SITE_HAS_THEM = "no site has them"
LINE_COMPLETE = "the first delivery completed the line"
ASKED_FOR = "the units were cancelled because somebody asked for it"


class SellerCancellations(Cancellations):
    """Tells the shop, and the ERP, of units that will not come although the buyer still wants them."""

    name = "seller-cancellations"

    async def carry(self, run: Run) -> Outcome:
        """Cancel the units in the marketplace and in the ERP, and give up the money held for them."""
        if self.settings.has_oms:
            return await self._by_the_oms(run)
        return await self._by_the_erp(run)

    async def _by_the_oms(self, run: Run) -> Outcome:
        decided = await self.around.oms.cancellation(run.key)
        if not decided.by_oms:
            return Ignored(ASKED_FOR)
        placed = await self.around.oms.order(str(decided.order_id))
        names = {line.line_no: line.external_line for line in placed.lines}
        run.enter(order_lane(placed.external_ref))
        where = await find(run, self.around, placed.external_ref)
        units = {names[line.line_id]: line.cancelled for line in decided.lines if line.cancelled}
        return await self._tell(run, where, units, NO_SITE_HAS_THEM)

    async def _by_the_erp(self, run: Run) -> Outcome:
        delivery = await self.around.erp.delivery(run.key)
        where = await find_by_erp(run, self.around, delivery.order)
        if where is None:
            return Ignored(NOT_OURS)
        run.enter(order_lane(where.key))
        names = {str(line_no): line for line, line_no in where.line_nos.items()}
        units = {names[one.line]: one.quantity for one in delivery.cancelled}
        return await self._tell(run, where, units, LINE_COMPLETE)

    async def _tell(self, run: Run, where: Whereabouts, units: dict[str, int], reason: str) -> Outcome:
        shop = self.around.marketplace

        async def cancel() -> str:
            return await shop.cancel(where.key, run.key, reason, units)

        number = await run.once("seller-cancellation", run.key, cancel)
        return await self.see_through(run, where, await shop.cancellation(number), units)

    async def _cancel_in_erp(
        self, run: Run, where: Whereabouts, reference: str, granted: Mapping[str, int]
    ) -> None:
        """What the ERP decided stands there already."""
        if self.settings.has_oms:
            await super()._cancel_in_erp(run, where, reference, dict(granted))
