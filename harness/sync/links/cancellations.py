"""Cancellations: marketplace to OMS, warehouse and ERP, and the answer and the money back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from ..decide import cancellations as decide
from ..decide.billing import to_void
from ..decide.returns import translated
from ..documents.cancellation import PendingUnits
from ..documents.invoice import Bill
from ..documents.order import Order
from ..documents.shipment import Units
from ..errors import Rejected, Stale
from ..money import ZERO
from ..run import Run
from ..settings import ChargesWhenCancelled
from ..times import business_date
from ..whereabouts import Whereabouts, find, order_lane
from ..work import Applied, Outcome
from . import billing
from .base import Link
from .outbounds import outbound_ids

GRANTED = "granted"
_granted_form = msgspec.json.Decoder(dict[str, int])


@dataclass(frozen=True)
class Freed:
    """Units of each line that were cancelled before, and those that are now.

    ``replaced`` if the order gets other lines for them.
    """

    before: Mapping[str, int]
    granted: dict[str, int]
    replaced: bool = False


class Cancellations(Link):
    """Takes back what has not shipped, and says how much that was."""

    name = "cancellations"

    async def carry(self, run: Run) -> Outcome:
        """Take units back, answer, and give up the money that was held for them."""
        cancellation = await self.around.marketplace.cancellation(run.key)
        run.enter(order_lane(cancellation.order_key))
        where = await find(run, self.around, cancellation.order_key)
        order = await self.around.marketplace.order(cancellation.order_key)
        granted = decide.units_answered(cancellation) or await self.take_back(
            run, where, decide.units_asked(cancellation)
        )
        freed = Freed(decide.cancelled_before(order, cancellation), granted)

        async def answer() -> None:
            if not cancellation.answered:
                await self.around.marketplace.answer_cancellation(run.key, list(granted.items()))

        await self.settle(run, where, order, freed, answer)
        return Applied(f"{sum(granted.values())} units")

    async def settle(
        self, run: Run, where: Whereabouts, order: Order, freed: Freed, answer: Callable[[], Awaitable[None]]
    ) -> None:
        """Book what was had back, answer, and give up the money that was held for it."""
        before, granted = freed.before, freed.granted
        nothing_left = not freed.replaced and decide.nothing_is_left(order, before, granted)
        # The ERP bills nothing more of an order once all of it is cancelled.
        bill = await self._bill_charges(run, where, order) if nothing_left else None
        await self._cancel_in_erp(run, where, granted)
        await answer()
        amount = decide.money_set_free(order, before, granted)
        if nothing_left and self._charges_are(ChargesWhenCancelled.VOID):
            amount += sum((charge.total for charge in order.charges), ZERO)
        if amount > 0:
            await self._void(run, where, amount)
        if bill is not None:
            await billing.collect(run, self.around, where, bill, date=self._date(order))

    def _charges_are(self, wanted: ChargesWhenCancelled) -> bool:
        return self.settings.charges_when_cancelled is wanted

    def _date(self, order: Order) -> str:
        return business_date(order.placed_at_us, self.settings.company_zone)

    async def _bill_charges(self, run: Run, where: Whereabouts, order: Order) -> Bill | None:
        """Charges are owed although nothing will leave; a discount has nothing left to discount."""
        owed = sum((charge.total for charge in order.charges), ZERO)
        if owed <= 0 or not self._charges_are(ChargesWhenCancelled.BILL):
            return None
        return await billing.bill_charges(run, self.around, where, date=self._date(order))

    async def take_back(self, run: Run, where: Whereabouts, asked: dict[str, int]) -> dict[str, int]:
        """Have units back from whoever works on them; how many of each line that is."""
        if self.settings.has_oms:
            return await self._from_oms(run, where, asked)
        if self.settings.has_wms:
            return await self._from_warehouse(run, where, asked)
        known = run.known(GRANTED, run.key)
        if known is None:
            booked = await self.around.erp.order(where.erp)
            text = msgspec.json.encode(decide.from_the_open(asked, booked)).decode()
            known = run.store.claim(GRANTED, run.key, text)
        return _granted_form.decode(known)

    async def _cancel_in_erp(self, run: Run, where: Whereabouts, granted: dict[str, int]) -> None:
        lines = translated(granted, where.line_nos)
        if not lines:
            return
        try:
            await self.around.erp.cancel(where.erp, run.key, lines)
        except Rejected as refusal:
            if self.settings.has_wms or refusal.status != 422:
                raise
            # People have sent some of it since we looked: it did not happen, so decide anew.
            run.store.forget(GRANTED, run.key)
            raise Stale(str(refusal)) from refusal

    async def _from_warehouse(self, run: Run, where: Whereabouts, asked: dict[str, int]) -> dict[str, int]:
        names = {line: str(line_no) for line, line_no in where.line_nos.items()}
        wanted = {names[line]: count for line, count in asked.items()}
        outbounds = await outbound_ids(run, self.around, where)
        granted = dict.fromkeys(wanted, 0)
        for outbound_id in reversed(outbounds):
            left = {line: count - granted[line] for line, count in wanted.items()}
            units = decide.askable(await self.around.wms.outbound(outbound_id), left)
            if units:
                answer = await self.around.wms.take_back(outbound_id, run.key, units)
                for line, count in answer.items():
                    granted[line] += count
        return {line: granted[names[line]] for line in asked}

    async def _from_oms(self, run: Run, where: Whereabouts, asked: dict[str, int]) -> dict[str, int]:
        oms = self.around.oms
        placed = await oms.order(where.oms)
        numbers = {line.external_line: line.line_no for line in placed.lines}
        answer = await oms.cancel(where.oms, run.key, translated(asked, numbers))
        for fulfilment_id, units in decide.by_site(answer.pending).items():
            await self._from_site(run.key, fulfilment_id, units)
        if answer.pending:
            answer = await oms.cancel(where.oms, run.key, translated(asked, numbers))
        names = {line.line_no: line.external_line for line in placed.lines}
        return decide.from_the_oms(answer, {}, names)

    async def _from_site(self, reference: str, fulfilment_id: int, pending: list[PendingUnits]) -> None:
        """Ask the warehouse for units that it accepted, and tell the OMS what it said."""
        fulfilment = await self.around.oms.fulfilment(str(fulfilment_id))
        asked = [Units(line=str(one.line_id), quantity=one.quantity) for one in pending]
        granted = await self.around.wms.take_back(fulfilment.warehouse_ref, reference, asked)
        answers = [(one.line_id, one.quantity, granted.get(str(one.line_id), 0)) for one in pending]
        await self.around.oms.settle_cancellation(fulfilment_id, reference, answers)

    async def _void(self, run: Run, where: Whereabouts, amount: Decimal) -> None:
        async def look() -> str | None:
            payment = await self.around.marketplace.payment(where.payment_id)
            return run.key if run.key in payment.voids else None

        async def give_up() -> str:
            free = amount
            if where.discounted:
                # A discount lowers what is authorised below what the goods are worth.
                payment = await self.around.marketplace.payment(where.payment_id)
                free = to_void(amount, payment)
            if free:
                await self.around.marketplace.void(where.payment_id, run.key, free)
            return run.key

        await run.once("void", run.key, give_up, look)
