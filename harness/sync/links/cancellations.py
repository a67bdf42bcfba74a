"""Cancellations: marketplace to OMS, warehouse and ERP, and the answer and the money back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from ..decide import cancellations as decide
from ..decide import kits
from ..decide.billing import to_void
from ..decide.returns import translated
from ..documents.cancellation import Cancellation, PendingUnits
from ..documents.invoice import Bill
from ..documents.order import Order
from ..documents.shipment import Units
from ..errors import Rejected, Stale
from ..money import ZERO
from ..run import Run
from ..settings import ChargesWhenCancelled
from ..times import business_date
from ..whereabouts import Whereabouts, find, order_lane
from ..work import Applied, Ignored, Outcome
from . import billing, whole_kits
from .base import Link
from .entries import expect_entry, shown_payment
from .outbounds import outbound_ids
from .shown import check_cancelled, expect_cancelled
from .tolerances import release_rest

GRANTED = "granted"
WAIVED = "charges-waived"
BY_SELLER_TOO = "cancelled-by-seller"
BY_SELLER = "the seller decided this itself, and it is seen through from where it arose"
_granted_form = msgspec.json.Decoder(dict[str, int])


@dataclass(frozen=True)
class Freed:
    """Units of each line that were cancelled before, and those that are now, under a reference.

    ``replaced`` if the order gets other lines for them.
    """

    reference: str
    before: Mapping[str, int]
    granted: dict[str, int]
    replaced: bool = False


class Cancellations(Link):
    """Takes back what has not shipped, and says how much that was."""

    name = "cancellations"

    async def carry(self, run: Run) -> Outcome:
        """Take units back, answer, and give up the money that was held for them."""
        cancellation = await self.around.marketplace.cancellation(run.key)
        if cancellation.by_seller:
            return Ignored(BY_SELLER)
        run.enter(order_lane(cancellation.order_key))
        where = await find(run, self.around, cancellation.order_key)
        order = await self.around.marketplace.order(cancellation.order_key)
        in_goods = kits.in_goods(cancellation, order)
        granted = decide.units_answered(in_goods) or await self.take_back(
            run, where, order, decide.units_asked(in_goods)
        )
        return await self.see_through(run, where, cancellation, granted)

    async def see_through(
        self, run: Run, where: Whereabouts, cancellation: Cancellation, granted: dict[str, int]
    ) -> Outcome:
        """Settle what was taken back of a cancellation, and say how much that is."""
        if cancellation.by_seller:
            run.store.claim(BY_SELLER_TOO, where.key, cancellation.id)
        order = await self.around.marketplace.order(cancellation.order_key)
        check_cancelled(run, order)
        before = decide.cancelled_before(order, kits.in_goods(cancellation, order))

        async def answer() -> None:
            if not cancellation.answered:
                said = kits.in_kits(cancellation, order, granted)
                await self.around.marketplace.answer_cancellation(run.key, list(said.items()))

        await self.settle(run, where, order, Freed(cancellation.id, before, granted), answer)
        return Applied(f"{sum(granted.values())} units")

    async def settle(
        self, run: Run, where: Whereabouts, order: Order, freed: Freed, answer: Callable[[], Awaitable[None]]
    ) -> None:
        """Book what was had back, answer, and give up the money that was held for it."""
        before, granted = freed.before, freed.granted
        # Whatever took back the last unit settles the charges too; what comes after it finds them settled.
        took = not freed.replaced and any(granted.values())
        nothing_left = took and decide.nothing_is_left(order, before, granted)
        # The ERP bills nothing more of an order once all of it is cancelled.
        waived = nothing_left and await self._waived(run, where, freed.reference)
        bill = await self._bill_charges(run, where, order) if nothing_left and not waived else None
        await self._cancel_in_erp(run, where, freed.reference, granted)
        await answer()
        expect_cancelled(run, where.key, {line: before[line] + count for line, count in granted.items()})
        amount = decide.money_set_free(order, before, granted, self.settings.tax_rounding)
        if waived:
            amount += sum((charge.total for charge in order.charges), ZERO)
        if amount > 0 and not where.on_account:
            await self._void(run, where, freed.reference, amount)
        if bill is not None:
            await billing.collect(run, self.around, where, bill, date=self._date(order))
        elif where.charge_nos and not nothing_left and not freed.replaced:
            await billing.bill_rest_of_freight(run, self.around, where, date=self._date(order))
        await release_rest(run, self.around, where)

    async def _waived(self, run: Run, where: Whereabouts, reference: str) -> bool:
        """Whether charges are not owed: by the seller's doing, by policy, or as the order was never let go.

        What the seller refuses or cannot deliver is never charged; the policy is about what buyers do not
        want any more. Once an order is cancelled nothing holds it, so what was seen first counts.
        """
        if run.known(BY_SELLER_TOO, where.key) is not None:
            return True
        if self.settings.charges_when_cancelled is ChargesWhenCancelled.VOID:
            return True
        held = "held" if (await self.around.erp.order(where.erp)).holds else ""
        return bool(run.store.claim(WAIVED, reference, held))

    def _date(self, order: Order) -> str:
        return business_date(order.placed_at_us, self.settings.company_zone)

    async def _bill_charges(self, run: Run, where: Whereabouts, order: Order) -> Bill | None:
        """Charges are owed although nothing will leave; a discount has nothing left to discount."""
        owed = sum((charge.total for charge in order.charges), ZERO)
        if owed <= 0:
            return None
        return await billing.bill_charges(run, self.around, where, date=self._date(order))

    async def take_back(
        self, run: Run, where: Whereabouts, order: Order, asked: dict[str, int]
    ) -> dict[str, int]:
        """Have units back from whoever works on them; how many of each line that is."""
        has_oms, warehouse = self.settings.has_oms, self.settings.has_wms
        if warehouse and not has_oms:
            # Of an order on hold the warehouse has not heard.
            warehouse = bool(await outbound_ids(run, self.around, where))
        if warehouse and kits.names_kits(asked, order):
            return await whole_kits.taken_back(run, self.around, where, order, asked)
        if has_oms:
            return await self._from_oms(run, where, asked)
        if warehouse:
            return await self._from_warehouse(run, where, asked)
        known = run.known(GRANTED, run.key)
        if known is None:
            booked = await self.around.erp.order(where.erp)
            there = kits.whole_only(asked, order, decide.from_the_open(asked, booked))
            known = run.store.claim(GRANTED, run.key, msgspec.json.encode(there).decode())
        return _granted_form.decode(known)

    async def _cancel_in_erp(
        self, run: Run, where: Whereabouts, reference: str, granted: dict[str, int]
    ) -> None:
        lines = translated(granted, where.line_nos)
        if not lines:
            return
        try:
            await self.around.erp.cancel(where.erp, reference, lines)
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
        if not fulfilment.warehouse_ref:
            raise Stale(f"fulfilment {fulfilment_id} does not show yet which warehouse has accepted it")
        asked = [Units(line=str(one.line_id), quantity=one.quantity) for one in pending]
        granted = await self.around.wms.take_back(fulfilment.warehouse_ref, reference, asked)
        answers = [(one.line_id, one.quantity, granted.get(str(one.line_id), 0)) for one in pending]
        await self.around.oms.settle_cancellation(fulfilment_id, reference, answers)

    async def _void(self, run: Run, where: Whereabouts, reference: str, amount: Decimal) -> None:
        async def look() -> str | None:
            payment = await self.around.marketplace.payment(where.payment_id)
            return reference if reference in payment.voids else None

        async def give_up() -> str:
            free = amount
            if where.discounted:
                # A discount lowers what is authorised below what the goods are worth.
                payment = await shown_payment(run, self.around, where.payment_id)
                free = to_void(amount, payment)
            if free:
                await self.around.marketplace.void(where.payment_id, reference, free, where.coin)
                expect_entry(run, where.payment_id, reference)
            return reference

        await run.once("void", reference, give_up, look)
