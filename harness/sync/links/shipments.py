"""Shipments: warehouse to OMS, ERP and marketplace, with invoice and money behind them."""

from __future__ import annotations

from ..decide.fulfilments import order_number_of
from ..decide.shipments import in_words
from ..documents.shipment import Delivery, Shipment
from ..errors import Refused, Rejected
from ..run import Run
from ..surroundings import Surroundings
from ..times import business_date, noon_of
from ..whereabouts import Whereabouts, find, find_by_erp, order_lane
from ..work import Applied, Ignored, Outcome
from . import billing
from .base import Link
from .fulfilments import route_of
from .tolerances import release_rest

NOT_OURS = "the order was not placed in the marketplace"


class Shipments(Link):
    """Tells everybody what left the warehouse; each shipment is a delivery and an invoice."""

    name = "shipments"

    async def carry(self, run: Run) -> Outcome:
        """Tell the OMS and the ERP, bill it, then tell the marketplace."""
        shipment = await self.around.wms.shipment(run.key)
        if self.settings.has_oms:
            route = await route_of(run, self.around, shipment.reference)
            run.enter(order_lane(route.order_key))
            where = await find(run, self.around, route.order_key)
            await self._tell_oms(run, shipment)
            told = in_words(shipment, route.lines, f"shipment {run.key}")
        else:
            number = order_number_of(shipment.reference)
            found = await find_by_erp(run, self.around, number)
            if found is None:
                return Ignored(NOT_OURS)
            where = found
            run.enter(order_lane(where.key))
            names = {str(line_no): line for line, line_no in where.line_nos.items()}
            told = in_words(shipment, names, f"shipment {run.key}")
        return await self._deliver(run, where, told)

    async def _tell_oms(self, run: Run, shipment: Shipment) -> None:
        try:
            await run.once(
                "oms-shipment",
                shipment.id,
                lambda: self.around.oms.ship(shipment.reference, shipment),
            )
        except Rejected as refusal:
            if refusal.status != 409:
                raise
            # The goods may have come in by a movement that the OMS has not heard of yet.
            raise Refused(str(refusal)) from refusal

    async def _deliver(self, run: Run, where: Whereabouts, shipment: Shipment) -> Outcome:
        """Deliver, bill and tell a shipment that names the marketplace's lines."""
        erp = self.around.erp
        date = business_date(shipment.shipped_at_us, self.settings.company_zone)
        names = {line: str(line_no) for line, line_no in where.line_nos.items()}
        goods = in_words(shipment, names, f"shipment {run.key}")

        async def deliver() -> str:
            return await erp.deliver(where.erp, goods, date=date)

        number = await run.once("delivery", shipment.id, deliver, lambda: erp.find_delivery(shipment.id))
        bill = await billing.bill_delivery(run, self.around, where, number, date=date)
        await tell_shop(run, self.around, where, shipment)
        await billing.collect(run, self.around, where, bill, date=date)
        await release_rest(run, self.around, where)
        return Applied(number)


class Deliveries(Link):
    """Bills what people sent from the ERP, and tells the marketplace; for a shop without warehouse."""

    name = "deliveries"

    async def carry(self, run: Run) -> Outcome:
        """Bill the delivery, then tell the marketplace."""
        delivery = await self._delivery(run)
        if delivery.invoice:
            # Somebody has carried it before, perhaps this engine before it lost its memory.
            run.work.look_first = True
        where = await find_by_erp(run, self.around, delivery.order)
        if where is None:
            return Ignored(NOT_OURS)
        run.enter(order_lane(where.key))
        names = {str(line_no): line for line, line_no in where.line_nos.items()}
        shipment = Shipment(
            id=delivery.number, reference=delivery.order, outbound_id="", carrier="own delivery",
            tracking=delivery.tracking, shipped_at_us=self._instant(delivery), lines=delivery.lines,
            substitutes=delivery.substitutes, closed=delivery.closed,
        )  # fmt: skip
        told = in_words(shipment, names, f"delivery {run.key}")
        date = delivery.date
        bill = await billing.bill_delivery(run, self.around, where, delivery.number, date=date)
        await tell_shop(run, self.around, where, told)
        await billing.collect(run, self.around, where, bill, date=date)
        await release_rest(run, self.around, where)
        return Applied(bill.number)

    async def _delivery(self, run: Run) -> Delivery:
        """The delivery as it was first seen, so that every attempt says the same of it."""
        if run.payload:
            return Delivery.model_validate_json(run.payload)
        return await self.around.erp.delivery(run.key)

    def _instant(self, delivery: Delivery) -> int:
        """When the goods left: the ERP knows the second of the booking, or at least the day."""
        return delivery.booked_at_us or noon_of(delivery.date, self.settings.company_zone)


async def tell_shop(run: Run, around: Surroundings, where: Whereabouts, shipment: Shipment) -> None:
    """Tell the marketplace what left, by its own lines."""

    async def tell() -> str:
        return await around.marketplace.confirm_shipment(where.key, shipment, where.partner)

    async def look() -> str | None:
        return await around.marketplace.find_shipment(where.key, shipment.id)

    await run.once("shipment-copy", shipment.id, tell, look)
