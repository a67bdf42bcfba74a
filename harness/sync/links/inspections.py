"""Inspections: what was found of a return goes to OMS and ERP, and earns credit and a refund."""

from __future__ import annotations

from ..decide.returns import credit_lines, renamed, units_received, units_sellable
from ..documents.order import Order
from ..documents.returns import FoundLine, Inspection, Return
from ..errors import Missing, Refused
from ..run import Run
from ..whereabouts import Whereabouts, find, order_lane
from ..work import Applied, Ignored, Outcome
from .base import Link
from .return_credits import refund_return, write_credit
from .returns import RETURN_OF_OMS

NOT_OURS = "the return was not asked for in the marketplace"


class Inspections(Link):
    """Books what came back, and pays for it."""

    name = "inspections"

    async def carry(self, run: Run) -> Outcome:
        """Book the goods, write the credit memo, and refund it."""
        inspection = await self._inspection(run)
        return_id = await self._return_id(run, inspection)
        if not return_id:
            return Ignored(NOT_OURS)
        returned = await self.around.marketplace.return_(return_id)
        run.enter(order_lane(returned.order_key))
        where = await find(run, self.around, returned.order_key)
        order = await self.around.marketplace.order(returned.order_key)
        found = await self._book_goods(run, where, inspection, return_id)
        return await self._pay(run, where, order, returned, found)

    async def _inspection(self, run: Run) -> Inspection:
        if self.settings.has_wms:
            inspection = await self.around.wms.inbound_return(run.key)
        else:
            inspection = await self.around.erp.return_(run.key)
        if not inspection.done:
            raise Refused(f"return {run.key} was said to be inspected, and does not show it yet")
        return inspection

    async def _return_id(self, run: Run, inspection: Inspection) -> str:
        """The marketplace's return behind what came back."""
        if not self.settings.has_wms:
            return inspection.reference
        if not self.settings.has_oms:
            return (await self.around.erp.return_(inspection.reference)).reference
        known = run.known(RETURN_OF_OMS, inspection.reference)
        return known or (await self.around.oms.return_(inspection.reference)).external_id

    async def _book_goods(
        self, run: Run, where: Whereabouts, inspection: Inspection, return_id: str
    ) -> list[FoundLine]:
        """Book what was found, and tell it by the marketplace's lines."""
        erp_names = {str(line_no): line for line, line_no in where.line_nos.items()}
        if not self.settings.has_wms:
            return renamed(inspection.lines, erp_names)
        if not self.settings.has_oms:
            found = renamed(inspection.lines, erp_names)
        else:
            placed = await self.around.oms.order(where.oms)
            oms_names = {str(line.line_no): line.external_line for line in placed.lines}
            await self.around.oms.receive_return(inspection.reference, run.key, inspection.lines)
            found = renamed(inspection.lines, oms_names)
        number = await self._erp_return(run, return_id)
        line_nos = {line: str(line_no) for line, line_no in where.line_nos.items()}
        await self.around.erp.receive_return(number, renamed(found, line_nos))
        return found

    async def _erp_return(self, run: Run, return_id: str) -> str:
        number = run.known("erp-return", return_id) or await self.around.erp.find_return(return_id)
        if number is None:
            raise Missing(f"return {return_id} is not in the erp yet", link="returns", key=return_id)
        return number

    async def _pay(
        self, run: Run, where: Whereabouts, order: Order, returned: Return, found: list[FoundLine]
    ) -> Outcome:
        received = units_received(found)
        lines = credit_lines(returned, order, received, where.line_nos)
        memo = await write_credit(run, self.around, where, returned, lines)
        if returned.state not in ("received", "refunded"):
            sellable = units_sellable(found) if returned.exchange else None
            await self.around.marketplace.receive_return(returned.id, received, sellable)
        if memo is None:
            return Applied("nothing came back")
        await refund_return(run, self.around, where, returned, memo)
        return Applied(memo.number)
