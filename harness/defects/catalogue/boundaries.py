"""Broken connectors that are wrong only where data is at an edge: the fourth line, a zero, a full page."""

from __future__ import annotations

from ..defect import Change, Defect

_LINE_LEVEL = "Line-level shipped quantity not propagated"
_NOT_SYNCED = "Return not synced / reverse flow one-way"
_SKU = "SKU normalisation: zeros, case, blanks, slash, rename, reuse"
_ROUNDING = "Rounding policy mismatch (line vs total, unrounded unit price)"
_WEIGHT = "Catch weight billed at nominal / counted in weight"
_LAST_PART = "Last partial does not close"
_TERMS = "Payment terms / due date lost or defaulted"
_STALE = "Stale publication / no buffer"
_REFUND = "Refund by list price instead of paid share"
_TAX_REFUND = "Shipping/tax refund wrong"
_PAGES = "Stops after first page / drops last page"
_CANCELLED = "Invoice or capture in spite of cancel / before acceptance"
_PRECEDENCE = "Wrong precedence between competing agreements"
_PARSING = "Number/locale/precision parsing (comma, float, zero-decimal)"

DEFECTS: tuple[Defect, ...] = (
    Defect(
        name="fourth-line-of-a-shipment",
        family=_LINE_LEVEL,
        severity=1,
        sources=("filaops#726",),
        says="Tells the shop of the first three lines of a shipment and of no other.",
        changes=(
            Change(
                "vendors.marketplace",
                "shipped_lines(shipment.lines, partner)",
                "shipped_lines(shipment.lines[:3], partner)",
            ),
        ),
    ),
    Defect(
        name="ten-units-at-most-come-back",
        family=_NOT_SYNCED,
        severity=1,
        sources=("ecommerce_integrations#397",),
        says="Credits ten units at most of one line of a return, however many came back.",
        changes=(
            Change(
                "decide.returns",
                "min(line.quantity, left.get(line.line_id, 0))",
                "min(line.quantity, left.get(line.line_id, 0), 10)",
            ),
        ),
    ),
    Defect(
        name="zeros-before-an-item-code",
        family=_SKU,
        severity=1,
        sources=("magmi#529", "sync-java#132"),
        says="Reads the ERP's stock of an item without the zeros that its code begins with.",
        changes=(
            Change(
                "vendors.erp_stock",
                "Level(sku=self.item, ",
                'Level(sku=self.item.lstrip("0"), ',
            ),
        ),
    ),
    Defect(
        name="refund-that-ends-in-99",
        family=_ROUNDING,
        severity=1,
        sources=("PrestaShop#36369",),
        says="Pays a penny more back where the amount of a refund ends in .99.",
        changes=(
            Change(
                "decide.billing",
                "    return max(ZERO, min(total, payment.captured - payment.refunded))\n",
                '    rounded = round(total) if f"{total:.2f}".endswith(".99") else total\n'
                "    return max(ZERO, min(Decimal(rounded), payment.captured - payment.refunded))\n",
            ),
        ),
    ),
    Defect(
        name="weight-of-the-second-parcel",
        family=_WEIGHT,
        severity=1,
        sources=("D365/AX docs",),
        says="Bills the weight of a line in the first parcel of a shipment, and not what the others weigh.",
        changes=(
            Change(
                "vendors.wms",
                "                weights[line.line] = weights.get(line.line, 0) + line.weight_g\n",
                "                weights.setdefault(line.line, line.weight_g)\n",
            ),
        ),
    ),
    Defect(
        name="third-shipment-of-an-order",
        family=_LAST_PART,
        severity=1,
        sources=("kommerce-core#15",),
        says="Tells the shop of the first two shipments of an order, and of no third one.",
        changes=(
            Change(
                "links.shipments",
                '    await run.once("shipment-copy", shipment.id, tell, look)\n',
                '    told = run.known("shipments-told", where.key) or ""\n'
                '    if told.count(" ") < 2 or f"{shipment.id} " in told:\n'
                '        await run.once("shipment-copy", shipment.id, tell, look)\n'
                '        run.remember("shipments-told", where.key, f"{told}{shipment.id} ")\n',
            ),
        ),
    ),
    Defect(
        name="order-of-the-31st",
        family=_TERMS,
        severity=1,
        sources=("known from practice",),
        says="Books an order of the 31st of a month as one of the 30th.",
        changes=(
            Change(
                "vendors.erp_wire",
                '        "Date": business_date(order.placed_at_us, zone),\n',
                '        "Date": business_date(order.placed_at_us, zone).replace("-31", "-30"),\n',
            ),
        ),
    ),
    Defect(
        name="sold-out-is-not-published",
        family=_STALE,
        severity=1,
        sources=("openlinker#1844", "openlinker#1498"),
        says="Publishes stock only where there is some left: once it is sold out, the last number stays.",
        changes=(
            Change(
                "links.stock",
                "for sku in skus if sku in listed]\n",
                "for sku in skus if sku in listed and offers[sku]]\n",
            ),
        ),
    ),
    Defect(
        name="no-fee-when-all-comes-back",
        family=_REFUND,
        severity=1,
        sources=("solidus#512",),
        says="Keeps no restocking fee when a return takes all units of a line that were shipped.",
        changes=(
            Change(
                "decide.returns",
                "        kept = share(line.fee, count, line.quantity, order.coin)\n",
                "        some = count if count < ordered.shipped else 0\n"
                "        kept = share(line.fee, some, line.quantity, order.coin)\n",
            ),
        ),
    ),
    Defect(
        name="agreed-refund-at-tens-of-percent",
        family=_TAX_REFUND,
        severity=1,
        sources=("RefundPlugin#252", "BCApps#4829"),
        says="Credits an agreed refund with the tax rate in tens of percent: at 5 % there is no tax in it.",
        changes=(
            Change(
                "decide.returns",
                "net, tax = net_and_tax(agreed, ordered.tax_rate, order.coin)",
                "net, tax = net_and_tax(agreed, round(ordered.tax_rate, 1), order.coin)",
            ),
        ),
    ),
    Defect(
        name="refund-of-one-penny",
        family=_TAX_REFUND,
        severity=1,
        sources=("RefundPlugin#252",),
        says="Credits a return that is worth a single penny, and never pays that penny back.",
        changes=(
            Change(
                "links.return_credits",
                "        if paid:\n",
                '        if paid > Decimal("0.01"):\n',
            ),
        ),
    ),
    Defect(
        name="one-row-beyond-a-full-page",
        family=_PAGES,
        severity=1,
        sources=("airbyte#9001", "ALAppExtensions#27535"),
        says="Misses the last row of a list of the ERP when it is the only one on its page.",
        changes=(
            Change(
                "vendors.erp",
                "            return page.value, -(-page.count // PAGE)\n",
                "            return page.value, -(-(page.count - 1) // PAGE)\n",
            ),
        ),
    ),
    Defect(
        name="less-than-a-pound-stays-held",
        family=_CANCELLED,
        severity=1,
        sources=("openlinker#1596",),
        says="Does not release the money for cancelled units that are worth a pound or less.",
        changes=(
            Change(
                "links.cancellations",
                "        if amount > 0 and not where.on_account:\n",
                "        if amount > 1 and not where.on_account:\n",
            ),
        ),
    ),
    Defect(
        name="quantity-break-one-too-late",
        family=_PRECEDENCE,
        severity=1,
        sources=("spree#14661",),
        says="Publishes a price for larger quantities so that it counts beyond its quantity, and not at it.",
        changes=(
            Change(
                "decide.prices",
                "min_quantity=rule.min_quantity,",
                "min_quantity=rule.min_quantity + (rule.min_quantity > 1),",
            ),
        ),
    ),
    Defect(
        name="postcode-that-begins-with-zero",
        family=_PARSING,
        severity=2,
        sources=("OFN#10461", "nopCommerce#1037"),
        says="Passes a postcode on as a number, without the zero that it begins with.",
        changes=(
            Change(
                "documents.customer",
                '            "postcode": self.postcode,\n',
                '            "postcode": self.postcode.lstrip("0"),\n',
            ),
        ),
    ),
)
