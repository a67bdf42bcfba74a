"""Broken connectors: invoices, payments, credit and holds."""

from __future__ import annotations

from ..defect import Change, Defect

_FREIGHT = "Freight or fee billed on every split"
_TOO_MUCH = "Invoiced more than (or before) shipped"
_CANCELLED = "Invoice or capture in spite of cancel / before acceptance"
_CREDIT = "Credit limit not enforced or wrong exposure"
_HELD = "Held/unpaid/fraud-review order released"
_TERMS = "Payment terms / due date lost or defaulted"

DEFECTS: tuple[Defect, ...] = (
    Defect(
        name="freight-on-every-invoice",
        family=_FREIGHT,
        severity=1,
        sources=("split-order#9", "magento2#26286"),
        says="Bills the charges of an order again with every delivery.",
        changes=(
            Change(
                "links.billing",
                'if run.store.claim("charges", where.key, bill) == bill else ()',
                'if run.store.claim("charges", where.key, bill) else ()',
            ),
        ),
    ),
    Defect(
        name="fee-on-every-invoice",
        family=_FREIGHT,
        severity=1,
        sources=("spree#5417",),
        says="Bills freight once, and the other charges of an order with every delivery.",
        changes=(
            Change(
                "links.billing",
                'if run.store.claim("charges", where.key, bill) == bill else ()',
                'if run.store.claim("charges", where.key, bill) == bill else tuple(where.charge_nos[1:])',
            ),
        ),
    ),
    Defect(
        name="rest-that-was-closed-is-delivered",
        family=_TOO_MUCH,
        severity=1,
        sources=("aiku#2518", "etendo#1106"),
        says="Books what the warehouse closed as too few to send as if it had been delivered, and bills it.",
        changes=(
            Change(
                "vendors.erp",
                '            "Lines": sent_body(shipment.lines),\n',
                '            "Lines": sent_body(sent),\n',
            ),
            Change(
                "vendors.erp",
                '            **({"Closed": units_body(shipment.closed)} if shipment.closed else {}),\n',
                "",
            ),
            Change(
                "vendors.erp",
                '        body = {\n            "Order": number,\n            "ExternalRef": shipment.id,\n',
                "        rest = {units.line: units.quantity for units in shipment.closed}\n"
                "        sent = tuple(\n"
                '            one.model_copy(update={"quantity": one.quantity + rest.get(one.line, 0)})\n'
                "            for one in shipment.lines\n"
                "        )\n"
                "        body = {\n"
                '            "Order": number,\n'
                '            "ExternalRef": shipment.id,\n',
            ),
        ),
    ),
    Defect(
        name="charges-billed-when-ordered",
        family=_TOO_MUCH,
        severity=1,
        sources=("etendo#1106", "aiku#2518"),
        says="Bills and captures freight as soon as an order is placed, before anything has left.",
        changes=(
            Change(
                "links.orders",
                "        if not order.lines:\n",
                "        if sum(charge.total for charge in order.charges) > 0:\n",
            ),
        ),
    ),
    Defect(
        name="goods-captured-when-accepted",
        family=_CANCELLED,
        severity=1,
        sources=("mirakl#50", "openlinker#1596"),
        says="Takes the money for an order that ships whole as soon as it is placed, whatever becomes of it.",
        changes=(
            Change(
                "links.orders",
                "        if not order.lines:\n            await self._bill_at_once(run, order, where)\n",
                "        if order.payment_id and order.total > 0:\n"
                "            await self.around.marketplace.capture(\n"
                "                where.payment_id, order.id, order.total, where.coin\n"
                "            )\n"
                '            run.remember("carried", where.key, str(-order.total))\n'
                "        if not order.lines:\n"
                "            await self._bill_at_once(run, order, where)\n",
            ),
        ),
    ),
    Defect(
        name="freight-of-what-the-seller-cancelled",
        family=_CANCELLED,
        severity=1,
        sources=("openlinker#1596",),
        says="Bills the freight of an order although it was the seller who cancelled all of it.",
        changes=(
            Change(
                "links.cancellations",
                "        if run.known(BY_SELLER_TOO, where.key) is not None:\n            return True\n",
                "",
            ),
            Change(
                "links.cancellations",
                '        held = "held" if (await self.around.erp.order(where.erp)).holds else ""\n',
                '        held = ""\n',
            ),
        ),
    ),
    Defect(
        name="authorisation-kept-after-cancel",
        family=_CANCELLED,
        severity=1,
        sources=("openlinker#1596",),
        says="Releases no money for units that were cancelled while other units of the order are left.",
        changes=(
            Change(
                "links.cancellations",
                "        if amount > 0 and not where.on_account:\n",
                "        if amount > 0 and not where.on_account and nothing_left:\n",
            ),
        ),
    ),
    Defect(
        name="exposure-of-the-site-not-the-parent",
        family=_CREDIT,
        severity=1,
        sources=("erpnext#33967",),
        says="Books an order on the account of the site that buys, although its parent has to pay.",
        changes=(
            Change(
                "vendors.erp",
                '        body["Payer"] = payer\n',
                '        body["Payer"] = customer\n',
            ),
        ),
    ),
    Defect(
        name="credit-hold-passed-over",
        family=_CREDIT,
        severity=1,
        sources=("SerpentCS#523", "Ciot#31"),
        says="Passes an order on although the ERP holds it for want of credit.",
        changes=(
            Change(
                "links.orders",
                "        return where, tuple(booked.holds)\n",
                '        return where, tuple(hold for hold in booked.holds if hold != "credit")\n',
            ),
            Change(
                "links.orders",
                "            oms = await self._place_in_oms(run, order, booked.holds)\n",
                '            holds = [hold for hold in booked.holds if hold != "credit"]\n'
                "            oms = await self._place_in_oms(run, order, holds)\n",
            ),
        ),
    ),
    Defect(
        name="first-release-releases-all",
        family=_HELD,
        severity=1,
        sources=("paypal-woocommerce#880",),
        says="Lets an order go once one of its holds is released, although another still holds it.",
        changes=(
            Change(
                "links.holds",
                "            if hold.kind in placed.holds:\n"
                "                await self.around.oms.release(where.oms, hold.kind)\n",
                "            for kind in placed.holds:\n"
                "                await self.around.oms.release(where.oms, kind)\n",
            ),
            Change(
                "links.holds",
                "        if not self.settings.has_wms or (await self.around.erp.order(where.erp)).holds:\n",
                "        if not self.settings.has_wms:\n",
            ),
        ),
    ),
    Defect(
        name="review-not-told",
        family=_HELD,
        severity=1,
        sources=("paypal-woocommerce#880", "mollie/PrestaShop#346"),
        says="Takes an order that is under review for fraud for one that was cleared.",
        changes=(
            Change(
                "documents.order",
                'self.review and self.review.status != "cleared"',
                'self.review and self.review.status == "rejected"',
            ),
        ),
    ),
    Defect(
        name="prepayment-hold-passed-over",
        family=_HELD,
        severity=1,
        sources=("mollie/PrestaShop#346",),
        says="Has the OMS ship an order that has to be paid in advance before the money is there.",
        changes=(
            Change(
                "links.orders",
                "            oms = await self._place_in_oms(run, order, booked.holds)\n",
                '            holds = [hold for hold in booked.holds if hold != "payment"]\n'
                "            oms = await self._place_in_oms(run, order, holds)\n",
            ),
        ),
    ),
    Defect(
        name="terms-of-thirty-days-for-all",
        family=_TERMS,
        severity=1,
        sources=("known from practice",),
        says="Books every order on account with 30 days to pay, and no discount for paying early.",
        changes=(
            Change(
                "vendors.erp_wire",
                '{"PaymentTerms": order.payment_terms} if',
                '{"PaymentTerms": "NET 30"} if',
            ),
        ),
    ),
    Defect(
        name="dated-in-greenwich",
        family=_TERMS,
        severity=1,
        sources=("known from practice",),
        says="Dates orders and invoices by UTC, so that they are of the day before in the first hour of one.",
        changes=(
            Change(
                "links.shipments",
                "        date = business_date(shipment.shipped_at_us, self.settings.company_zone)\n",
                '        date = business_date(shipment.shipped_at_us, "UTC")\n',
            ),
            Change(
                "vendors.erp_wire",
                '        "Date": business_date(order.placed_at_us, zone),\n',
                '        "Date": business_date(order.placed_at_us, "UTC"),\n',
            ),
        ),
    ),
)
