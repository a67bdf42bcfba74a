"""Broken connectors: prices and discounts; those of tax and charges stand beside them."""

from __future__ import annotations

from ..defect import Change, Defect
from .charges import DEFECTS as CHARGES

_CAPTURED = "Captured/overridden price replaced by target price list"
_OVERRIDE = "Override accepted without authority, reason or audit"
_CONTRACT = "Contract/customer price ignored, list price used"
_PRECEDENCE = "Wrong precedence between competing agreements"
_SYNC = "Price sync partial or stale yet green"
_HEADER = "Header discount lost or applied on wrong base"
_ROUNDING = "Rounding policy mismatch (line vs total, unrounded unit price)"

DEFECTS: tuple[Defect, ...] = (
    Defect(
        name="list-price-when-booked",
        family=_CAPTURED,
        severity=1,
        sources=("openlinker#895", "odoo#288956"),
        says="Books a line at the ERP's list price of that moment instead of the price that was agreed.",
        changes=(
            Change(
                "vendors.erp",
                '        body["Payer"] = payer\n',
                '        body["Payer"] = payer\n'
                '        for row, line in zip(body["Lines"], order.lines, strict=True):\n'
                "            if not line.discount and not line.kit:\n"
                "                listed = (await self.product(line.sku)).price.net\n"
                "                net = round(listed * line.quantity, 2)\n"
                "                tax = round(net * line.tax_rate, 2)\n"
                '                row |= {"UnitPrice": f"{listed:.4f}", "Net": money_text(net)}\n'
                '                row["Tax"] = money_text(tax)\n',
            ),
        ),
    ),
    Defect(
        name="list-price-for-further-units",
        family=_CAPTURED,
        severity=1,
        sources=("account-invoicing#2433", "odoo#288956"),
        says="Books units that are added to an order later at the ERP's list price of that moment.",
        changes=(
            Change(
                "vendors.erp",
                '        body: dict[str, Any] = {"ExternalRef": reference, "Lines": rows}\n',
                "        for row, line in zip(rows, lines, strict=True):\n"
                "            if not line.discount and not line.kit:\n"
                "                listed = (await self.product(line.sku)).price.net\n"
                "                net = round(listed * line.quantity, 2)\n"
                '                row |= {"UnitPrice": f"{listed:.4f}", "Net": money_text(net)}\n'
                '                row["Tax"] = money_text(round(net * line.tax_rate, 2))\n'
                '        body: dict[str, Any] = {"ExternalRef": reference, "Lines": rows}\n',
            ),
        ),
    ),
    Defect(
        name="override-without-grantor",
        family=_OVERRIDE,
        severity=1,
        sources=("sale-workflow#4317",),
        says="Tells the ERP who granted a price only where somebody approved it, so that nothing is held.",
        changes=(
            Change(
                "vendors.erp_wire",
                "    if line.override is not None:\n",
                "    if line.override is not None and line.override.approver:\n",
            ),
        ),
    ),
    Defect(
        name="approval-without-end",
        family=_OVERRIDE,
        severity=1,
        sources=("sale-workflow#4317",),
        says="Passes an approval of a price on without the day until which it counts.",
        changes=(
            Change(
                "vendors.erp_wire",
                '            "ExpiresOn": granted.expires_on,\n',
                '            "ExpiresOn": "",\n',
            ),
        ),
    ),
    Defect(
        name="contract-price-left-out",
        family=_CONTRACT,
        severity=1,
        sources=("magento2#35757", "sale-workflow#4381"),
        says="Publishes the prices of a single customer only where they are a percentage off the list price.",
        changes=(
            Change(
                "decide.prices",
                "        for rule in rules\n",
                "        for rule in rules\n        if not rule.customer or rule.net is None\n",
            ),
        ),
    ),
    Defect(
        name="quantity-break-from-one",
        family=_PRECEDENCE,
        severity=1,
        sources=("spree#14661",),
        says="Publishes a price for larger quantities as one that counts from the first unit.",
        changes=(Change("decide.prices", "min_quantity=rule.min_quantity", "min_quantity=1"),),
    ),
    Defect(
        name="one-agreement-for-each-buyer",
        family=_PRECEDENCE,
        severity=1,
        sources=("spree#14661",),
        says="Keeps only the last of several prices that one customer or group has of an item.",
        changes=(
            Change(
                "links.prices",
                "        told = msgspec.json.encode([entry",
                "        latest = {(entry.buyer_id, entry.group): entry for entry in entries}\n"
                "        entries = list(latest.values())\n"
                "        told = msgspec.json.encode([entry",
            ),
        ),
    ),
    Defect(
        name="changed-days-not-published",
        family=_SYNC,
        severity=1,
        sources=("BCApps#8739",),
        says="Takes a price for published when its amount was, although its days are others now.",
        changes=(
            Change(
                "links.prices",
                '[entry.model_dump(mode="json") for entry in entries]',
                '[entry.model_dump(mode="json", exclude={"from_us", "until_us"}) for entry in entries]',
            ),
        ),
    ),
    Defect(
        name="percentage-off-the-old-list-price",
        family=_SYNC,
        severity=1,
        sources=("BCApps#8739", "ALAppExtensions#27535"),
        says="Does not publish percentages off the list price anew when the list price changes.",
        changes=(
            Change(
                "links.items",
                "        if run.known(PUBLISHED_PRICES, product.sku) is not None:\n",
                "        if run.known(PUBLISHED_PRICES, product.sku) is None:\n",
            ),
        ),
    ),
    Defect(
        name="refused-price-counted-as-told",
        family=_SYNC,
        severity=1,
        sources=("ALAppExtensions#27535", "BCApps#8739"),
        says="Takes an item that the shop refused in a bulk update of list prices for done.",
        changes=(
            Change(
                "links.items",
                "            refused |= await self.around.marketplace.list_products(listed, rate)\n",
                "            await self.around.marketplace.list_products(listed, rate)\n",
            ),
        ),
    ),
    Defect(
        name="prices-in-batches-of-hundred",
        family=_SYNC,
        severity=1,
        sources=("ALAppExtensions#27535",),
        says="Publishes the first 100 changed list prices of a batch and counts the others as published.",
        changes=(
            Change(
                "links.items",
                "            refused |= await self.around.marketplace.list_products(listed, rate)\n",
                "            refused |= await self.around.marketplace.list_products(listed[:100], rate)\n",
            ),
        ),
    ),
    Defect(
        name="header-discount-lost",
        family=_HEADER,
        severity=1,
        sources=("ecommerce_integrations#154", "ecommerce_integrations#215"),
        says="Reads only discounts of lines, so that the ERP is told of no share of the order's discount.",
        changes=(
            Change(
                "vendors.marketplace_wire",
                '            discount=_sum(self.discounts, "line", "header"),\n'
                '            header_discount=_sum(self.discounts, "header"),\n'
                "        )  # fmt: skip\n",
                '            discount=_sum(self.discounts, "line"),\n        )  # fmt: skip\n',
            ),
        ),
    ),
    Defect(
        name="line-discount-called-the-orders",
        family=_HEADER,
        severity=1,
        sources=("saleor#14880",),
        says="Tells the ERP that all that was taken off a line is its share of the order's discount.",
        changes=(
            Change(
                "vendors.erp_wire",
                "before, shared = line.total + line.discount, line.total + line.header_discount",
                "before, shared = line.total + line.discount, line.total + line.discount",
            ),
        ),
    ),
    Defect(
        name="net-of-rounded-unit-price",
        family=_ROUNDING,
        severity=1,
        sources=("PrestaShop#36369", "odoo#7541"),
        says="Rounds the unit price without tax to the penny and multiplies, and calls the rest tax.",
        changes=(
            Change(
                "decide.taxes",
                "            net = net_of(one.total, one.tax_rate, step)\n",
                "            net = net_of(one.total, one.tax_rate, step)\n"
                "            if isinstance(one, OrderLine) and not one.weight_g:\n"
                "                net = net_of(one.total / one.quantity, one.tax_rate, step) * one.quantity\n",
            ),
        ),
    ),
    Defect(
        name="tax-rounded-by-line",
        family=_ROUNDING,
        severity=1,
        sources=("l10n-spain#5059", "PrestaShop#36369"),
        says="Rounds tax line by line where it has to be rounded once for the document.",
        changes=(
            Change(
                "decide.taxes",
                "        elif rounding == DOCUMENT and step == coin:\n",
                "        elif rounding == DOCUMENT and step == coin and isinstance(one, Charge):\n",
            ),
        ),
    ),
    Defect(
        name="parts-rounded-alone",
        family=_ROUNDING,
        severity=1,
        sources=("odoo#7541",),
        says="Rounds each part of an amount by itself, so that the parts do not add up to it.",
        changes=(
            Change(
                "money",
                "    return share(total, end, whole, step) - share(total, start, whole, step)\n",
                "    return share(total, end - start, whole, step)\n",
            ),
        ),
    ),
    *CHARGES,
)
