"""Broken connectors: quantities and shipments; cancellations and units of measure have files of their own."""

from __future__ import annotations

from ..defect import Change, Defect
from . import cancellations, measures

_SHIPMENTS: tuple[Defect, ...] = (
    Defect(
        name="first-parcel-completes-order",
        family="Any shipment completes the whole order",
        severity=1,
        sources=("magento2#40167", "b2b-buyer-portal#923"),
        says="Tells the shop with the first parcel that everything that is open has shipped.",
        changes=(
            Change(
                "links.shipments",
                "        return await around.marketplace.confirm_shipment("
                "where.key, shipment, where.partner)\n",
                "        order = await around.marketplace.order(where.key)\n"
                "        all_of_it = [\n"
                '            shipment.lines[0].model_copy(update={"line": line.id, "quantity": line.open})\n'
                "            for line in order.lines\n"
                "            if line.open\n"
                "        ]\n"
                "        if not all_of_it:\n"
                "            return shipment.id\n"
                '        whole = shipment.model_copy(update={"lines": tuple(all_of_it)})\n'
                "        return await around.marketplace.confirm_shipment(where.key, whole, where.partner)\n",
            ),
        ),
    ),
    Defect(
        name="held-back-until-complete",
        family="Partial shipments withheld until complete",
        severity=1,
        sources=("ecommerce_integrations#207", "vendure#2191"),
        says="Keeps the news of parcels from the shop until nothing of the order is open in the ERP.",
        changes=(
            Change(
                "links.shipments",
                '    await run.once("shipment-copy", shipment.id, tell, look)\n',
                '    held = run.known("parcels-held", where.key)\n'
                "    parcels = [Shipment.model_validate_json(one) for one in (held or '').splitlines()]\n"
                "    parcels.append(shipment)\n"
                "    if any(line.open for line in (await around.erp.order(where.erp)).lines):\n"
                '        texts = "\\n".join(one.model_dump_json() for one in parcels)\n'
                '        run.remember("parcels-held", where.key, texts)\n'
                "        return\n"
                "    for shipment in parcels:\n"
                '        await run.once("shipment-copy", shipment.id, tell, look)\n',
            ),
        ),
    ),
    Defect(
        name="shop-told-once-per-order",
        family="Last partial does not close",
        severity=1,
        sources=("kommerce-core#15",),
        says="Remembers by the order that the shop was told, so that it never hears of a second parcel.",
        changes=(
            Change(
                "links.shipments",
                'await run.once("shipment-copy", shipment.id, tell, look)',
                'await run.once("shipment-copy", where.key, tell, look)',
            ),
        ),
    ),
    Defect(
        name="closed-rest-not-told",
        family="Last partial does not close",
        severity=1,
        sources=("kommerce-core#15",),
        says="Leaves out towards the shop that the rest of a line will not follow.",
        changes=(
            Change(
                "vendors.marketplace",
                '            **({"closed": _units(shipment.closed)} if shipment.closed else {}),\n',
                "",
            ),
        ),
    ),
    Defect(
        name="first-line-of-parcel-only",
        family="Line-level shipped quantity not propagated",
        severity=1,
        sources=("filaops#726",),
        says="Tells the shop only the first line of each parcel.",
        changes=(
            Change(
                "vendors.marketplace",
                "shipped_lines(shipment.lines, partner)",
                "shipped_lines(shipment.lines[:1], partner)",
            ),
        ),
    ),
    Defect(
        name="last-parcel-counts",
        family="Line-level shipped quantity not propagated",
        severity=1,
        sources=("filaops#726",),
        says="Takes the units of the last parcel for those of the shipment when a line fills several.",
        changes=(
            Change(
                "vendors.wms",
                "units[line.line] = units.get(line.line, 0) + line.quantity",
                "units[line.line] = line.quantity",
            ),
        ),
    ),
    Defect(
        name="short-pick-closes-line",
        family="Backorder lost on short pick",
        severity=1,
        sources=("stock-logistics-warehouse#616", "stock-logistics-workflow#495"),
        says="Lets units that a picker did not find go when others of the line were picked.",
        changes=(
            Change(
                "decide.fulfilments",
                "        if line.short > known.get(line.line, 0)\n",
                "        if line.short > known.get(line.line, 0) and not line.picked\n",
            ),
        ),
    ),
    Defect(
        name="second-shortage-lost",
        family="Backorder lost on short pick",
        severity=1,
        sources=("stock-logistics-warehouse#616", "stock-logistics-workflow#495"),
        says="Sees no news in further units that a warehouse gives up of a line that was short before.",
        changes=(
            Change(
                "decide.fulfilments",
                "        if line.short > known.get(line.line, 0)\n",
                "        if line.short and not known.get(line.line)\n",
            ),
        ),
    ),
    Defect(
        name="outbound-per-attempt",
        family="Duplicate label or shipment",
        severity=1,
        sources=("openlinker#1917",),
        says="Asks the warehouse under a new reference at every attempt, so that a lost answer ships twice.",
        changes=(
            Change(
                "links.orders",
                "        wanted = ShippingRequest(where.erp, self.settings.site,",
                '        name = f"{where.erp}-{run.work.attempts}" if run.work.attempts else where.erp\n'
                "        wanted = ShippingRequest(name, self.settings.site,",
            ),
        ),
    ),
)

DEFECTS: tuple[Defect, ...] = (*_SHIPMENTS, *cancellations.DEFECTS, *measures.DEFECTS)
