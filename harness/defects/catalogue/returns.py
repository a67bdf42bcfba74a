"""Broken connectors: returns, refunds and exchanges."""

from __future__ import annotations

from ..defect import Change, Defect

_NOT_SYNCED = "Return not synced / reverse flow one-way"
_RESTOCK = "Returns restock non-sellable goods"
_LIST_PRICE = "Refund by list price instead of paid share"
_REPEATED = "Refund above captured / repeatable"
_EXTERNAL = "External refund not registered / flips status"
_FREIGHT_TAX = "Shipping/tax refund wrong"
_EXCHANGE = "Exchange mis-booked"

DEFECTS: tuple[Defect, ...] = (
    Defect(
        name="returned-goods-not-in-erp",
        family=_NOT_SYNCED,
        severity=1,
        sources=("ecommerce_integrations#397", "ecommerce_integrations#225"),
        says="Credits what came back, but does not tell the ERP that the goods are there again.",
        changes=(
            Change(
                "links.inspections",
                "        number = await self._erp_return(run, return_id)\n"
                "        line_nos = {line: str(line_no) for line, line_no in where.line_nos.items()}\n"
                "        await self.around.erp.receive_return(number, renamed(found, line_nos))\n",
                "",
            ),
        ),
    ),
    Defect(
        name="receipt-not-told-to-shop",
        family=_NOT_SYNCED,
        severity=2,
        sources=("ecommerce_integrations#397",),
        says="Refunds a return without telling the shop how many units came back.",
        changes=(
            Change(
                "links.inspections",
                '        if returned.state not in ("received", "refunded"):\n',
                "        if returned.exchange:\n",
            ),
        ),
    ),
    Defect(
        name="damaged-goods-restocked",
        family=_RESTOCK,
        severity=1,
        sources=("woocommerce#20114",),
        says="Books every unit that came back as one that can be sold again.",
        changes=(
            Change(
                "vendors.erp",
                '                    "Sellable": line.sellable,\n'
                '                    "Damaged": line.damaged,\n'
                '                    "Inspect": line.inspect,\n',
                '                    "Sellable": line.received,\n',
            ),
        ),
    ),
    Defect(
        name="uninspected-goods-restocked",
        family=_RESTOCK,
        severity=1,
        sources=("woocommerce#20114",),
        says="Tells the OMS that units which still have to be inspected can be sold.",
        changes=(
            Change(
                "links.inspections",
                "            await self.around.oms.receive_return(",
                "            fit = [\n"
                '                one.model_copy(update={"sellable": one.sellable + one.inspect})\n'
                "                for one in inspection.lines\n"
                "            ]\n"
                '            fit = [one.model_copy(update={"inspect": 0}) for one in fit]\n'
                '            inspection = inspection.model_copy(update={"lines": tuple(fit)})\n'
                "            await self.around.oms.receive_return(",
            ),
        ),
    ),
    Defect(
        name="refund-before-discount",
        family=_LIST_PRICE,
        severity=1,
        sources=("sonata#177", "solidus#512", "PrestaShop#42502"),
        says="Credits what returned units cost before the discount, instead of what was paid for them.",
        changes=(
            Change(
                "decide.returns",
                "        kept = share(line.fee, count, line.quantity, order.coin)\n",
                "        if line.agreed is None and ordered.discount:\n"
                "            before = share(\n"
                "                ordered.total + ordered.discount, count, ordered.quantity, order.coin\n"
                "            )\n"
                "            net, tax = net_and_tax(before, ordered.tax_rate, order.coin)\n"
                "        kept = share(line.fee, count, line.quantity, order.coin)\n",
            ),
        ),
    ),
    Defect(
        name="agreed-refund-forgotten",
        family=_LIST_PRICE,
        severity=1,
        sources=("sonata#177",),
        says="Credits the price of returned units although less was agreed for them.",
        changes=(
            Change(
                "decide.returns",
                "        if line.agreed is not None:\n",
                "        if line.agreed is not None and count < line.quantity:\n",
            ),
        ),
    ),
    Defect(
        name="refund-of-what-was-refunded",
        family=_REPEATED,
        severity=1,
        sources=("SmartStore#1348", "shopp#3205"),
        says="Refunds up to all that was captured, whatever of it was paid back before.",
        changes=(
            Change(
                "decide.billing",
                "min(total, payment.captured - payment.refunded)",
                "min(total, payment.captured)",
            ),
        ),
    ),
    Defect(
        name="refund-again-after-an-unclear-answer",
        family=_REPEATED,
        severity=1,
        sources=("shopp#3205", "erpnext#58313"),
        says="Refunds again under another reference when the answer to a refund was lost.",
        changes=(
            Change(
                "links.return_credits",
                "    if references:\n",
                "    if references and not run.look_first:\n",
            ),
            Change(
                "links.return_credits",
                "            await shop.refund(where.payment_id, memo.number, paid,",
                '            name = f"{memo.number}-{run.work.attempts + 1}"\n'
                "            await shop.refund(where.payment_id, name, paid,",
            ),
        ),
    ),
    Defect(
        name="provider-refund-not-credited",
        family=_EXTERNAL,
        severity=1,
        sources=("OFN#5449", "stripe_official#159"),
        says="Books money that people gave back at the payment provider, but credits it nowhere.",
        changes=(
            Change(
                "links.payments",
                "            if entry.origin == PROVIDER:\n"
                "                await credit_money(run, self.around, where, entry.id, entry.amount)\n",
                "",
            ),
        ),
    ),
    Defect(
        name="provider-refund-passed-over",
        family=_EXTERNAL,
        severity=1,
        sources=("stripe_official#159", "mollie/Shopware#65"),
        says="Passes over money that people gave back at the payment provider.",
        changes=(
            Change(
                "links.payments",
                "        new = [one for one in payment.entries if run.known(ERP_PAYMENT, one.id) is None]\n",
                "        own = [one for one in payment.entries if one.origin != PROVIDER]\n"
                "        new = [one for one in own if run.known(ERP_PAYMENT, one.id) is None]\n",
            ),
        ),
    ),
    Defect(
        name="provider-refund-credited-twice",
        family=_EXTERNAL,
        severity=1,
        sources=("OFN#5449",),
        says="Credits goods in full although money was given back for them by hand and credited then.",
        changes=(
            Change(
                "decide.provider_refunds",
                "    return max(ZERO, min(total - refund, by_hand - taken_back))\n",
                "    return ZERO\n",
            ),
        ),
    ),
    Defect(
        name="agreed-refund-without-tax",
        family=_FREIGHT_TAX,
        severity=1,
        sources=("RefundPlugin#252", "BCApps#4829"),
        says="Credits an agreed amount as if there were no tax in it.",
        changes=(
            Change(
                "decide.returns",
                "            net, tax = net_and_tax(agreed, ordered.tax_rate, order.coin)\n",
                "            net, tax = agreed, agreed - agreed\n",
            ),
        ),
    ),
    Defect(
        name="refund-taxed-as-the-first-line",
        family=_FREIGHT_TAX,
        severity=1,
        sources=("RefundPlugin#252", "RefundPlugin#110"),
        says="Credits money that was given back by hand with the tax rate of the order's first line alone.",
        changes=(
            Change(
                "decide.provider_refunds",
                "    worth = {rate: value for rate, value in worth.items() if value > 0}\n",
                "    worth = dict(list(worth.items())[:1])\n",
            ),
        ),
    ),
    Defect(
        name="freight-refunded-with-goods",
        family=_FREIGHT_TAX,
        severity=1,
        sources=("RefundPlugin#110",),
        says="Pays the freight back with returned goods, although only the goods are credited.",
        changes=(
            Change(
                "links.return_credits",
                "        paid = to_refund(memo.total, payment)\n",
                "        order = await around.marketplace.order(where.key)\n"
                "        freight = sum((one.total for one in order.charges if one.total > 0), ZERO)\n"
                "        paid = to_refund(memo.total + freight, payment)\n",
            ),
        ),
    ),
    Defect(
        name="damaged-unit-exchanged",
        family=_EXCHANGE,
        severity=1,
        sources=("solidus#3527",),
        says="Tells the shop of an exchange that damaged units can be sold, so that they are replaced.",
        changes=(
            Change(
                "links.inspections",
                "            sellable = units_sellable(found) if returned.exchange else None\n",
                "            sellable = units_received(found) if returned.exchange else None\n",
            ),
        ),
    ),
    Defect(
        name="exchange-booked-as-cash",
        family=_EXCHANGE,
        severity=1,
        sources=("BCApps#8554", "solidus#3527"),
        says="Books goods that paid for other goods as if cash had moved.",
        changes=(
            Change(
                "vendors.erp",
                '        if entry.method != "card":\n',
                '        if entry.method not in ("card", "exchange"):\n',
            ),
        ),
    ),
    Defect(
        name="exchange-that-was-undone-stays",
        family=_EXCHANGE,
        severity=1,
        sources=("BCApps#8554",),
        says="Does not book it when goods that were to pay for others are paid back after all.",
        changes=(
            Change(
                "vendors.marketplace_money",
                "        entries += [entry.canonical(EntryKind.RECEIPT) for entry in self.taken_back]\n",
                "",
            ),
        ),
    ),
)
