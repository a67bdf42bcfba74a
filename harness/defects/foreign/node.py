"""Broken variants of the example connector in Node.js."""

from __future__ import annotations

from ..defect import Change, Defect
from .variant import Variant

VARIANTS: tuple[Variant, ...] = (
    Variant(
        example="node",
        scenario="S07/an-order-ships-in-two-parts",
        topology="shop-erp",
        defect=Defect(
            name="node-any-shipment-is-this-one",
            family="Line-level shipped quantity not propagated",
            severity=1,
            sources=("filaops#726",),
            says="Asks whether an order has a shipment at all, so that the shop never hears of a second one.",
            changes=(
                Change(
                    "billing.js",
                    "find(shipments, 'reference', shipment.reference);\n    if (!known)",
                    "shipments.length;\n    if (!known)",
                ),
            ),
        ),
    ),
    Variant(
        example="node",
        scenario="S10/freight-is-billed-once-for-two-shipments",
        topology="shop-erp",
        defect=Defect(
            name="node-charges-on-every-invoice",
            family="Freight or fee billed on every split",
            severity=1,
            sources=("split-order#9", "spree#5417"),
            says="Bills the freight of an order with every delivery.",
            changes=(
                Change("billing.js", "charges.filter((charge) => !charge.Invoiced).map", "charges.map"),
            ),
        ),
    ),
    Variant(
        example="node",
        scenario="S07/an-order-ships-in-two-parts",
        topology="shop-erp",
        defect=Defect(
            name="node-captures-all-at-once",
            family="Invoiced more than (or before) shipped",
            severity=1,
            sources=("aiku#2518", "etendo#1106"),
            says="Captures all that was authorised with the first invoice.",
            changes=(
                Change(
                    "billing.js",
                    "const due = billed - parsed(payment.captured);",
                    "const due = parsed(payment.authorised) - parsed(payment.captured);",
                ),
            ),
        ),
    ),
    Variant(
        example="node",
        scenario="S14/sellable-units-come-back",
        topology="shop-erp",
        defect=Defect(
            name="node-refunds-are-not-booked",
            family="External refund not registered / flips status",
            severity=1,
            sources=("OFN#5449", "stripe_official#159"),
            says="Books captures in the ERP, and no refunds.",
            changes=(
                Change(
                    "billing.js", "[['receipt', captures], ['refund', refunds]]", "[['receipt', captures]]"
                ),
            ),
        ),
    ),
    Variant(
        example="node",
        scenario="S23/amounts-that-no-binary-fraction-holds",
        topology="shop-erp",
        defect=Defect(
            name="node-amounts-as-floats",
            family="Number/locale/precision parsing (comma, float, zero-decimal)",
            severity=1,
            sources=("OFN#10461", "nopCommerce#1037"),
            says="Reads amounts as floats and cuts them off.",
            changes=(
                Change(
                    "money.js",
                    "  const [, sign, whole, part]",
                    "  if (/\\.\\d\\d$/.test(text)) return BigInt(Math.floor(Number(text) * "
                    "100)) * 100n;\n"
                    "  const [, sign, whole, part]",
                ),
            ),
        ),
    ),
    Variant(
        example="node",
        scenario="S15/an-agreed-refund-bears-the-tax-of-its-line:-0.05",
        topology="shop-erp",
        defect=Defect(
            name="node-tax-by-truncation",
            family="Rounding policy mismatch (line vs total, unrounded unit price)",
            severity=1,
            sources=("PrestaShop#36369", "odoo#7541"),
            says="Cuts amounts off where they are to be rounded.",
            changes=(
                Change(
                    "money.js", "(2n * size + b * step) / (2n * b * step)", "(2n * size) / (2n * b * step)"
                ),
            ),
        ),
    ),
    Variant(
        example="node",
        scenario="S18/part-of-a-line-is-cancelled-before-it-leaves",
        topology="shop-erp",
        defect=Defect(
            name="node-money-kept-when-cancelled",
            family="Invoice or capture in spite of cancel / before acceptance",
            severity=1,
            sources=("openlinker#1596",),
            says="Releases no money for units that were cancelled.",
            changes=(Change("taking-back.js", "    await this.billing.release(place, id);\n", ""),),
        ),
    ),
    Variant(
        example="node",
        scenario="S18/part-of-a-line-is-cancelled-before-it-leaves",
        topology="full",
        defect=Defect(
            name="node-erp-not-told-of-cancellations",
            family="Cancellation not propagated / not detected",
            severity=1,
            sources=("openlinker#1460", "odoo#204540"),
            says="Grants a cancellation, and does not tell the ERP.",
            changes=(
                Change(
                    "taking-back.js", "if (lines.length && this.fault !== 'cancel-shop-only')", "if (false)"
                ),
            ),
        ),
    ),
    Variant(
        example="node",
        scenario="S16/damaged-units-are-credited-and-not-sold-again",
        topology="full",
        defect=Defect(
            name="node-all-that-came-back-is-sellable",
            family="Returns restock non-sellable goods",
            severity=1,
            sources=("woocommerce#20114",),
            says="Books every unit that came back as one that can be sold again.",
            changes=(
                Change(
                    "taking-back.js",
                    "Sellable: line.sellable, Damaged: line.damaged, Inspect: line.inspect,\n      // FAULT",
                    "Sellable: line.sellable + line.damaged + line.inspect, Damaged: 0, Inspect: 0,\n"
                    "      // FAULT",
                ),
            ),
        ),
    ),
    Variant(
        example="node",
        scenario="S29/a-list-is-one-row-longer-than-its-pages",
        topology="shop-erp",
        defect=Defect(
            name="node-first-page-only",
            family="Stops after first page / drops last page",
            severity=1,
            sources=("airbyte#9001",),
            says="Reads the first page of a list for all of it.",
            changes=(Change("news.js", "      if (!more(reply, rows)) return;\n", "      return;\n"),),
        ),
    ),
    Variant(
        example="node",
        scenario="S55/somebody-else-sends-webhooks",
        topology="shop-erp",
        defect=Defect(
            name="node-any-signature-will-do",
            family="Webhook signature not verified / wrong bytes / non-constant / no 401",
            severity=1,
            sources=("SpringShopify#17", "vercel/commerce#1392"),
            says="Takes every webhook that bears a signature.",
            changes=(
                Change(
                    "news.js",
                    "  return given.length === right.length && crypto",
                    "  return given.length > 0 || crypto",
                ),
            ),
        ),
    ),
    Variant(
        example="node",
        scenario="S28/it-says-200-and-has-errors-in-it:-marketplace.ship_order",
        topology="full",
        defect=Defect(
            name="node-errors-in-a-200-not-read",
            family="Success code with error body (200+errors, THROTTLED, 207)",
            severity=1,
            sources=("shopify-api-js#431",),
            says="Takes every answer with 200 for done.",
            changes=(
                Change(
                    "systems.js",
                    "  if (answer.errors?.length) throw new Unclear(said); // The status "
                    "says yes, and it was not done.\n",
                    "",
                ),
            ),
        ),
    ),
    Variant(
        example="node",
        scenario="S28/it-is-accepted-and-never-done:-marketplace.capture_payment",
        topology="full",
        defect=Defect(
            name="node-accepted-is-done",
            family="Success code with error body (200+errors, THROTTLED, 207)",
            severity=1,
            sources=("shopify-api-js#431",),
            says="Takes 202 for done.",
            changes=(Change("systems.js", "[202, 401, 408, 429]", "[401, 408, 429]"),),
        ),
    ),
    Variant(
        example="node",
        scenario="S03/an-erp-that-takes-duplicates-gets-one-order",
        topology="shop-erp",
        defect=Defect(
            name="node-asks-again-without-looking",
            family="Duplicate create after ambiguous timeout",
            severity=1,
            sources=("openlinker#3369", "dshop#898"),
            says="Sends what got no answer again, and does not look what came of it.",
            changes=(
                Change(
                    "systems.js",
                    "    return there ?? this.post(path, body);",
                    "    void there;\n    return this.post(path, body);",
                ),
            ),
        ),
    ),
    Variant(
        example="node",
        scenario="S04/an-order-waits-out-an-erp-that-is-down",
        topology="shop-erp",
        defect=Defect(
            name="node-transient-error-is-final",
            family="Transient error treated as permanent",
            severity=1,
            sources=("wave-sync#231", "mws-api#99"),
            says="Gives a document up when a system answers that it has no time.",
            changes=(Change("systems.js", "if (reply.status >= 500 || [202", "if ([202"),),
        ),
    ),
    Variant(
        example="node",
        scenario="S10/a-shipment-in-three-parcels-is-told-whole",
        topology="shop-erp-wms",
        defect=Defect(
            name="node-sold-per-parcel",
            family="Line-level shipped quantity not propagated",
            severity=1,
            sources=("filaops#726",),
            says="Takes the units of the first parcel for those of the shipment.",
            changes=(
                Change("billing.js", "[parcels.flatMap((parcel) => parcel.lines),", "[parcels[0].lines,"),
            ),
        ),
    ),
    Variant(
        example="node",
        scenario="S09/a-short-pick-becomes-a-backorder",
        topology="shop-erp-wms",
        defect=Defect(
            name="node-short-units-are-dropped",
            family="Backorder lost on short pick",
            severity=1,
            sources=("stock-logistics-warehouse#616",),
            says="Does nothing about units that were not found.",
            changes=(
                Change(
                    "warehouse.js",
                    "    await (this.oms ? this.tellOms(outbound, missing) : "
                    "this.askAgain(outbound, missing));",
                    "    if (this.oms) await this.tellOms(outbound, missing);",
                ),
            ),
        ),
    ),
    Variant(
        example="node",
        scenario="S11/an-approved-price-survives-to-the-invoice",
        topology="shop-erp",
        defect=Defect(
            name="node-list-price-when-booked",
            family="Captured/overridden price replaced by target price list",
            severity=1,
            sources=("openlinker#895", "odoo#288956"),
            says="Books lines at the ERP's list price instead of the price that was agreed.",
            changes=(
                Change(
                    "orders.js",
                    "this.fault === 'list-price' ? await this.atListPrice(line) : line;",
                    "await this.atListPrice(line);",
                ),
            ),
        ),
    ),
)
"""All of them."""
