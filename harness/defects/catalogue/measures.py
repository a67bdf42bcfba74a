"""Broken connectors: tolerances, units of measure, weights, and what an order may take."""

from __future__ import annotations

from ..defect import Change, Defect

DEFECTS: tuple[Defect, ...] = (
    Defect(
        name="tolerance-anew-for-rest",
        family="Over/under-shipment tolerance ignored",
        severity=1,
        sources=("purchase-workflow#642",),
        says="Lets the tolerance of the whole line apply to what is left of it after a cancellation.",
        changes=(
            Change(
                "decide.fulfilments",
                "        whole = line.open == line.quantity\n",
                "        whole = line.open > 0\n",
            ),
            Change(
                "decide.fulfilments",
                "over_units=line.over_units if not line.cancelled else 0,",
                "over_units=line.over_units,",
            ),
            Change(
                "decide.fulfilments",
                "under_units=line.under_units if not line.cancelled else 0,",
                "under_units=line.under_units,",
            ),
        ),
    ),
    Defect(
        name="complete-only-to-the-unit",
        family="Over/under-shipment tolerance ignored",
        severity=1,
        sources=("purchase-workflow#642",),
        says="Holds the buyer's money for a rest that will not come when a little less has shipped.",
        changes=(
            Change(
                "links.tolerances",
                "    if any(line.open for line in order.lines):\n",
                "    if any(line.shipped < line.quantity for line in order.lines):\n",
            ),
        ),
    ),
    Defect(
        name="cases-as-eaches-in-oms",
        family="UoM conversion missing or inverted",
        severity=1,
        sources=("metasfresh#6985", "BCApps#11607"),
        says="Hands the OMS the number of cases without the unit, so that it takes them for eaches.",
        changes=(
            Change(
                "vendors.oms_wire",
                "    if line.unit != BASE:\n"
                '        body |= {"unit": line.unit, "unit_size": line.unit_size}\n',
                "",
            ),
        ),
    ),
    Defect(
        name="price-factor-upside-down",
        family="UoM conversion missing or inverted",
        severity=1,
        sources=("metasfresh#6985", "BCApps#11607"),
        says="Divides by the size of a unit where a price is to be multiplied by it.",
        changes=(
            Change(
                "units",
                "    scaled = Fraction(price) * other / own\n",
                "    scaled = Fraction(price) * own / other\n",
            ),
        ),
    ),
    Defect(
        name="billed-at-nominal-weight",
        family="Catch weight billed at nominal / counted in weight",
        severity=1,
        sources=("D365/AX docs",),
        says="Books each piece in the ERP at its nominal weight instead of what the scales said.",
        changes=(
            Change(
                "links.shipments",
                "        names = {line: str(line_no) for line, line_no in where.line_nos.items()}\n",
                "        names = {line: str(line_no) for line, line_no in where.line_nos.items()}\n"
                "        order = await self.around.marketplace.order(where.key)\n"
                "        nominal = {line.id: line.weight_g for line in order.lines}\n"
                "        weighed = [\n"
                '            units.model_copy(update={"weight_g": units.quantity * nominal[units.line]})\n'
                "            for units in shipment.lines\n"
                "        ]\n"
                '        shipment = shipment.model_copy(update={"lines": tuple(weighed)})\n',
            ),
        ),
    ),
    Defect(
        name="weight-of-last-parcel",
        family="Catch weight billed at nominal / counted in weight",
        severity=1,
        sources=("D365/AX docs",),
        says="Takes the weight of the last parcel for that of the shipment.",
        changes=(
            Change(
                "vendors.wms",
                "weights[line.line] = weights.get(line.line, 0) + line.weight_g",
                "weights[line.line] = line.weight_g",
            ),
        ),
    ),
    Defect(
        name="multiple-not-listed",
        family="MOQ / multiple / max not enforced or rounds silently",
        severity=1,
        sources=("StockUp#157",),
        says="Lists items without the multiple in which they are sold.",
        changes=(
            Change(
                "vendors.marketplace_wire",
                '            "multiple": terms.multiple,\n',
                '            "multiple": 1,\n',
            ),
        ),
    ),
    Defect(
        name="maximum-not-listed",
        family="MOQ / multiple / max not enforced or rounds silently",
        severity=1,
        sources=("StockUp#157",),
        says="Lists items without the most that an order takes of them.",
        changes=(
            Change(
                "vendors.marketplace_wire",
                'limits = {"maximum": terms.maximum, "overBp": terms.over_bp, "underBp": terms.under_bp}',
                'limits = {"overBp": terms.over_bp, "underBp": terms.under_bp}',
            ),
        ),
    ),
)
