"""Broken connectors: cancellations, changes of orders, and kits."""

from __future__ import annotations

from ..defect import Change, Defect

DEFECTS: tuple[Defect, ...] = (
    Defect(
        name="only-whole-cancellations-booked",
        family="Cancellation not propagated / not detected",
        severity=1,
        sources=("openlinker#1460", "odoo#204540", "3pl_central#3"),
        says="Tells the ERP of a cancellation only when nothing of the order is left.",
        changes=(
            Change(
                "links.cancellations",
                "        await self._cancel_in_erp(run, where, freed.reference, granted)\n",
                "        if nothing_left:\n"
                "            await self._cancel_in_erp(run, where, freed.reference, granted)\n",
            ),
        ),
    ),
    Defect(
        name="sellers-cancellation-ignored",
        family="Cancellation not propagated / not detected",
        severity=1,
        sources=("openlinker#1460", "odoo#204540", "3pl_central#3"),
        says="Takes cancellations that the OMS decided for ones that a buyer asked for, and leaves them.",
        changes=(
            Change(
                "vendors.oms_wire",
                'by_oms=self.by == "oms",',
                'by_oms=self.by == "seller",',
            ),
        ),
    ),
    Defect(
        name="warehouse-not-asked-back",
        family="Cancellation not propagated / not detected",
        severity=1,
        sources=("openlinker#1460", "odoo#204540", "3pl_central#3"),
        says="Takes it that the warehouse gives everything back, and does not ask it.",
        changes=(
            Change(
                "links.cancellations",
                "granted = await self.around.wms.take_back(fulfilment.warehouse_ref, reference, asked)",
                "granted = {units.line: units.quantity for units in asked}",
            ),
        ),
    ),
    Defect(
        name="day-not-told-to-warehouse",
        family="Order edit after export ignored or applied on wrong field",
        severity=1,
        sources=("aiku#2518", "mechanic-tasks#7", "BCApps#10462"),
        says="Holds only the address of an outbound order against a change, so that a new day is left out.",
        changes=(
            Change(
                "decide.amendments",
                "    return wanted.ship_to in (None, outbound.ship_to)"
                " and wanted.requested_date in (None, outbound.ship_by)\n",
                "    return wanted.ship_to in (None, outbound.ship_to)\n",
            ),
        ),
    ),
    Defect(
        name="redirected-in-warehouse-only",
        family="Order edit after export ignored or applied on wrong field",
        severity=1,
        sources=("aiku#2518", "mechanic-tasks#7", "BCApps#10462"),
        says="Leaves the address in the ERP as it was when the warehouse sends the goods elsewhere.",
        changes=(
            Change(
                "links.amendments",
                "            await self.around.erp.redirect(where.erp, reference, wanted)\n",
                "            if not redirected:\n"
                "                await self.around.erp.redirect(where.erp, reference, wanted)\n",
            ),
        ),
    ),
    Defect(
        name="added-line-not-asked-for",
        family="Order edit after export ignored or applied on wrong field",
        severity=1,
        sources=("aiku#2518", "mechanic-tasks#7", "BCApps#10462"),
        says="Books the line that a change adds, and asks the warehouse only when the address changes too.",
        changes=(
            Change(
                "links.amendments",
                "            await self._ask_warehouse(run, where, order, lines, header or Header())\n",
                "            if header is not None:\n"
                "                await self._ask_warehouse(run, where, order, lines, header)\n",
            ),
        ),
    ),
    Defect(
        name="kit-cancelled-as-one-each",
        family="Kit/bundle explosion wrong (parent+child counted, partial kit)",
        severity=1,
        sources=("magento2#19069", "inventory#1246"),
        says="Takes back one unit of each component for a kit, however many a kit has.",
        changes=(
            Change(
                "decide.kits",
                "line_id=part.id, quantity=line.quantity * part.per_kit,",
                "line_id=part.id, quantity=line.quantity,",
            ),
        ),
    ),
    Defect(
        name="kit-offered-per-unit",
        family="Kit/bundle explosion wrong (parent+child counted, partial kit)",
        severity=1,
        sources=("magento2#19069", "inventory#1246"),
        says="Offers as many kits as there are units of the scarcest component.",
        changes=(
            Change(
                "decide.stock",
                "    return min(offered // per_kit for offered, per_kit in parts)\n",
                "    return min(offered for offered, per_kit in parts if per_kit)\n",
            ),
        ),
    ),
)
