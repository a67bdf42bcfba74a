"""Amendments: marketplace to OMS, warehouse and ERP, and the answer, part by part, back.

Fewer units are cancelled, more units are a new line. What no system has done yet is asked of the
systems first and answered last, so that the buyer hears of nothing that will not be.
"""

from __future__ import annotations

from ..decide import amendments as decide
from ..documents.amendment import Amendment, Header, PartAnswer
from ..documents.order import Order, OrderLine
from ..documents.shipment import Outbound, OutboundLine
from ..errors import Rejected, Unsuitable
from ..run import Run
from ..surroundings import Surroundings
from ..whereabouts import Whereabouts, find, order_lane, with_lines
from ..work import Applied, Outcome
from .base import Link
from .cancellations import Cancellations, Freed
from .fulfilments import remember_header
from .outbounds import ShippingRequest, ask_to_ship, outbounds_of, remember_outbound
from .shown import check_cancelled
from .stock import arrivals_of

_REFUSED = (409, 422)
_REASON_LENGTH_MAX = 400


class Amendments(Link):
    """Has an order changed everywhere, as far as every system agrees to it."""

    name = "amendments"

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._cancellations = Cancellations(around)

    async def carry(self, run: Run) -> Outcome:
        """Redirect, add lines, take units back, then answer; what was answered is finished the same way."""
        amendment = await self.around.marketplace.amendment(run.key)
        run.enter(order_lane(amendment.order_key))
        if amendment.answered:
            # Somebody has carried it before, perhaps this engine before it lost its memory.
            run.work.look_first = True
        where = await find(run, self.around, amendment.order_key)
        order = await self.around.marketplace.order(amendment.order_key)
        check_cancelled(run, order)
        header_refused = await self._redirected(run, where, amendment)
        where, growth_refused = await self._grown(run, where, order, amendment, header_refused)
        freed = Freed(
            run.key,
            decide.cancelled_before(order, amendment),
            await self._taken_back(run, where, order, amendment),
            replaced=not growth_refused and bool(decide.lines_to_add(amendment)),
        )
        answers = decide.answers(
            amendment, freed.granted, growth_refused=growth_refused, header_refused=header_refused
        )

        async def answer() -> None:
            if not amendment.answered:
                await self.around.marketplace.answer_amendment(run.key, answers)

        await self._cancellations.settle(run, where, order, freed, answer)
        # The shop took them off what it offers only now; whatever was published before is too much by them.
        for arrival in arrivals_of(line.sku for line in decide.lines_to_add(amendment)):
            run.then(arrival)
        return Applied(_said(answers))

    async def _taken_back(
        self, run: Run, where: Whereabouts, order: Order, amendment: Amendment
    ) -> dict[str, int]:
        asked = decide.units_asked(amendment)
        if amendment.answered or not asked:
            return decide.units_answered(amendment)
        return await self._cancellations.take_back(run, where, order, asked)

    async def _grown(
        self, run: Run, where: Whereabouts, order: Order, amendment: Amendment, header_refused: str
    ) -> tuple[Whereabouts, str]:
        """Where the lines of the order stand after those that were added; or why none is added."""
        lines = decide.lines_to_add(amendment)
        if not lines:
            return where, ""
        # Prices that were granted may need an approval, and the ERP alone knows.
        may_be_held = where.on_account or any(line.override is not None for line in lines)
        erp_first = may_be_held or not self.settings.has_oms
        held: tuple[str, ...] = ()
        try:
            if erp_first:
                await self._check_open_in_oms(where, lines)
                where, held = await self._booked(run, where, order, lines)
            if self.settings.has_oms:
                await self._amended_in_oms(run, where, order, lines, held)
        except Rejected as refusal:
            if amendment.answered or refusal.status not in _REFUSED:
                raise
            return where, _reason(refusal)
        if not erp_first:
            where, held = await self._booked(run, where, order, lines)
        if self.settings.has_wms and not self.settings.has_oms and not held:
            header = None if header_refused else decide.header_asked(amendment)
            await self._ask_warehouse(run, where, order, lines, header or Header())
        return where, ""

    async def _check_open_in_oms(self, where: Whereabouts, lines: tuple[OrderLine, ...]) -> None:
        """Nothing is added in the ERP to an order of which the OMS has nothing left, unless it was before."""
        if not self.settings.has_oms:
            return
        placed = await self.around.oms.order(where.oms)
        added = {line.id for line in lines} & {line.external_line for line in placed.lines}
        if placed.lines and not added and not any(line.open for line in placed.lines):
            raise Rejected(f"order {placed.number} of the oms has nothing open any more", status=409)

    async def _amended_in_oms(
        self,
        run: Run,
        where: Whereabouts,
        order: Order,
        lines: tuple[OrderLine, ...],
        held: tuple[str, ...],
    ) -> None:
        for hold in held:
            await self.around.oms.hold(where.oms, hold)
        await self.around.oms.amend(where.oms, run.key, order, lines)

    async def _booked(
        self, run: Run, where: Whereabouts, order: Order, lines: tuple[OrderLine, ...]
    ) -> tuple[Whereabouts, tuple[str, ...]]:
        """Where the lines stand in the ERP, and what the order waits for then."""
        may_hold = not self.settings.has_wms or bool((await self.around.erp.order(where.erp)).holds)
        made = await self.around.erp.add_lines(where.erp, run.key, order, lines, may_hold=may_hold)
        numbered = dict(zip([line.id for line in lines], made.line_nos, strict=True))
        return with_lines(run, where, numbered), tuple(made.holds)

    async def _ask_warehouse(
        self, run: Run, where: Whereabouts, order: Order, lines: tuple[OrderLine, ...], header: Header
    ) -> None:
        added = [
            OutboundLine(line=str(where.line_nos[line.id]), sku=line.sku, quantity=line.quantity)
            for line in lines
        ]
        ship_to = order.ship_to.as_texts() if header.ship_to is None else header.ship_to
        day = order.requested_date if header.requested_date is None else header.requested_date
        wanted = ShippingRequest(f"{where.erp}-{run.key}", self.settings.site, ship_to, added, day)
        remember_outbound(run, where.key, await ask_to_ship(run, self.around, wanted, look=True))

    async def _redirected(self, run: Run, where: Whereabouts, amendment: Amendment) -> str:
        """Have the goods go elsewhere or on another day; or say why they do not."""
        wanted = decide.header_asked(amendment)
        if wanted is None or amendment.answered:
            return ""
        reference = f"{run.key}-header"
        outbounds = await outbounds_of(run, self.around, where) if self.settings.has_wms else []
        if gone := decide.labelled(outbounds, wanted):
            return f"units of {', '.join(gone)} are packed or have left"
        redirected = decide.to_redirect(outbounds, wanted)
        refused = await self._redirect_all(redirected, wanted)
        if refused:
            return refused
        try:
            if self.settings.has_oms:
                await self.around.oms.redirect(where.oms, reference, wanted)
            await self.around.erp.redirect(where.erp, reference, wanted)
        except Rejected as refusal:
            # No warehouse was asked: there is none, or nothing of the order was open any more.
            if redirected or refusal.status not in _REFUSED:
                raise
            refused = _reason(refusal)
        if not refused:
            remember_header(run, where.key, wanted)
        return refused

    async def _redirect_all(self, outbounds: list[Outbound], wanted: Header) -> str:
        """All of them or none: those that were redirected before one refused go where they were to go."""
        for index, outbound in enumerate(outbounds):
            try:
                await self.around.wms.redirect(outbound.id, wanted)
            except Rejected as refusal:
                if refusal.status not in _REFUSED:
                    raise
                for before in outbounds[:index]:
                    await self._put_back(before)
                return _reason(refusal)
        return ""

    async def _put_back(self, outbound: Outbound) -> None:
        before = Header(ship_to=outbound.ship_to, requested_date=outbound.ship_by)
        try:
            await self.around.wms.redirect(outbound.id, before)
        except Rejected as refusal:
            raise Unsuitable(
                f"outbound {outbound.id} was redirected and packed, another of the order was packed before; "
                f"settle it with the warehouse: {refusal}"
            ) from refusal


def _reason(refusal: Rejected) -> str:
    return str(refusal)[:_REASON_LENGTH_MAX]


def _said(answers: list[PartAnswer]) -> str:
    return f"{sum(bool(one.accepted) for one in answers)} of {len(answers)} parts"
