"""Broken variants of the example connector in Python."""

from __future__ import annotations

from ..defect import Change, Defect
from .variant import Variant

VARIANTS: tuple[Variant, ...] = (
    Variant(
        example="python",
        scenario="S10/freight-is-billed-once-for-two-shipments",
        topology="shop-erp",
        defect=Defect(
            name="python-freight-every-time",
            family="Freight or fee billed on every split",
            severity=1,
            sources=("split-order#9", "spree#5417"),
            says="Bills the freight of an order with every delivery.",
            changes=(
                Change("flows.py", 'placed["Charges"] if not charge["Invoiced"]]', 'placed["Charges"]]'),
            ),
        ),
    ),
    Variant(
        example="python",
        scenario="S07/an-order-ships-in-two-parts",
        topology="shop-erp",
        defect=Defect(
            name="python-captures-all-at-once",
            family="Invoiced more than (or before) shipped",
            severity=1,
            sources=("aiku#2518", "etendo#1106"),
            says="Captures all that was authorised with the first invoice.",
            changes=(
                Change(
                    "flows.py",
                    "due = sum(billed.values()) - sum(taken.get(name, Decimal(0)) for name in billed)",
                    'due = Decimal(payment["authorised"]) - sum(taken.values(), Decimal(0))',
                ),
            ),
        ),
    ),
    Variant(
        example="python",
        scenario="S14/sellable-units-come-back",
        topology="shop-erp",
        defect=Defect(
            name="python-refund-above-credit",
            family="Refund above captured / repeatable",
            severity=1,
            sources=("shopp#3205", "erpnext#58313"),
            says="Refunds all that was captured, whatever came back.",
            changes=(
                Change("flows.py", 'amount = str(min(Decimal(memo["Total"]), left))', "amount = str(left)"),
            ),
        ),
    ),
    Variant(
        example="python",
        scenario="S14/sellable-units-come-back",
        topology="shop-erp",
        defect=Defect(
            name="python-refunds-are-not-booked",
            family="External refund not registered / flips status",
            severity=1,
            sources=("OFN#5449", "stripe_official#159"),
            says="Books captures in the ERP, and no refunds.",
            changes=(
                Change(
                    "flows.py", '        entries += [("refund", entry) for entry in payment["refunds"]]\n', ""
                ),
            ),
        ),
    ),
    Variant(
        example="python",
        scenario="S03/an-erp-that-takes-duplicates-gets-one-order",
        topology="shop-erp",
        defect=Defect(
            name="python-orders-without-looking",
            family="Duplicate create after ambiguous timeout",
            severity=1,
            sources=("openlinker#3369", "dshop#898"),
            says="Books an order again whose answer was lost.",
            changes=(Change("flows.py", 'placed = self._erp_one("SalesOrders", key)', "placed = None"),),
        ),
    ),
    Variant(
        example="python",
        scenario="S07/an-order-ships-in-two-parts",
        topology="shop-erp",
        defect=Defect(
            name="python-one-shipment-for-each-order",
            family="Line-level shipped quantity not propagated",
            severity=1,
            sources=("filaops#726",),
            says="Tells the shop of the first shipment of an order only.",
            changes=(Change("flows.py", 'if shipment["reference"] not in known:', "if not known:"),),
        ),
    ),
    Variant(
        example="python",
        scenario="S11/one-item-stands-on-two-lines-at-two-prices",
        topology="shop-erp",
        defect=Defect(
            name="python-lines-by-item",
            family="Unmapped SKU mapped to default/dropped line instead of quarantine",
            severity=1,
            sources=("WooCommerceConnector#80",),
            says="Keeps one line for each item of an order, and loses the others.",
            changes=(Change("bodies.py", '    if fault("line-by-sku"):\n', "    if lines:\n"),),
        ),
    ),
    Variant(
        example="python",
        scenario="S07/an-order-ships-in-two-parts",
        topology="shop-erp",
        defect=Defect(
            name="python-tax-taken-twice",
            family="Tax inclusive/exclusive swapped; unknown rate = 0",
            severity=1,
            sources=("openlinker#2829", "erpnext#52333"),
            says="Takes totals with tax for totals without.",
            changes=(
                Change(
                    "bodies.py",
                    "    net = _rounded(gross / (1 + Decimal(rate)), finest)\n    return net, gross - net",
                    "    return gross, _rounded(gross * Decimal(rate), finest)",
                ),
            ),
        ),
    ),
    Variant(
        example="python",
        scenario="S15/an-agreed-refund-bears-the-tax-of-its-line:-0.05",
        topology="shop-erp",
        defect=Defect(
            name="python-rounded-down",
            family="Rounding policy mismatch (line vs total, unrounded unit price)",
            severity=1,
            sources=("PrestaShop#36369",),
            says="Rounds amounts down.",
            changes=(
                Change(
                    "bodies.py",
                    "return amount.quantize(to, ROUND_HALF_UP)",
                    'return amount.quantize(to, "ROUND_DOWN")',
                ),
            ),
        ),
    ),
    Variant(
        example="python",
        scenario="S16/damaged-units-are-credited-and-not-sold-again",
        topology="full",
        defect=Defect(
            name="python-damaged-is-sellable",
            family="Returns restock non-sellable goods",
            severity=1,
            sources=("woocommerce#20114",),
            says="Books damaged goods in the ERP as ones that can be sold.",
            changes=(
                Change(
                    "topologies.py",
                    '"LineNo": number_of[shop_line_of[row["line"]]],\n'
                    '                "Sellable": row["sellable"], "Damaged": row["damaged"],',
                    '"LineNo": number_of[shop_line_of[row["line"]]],\n'
                    '                "Sellable": row["sellable"] + row["damaged"], '
                    '"Damaged": 0,',
                ),
            ),
        ),
    ),
    Variant(
        example="python",
        scenario="S10/a-shipment-in-three-parcels-is-told-whole",
        topology="full",
        defect=Defect(
            name="python-last-parcel-counts",
            family="Line-level shipped quantity not propagated",
            severity=1,
            sources=("filaops#726",),
            says="Takes the units of the last parcel for those of the shipment.",
            changes=(
                Change(
                    "topologies.py",
                    'units[int(row["line"])] += row["quantity"]',
                    'units[int(row["line"])] = row["quantity"]',
                ),
            ),
        ),
    ),
    Variant(
        example="python",
        scenario="S09/a-short-pick-becomes-a-backorder",
        topology="full",
        defect=Defect(
            name="python-shortages-passed-over",
            family="Backorder lost on short pick",
            severity=1,
            sources=("stock-logistics-warehouse#616",),
            says="Tells nobody of units that were not found.",
            changes=(
                Change(
                    "topologies.py",
                    "        if not short:\n            return\n",
                    "        if short:\n            return\n",
                ),
            ),
        ),
    ),
    Variant(
        example="python",
        scenario="S14/sellable-units-come-back",
        topology="full",
        defect=Defect(
            name="python-returns-announced-to-the-erp-alone",
            family="Return not synced / reverse flow one-way",
            severity=1,
            sources=("ecommerce_integrations#397",),
            says="Does not tell the warehouse of goods that will come back.",
            changes=(Change("topologies.py", '        self.wms.post("/inbound-returns", body)\n', ""),),
        ),
    ),
)
"""All of them."""
