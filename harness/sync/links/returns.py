"""Returns: marketplace to OMS, ERP and warehouse, and the number under which goods may come back."""

from __future__ import annotations

from ..decide.returns import credit_lines, lines_to_expect, substitutes_announced, translated, units_announced
from ..documents.order import Order
from ..documents.returns import AnnouncedReturn, Return
from ..errors import Rejected, Stale
from ..run import Run
from ..whereabouts import Whereabouts, find, order_lane
from ..work import Applied, Ignored, Outcome
from .base import Link
from .return_credits import refund_return, write_credit

RETURN_OF_OMS = "return-of-oms"
REFUSED = "the return was refused before it was announced"
NOTHING_KEPT = "no units were kept"


class Returns(Link):
    """Announces a return to everybody who will have to do with it."""

    name = "returns"

    async def carry(self, run: Run) -> Outcome:
        """Announce the return, then let the buyer send the goods; pay at once for what the buyer keeps."""
        returned = await self.around.marketplace.return_(run.key)
        if returned.state == "refused":
            return Ignored(REFUSED)
        run.enter(order_lane(returned.order_key))
        where = await find(run, self.around, returned.order_key)
        order = await self.around.marketplace.order(returned.order_key)
        if returned.kept:
            return await self._pay(run, where, order, returned)
        if self.settings.has_oms:
            rma = await self._by_oms(run, where, order, returned)
        else:
            rma = await self._in_erp(run, where, returned)
            if self.settings.has_wms:
                site = self.settings.site
                await self._in_warehouse(run, rma, site, order, returned, names=where.line_nos)
        if returned.rma != rma:
            await self._authorise(run, rma)
        return Applied(rma)

    async def _authorise(self, run: Run, rma: str) -> None:
        try:
            await self.around.marketplace.authorise_return(run.key, rma)
        except Rejected as refusal:
            now = await self.around.marketplace.return_(run.key)
            if now.kept or now.state == "refused":
                raise Stale(f"the seller decided about return {run.key} while it was announced") from refusal
            raise

    async def _pay(self, run: Run, where: Whereabouts, order: Order, returned: Return) -> Outcome:
        lines = credit_lines(returned, order, units_announced(returned), where.line_nos)
        memo = await write_credit(run, self.around, where, returned, lines)
        if memo is None:
            return Ignored(NOTHING_KEPT)
        await refund_return(run, self.around, where, returned, memo)
        return Applied(memo.number)

    async def _by_oms(self, run: Run, where: Whereabouts, order: Order, returned: Return) -> str:
        placed = await self.around.oms.order(where.oms)
        names = {line.external_line: line.line_no for line in placed.lines}
        announced: AnnouncedReturn = await self.around.oms.announce_return(
            where.oms, run.key, translated(units_announced(returned), names),
            substitutes_announced(returned, names),
        )  # fmt: skip
        number = str(announced.id)
        run.remember(RETURN_OF_OMS, number, run.key)
        await self._in_erp(run, where, returned)
        await self._in_warehouse(run, number, announced.site, order, returned, names=names)
        return number

    async def _in_erp(self, run: Run, where: Whereabouts, returned: Return) -> str:
        async def announce() -> str:
            lines = translated(units_announced(returned), where.line_nos)
            instead = substitutes_announced(returned, where.line_nos)
            return await self.around.erp.announce_return(where.erp, run.key, lines, instead)

        return await run.once("erp-return", run.key, announce, lambda: self.around.erp.find_return(run.key))

    async def _in_warehouse(
        self,
        run: Run,
        reference: str,
        site: str,
        order: Order,
        returned: Return,
        *,
        names: dict[str, int],
    ) -> None:
        lines = lines_to_expect(order, units_announced(returned), names)
        instead = substitutes_announced(returned, names)

        async def announce() -> str:
            return await self.around.wms.announce_return(reference, site, lines, instead)

        await run.once("inbound", run.key, announce)
