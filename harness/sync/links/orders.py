"""Orders: marketplace to OMS and ERP, and to the warehouse where there is no OMS."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import OrdergateError
from ..decide.fulfilments import lines_of_order
from ..documents.order import Order
from ..errors import Rejected
from ..queue import Habits
from ..run import Run
from ..times import business_date
from ..vendors.erp_wire import MadeOrder
from ..whereabouts import Whereabouts, buyer_lane, in_order, order_lane, write_down
from ..work import Applied, Outcome
from . import billing, customers
from .base import Link
from .items import LISTED
from .outbounds import ShippingRequest, ask_to_ship, remember_outbound
from .stock import arrivals_of, sold_of

ORDER_OF_OMS = "order-of-oms"


class Orders(Link):
    """Places an order everywhere it belongs, in order of arrival for each customer."""

    name = "orders"
    habits = Habits()
    in_turn = True

    async def carry(self, run: Run) -> Outcome:
        """Place the order at the price that was agreed, whatever the list says."""
        order = await self.around.marketplace.order(run.key)
        if order.amendments:
            # It was placed before, perhaps by this engine before it lost its memory.
            run.work.look_first = True
        try:
            return await self._carry(run, order)
        except OrdergateError as trouble:
            self._keep_back(run, order, promptly=isinstance(trouble, Rejected))
            raise

    def _keep_back(self, run: Run, order: Order, *, promptly: bool) -> None:
        """Should the order be set aside, what it sold is not sold again; an OMS that has it sees to that."""
        placed = self.settings.has_oms and run.known("oms-order", order.key) is not None
        units: dict[str, int] = {}
        for line in order.lines:
            units[line.sku] = units.get(line.sku, 0) + (0 if placed else line.open)
        for sku, count in units.items():
            run.remember(sold_of(sku), order.key, str(count))
        if promptly and not placed:
            self._offer_again(run, order)

    async def _carry(self, run: Run, order: Order) -> Outcome:
        await run.take_turn()
        run.enter(order_lane(order.key))
        run.enter(buyer_lane(order.buyer_id))
        if order.payer_id:
            run.enter(buyer_lane(order.payer_id))
        customer = await customers.ensured(run, self.around, order.buyer_id)
        payer = await customers.ensured(run, self.around, order.payer_id or order.buyer_id)
        where, holds = await self._placed(run, order, (customer, payer))
        if holds:
            return Applied(f"{where.erp}, on hold: {', '.join(holds)}")
        if self.settings.has_wms and not self.settings.has_oms and order.lines:
            await self._ask_warehouse(run, order, where)
        if not order.lines:
            await self._bill_at_once(run, order, where)
        return Applied(where.erp)

    async def _placed(
        self, run: Run, order: Order, parties: tuple[str, str]
    ) -> tuple[Whereabouts, tuple[str, ...]]:
        """The order in OMS and ERP, and what it waits for; who may hold it hears of it first."""
        oms = ""
        if self.settings.has_oms and not order.may_be_held:
            oms = await self._place_in_oms(run, order, ())
        booked = await self._book_in_erp(run, order, parties)
        if self.settings.has_oms and order.may_be_held:
            oms = await self._place_in_oms(run, order, booked.holds)
        where = write_down(
            run, order, erp=booked.number, line_nos=booked.line_nos, charge_nos=booked.charge_nos, oms=oms
        )
        return where, tuple(booked.holds)

    async def _place_in_oms(self, run: Run, order: Order, holds: Sequence[str]) -> str:
        async def look() -> str | None:
            placed = await self.around.oms.find_order(order.store, order.id)
            if placed:
                self._offer_again(run, order)
            return placed.number if placed else None

        async def place() -> str:
            placed = await self.around.oms.place(order, holds)
            if not placed.fulfilments:
                self._offer_again(run, order)
            return str(placed.id)

        number = await run.once("oms-order", order.key, place, look)
        run.remember(ORDER_OF_OMS, number, order.key)
        return number

    def _offer_again(self, run: Run, order: Order) -> None:
        """The shop took the units off what it offers; if nothing was promised, no news of stock says so."""
        listed = [line.sku for line in order.lines if run.known(LISTED, line.sku) is not None]
        for arrival in arrivals_of(listed):
            run.then(arrival)

    async def _book_in_erp(self, run: Run, order: Order, parties: tuple[str, str]) -> MadeOrder:
        """Book the order for who buys and who pays, by the ERP's numbers."""
        booked = await self.around.erp.find_order(order.key) if run.look_first else None
        if booked is not None:
            charge_nos = [charge.charge_no for charge in booked.charges]
            return MadeOrder(booked.number, in_order(order, booked), charge_nos, list(booked.holds))
        customer, payer = parties
        return await self.around.erp.book_order(order, customer, payer)

    async def _ask_warehouse(self, run: Run, order: Order, where: Whereabouts) -> None:
        lines, ship_to = lines_of_order(order, where.line_nos), order.ship_to.as_texts()
        wanted = ShippingRequest(where.erp, self.settings.site, ship_to, lines, order.requested_date)
        outbound = await ask_to_ship(run, self.around, wanted, look=bool(order.amendments))
        remember_outbound(run, order.key, outbound)

    async def _bill_at_once(self, run: Run, order: Order, where: Whereabouts) -> None:
        """No goods will ever leave for this order, so its charges wait for nothing."""
        date = business_date(order.placed_at_us, self.settings.company_zone)
        bill = await billing.bill_charges(run, self.around, where, date=date)
        if bill is not None:
            await billing.collect(run, self.around, where, bill, date=date)
