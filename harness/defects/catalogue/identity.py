"""Broken connectors: identity, mapping and master data."""

from __future__ import annotations

from ..defect import Change, Defect

DEFECTS: tuple[Defect, ...] = (
    Defect(
        name="order-number-without-store",
        family="External id not scoped by store/account",
        severity=1,
        sources=("opencart-module#125", "craftcms#3391", "magento2#33457"),
        says="Takes an order for placed in the OMS when another store has given the same number.",
        changes=(
            Change(
                "links.orders",
                'number = await run.once("oms-order", order.key, place, look)',
                'number = await run.once("oms-order", order.id, place, look)',
            ),
        ),
    ),
    Defect(
        name="cancellation-of-any-store",
        family="External id not scoped by store/account",
        severity=1,
        sources=("opencart-module#125", "craftcms#3391", "magento2#33457"),
        says="Finds the order of a cancellation by its number, in whichever store gave it first.",
        changes=(
            Change(
                "whereabouts",
                "    run.remember(ORDER, order.key, msgspec.json.encode(where).decode())\n"
                "    run.remember(ORDER_OF_ERP",
                "    run.remember(ORDER, order.id, msgspec.json.encode(where).decode())\n"
                "    run.remember(ORDER_OF_ERP",
            ),
            Change(
                "whereabouts",
                "    known = run.known(ORDER, order_key)\n",
                '    known = run.known(ORDER, order_key.rpartition("/")[2])\n',
            ),
            Change(
                "whereabouts",
                "    run.remember(ORDER, where.key, msgspec",
                "    run.remember(ORDER, where.order_id, msgspec",
            ),
        ),
    ),
    Defect(
        name="levels-without-case",
        family="SKU normalisation: zeros, case, blanks, slash, rename, reuse",
        severity=1,
        sources=("magmi#529", "Eshopbox#368", "sync-java#132"),
        says="Keeps the stock of items whose codes differ in case alone in one row.",
        changes=(
            Change(
                "store",
                "    sku TEXT NOT NULL, site TEXT NOT NULL, available INTEGER",
                "    sku TEXT NOT NULL COLLATE NOCASE, site TEXT NOT NULL, available INTEGER",
            ),
        ),
    ),
    Defect(
        name="leading-zeros-dropped",
        family="SKU normalisation: zeros, case, blanks, slash, rename, reuse",
        severity=1,
        sources=("magmi#529", "Eshopbox#368", "sync-java#132"),
        says="Books order lines under the code without its leading zeros, which is another item.",
        changes=(
            Change(
                "vendors.erp_wire",
                '        "Item": line.sku,\n',
                '        "Item": line.sku.lstrip("0"),\n',
            ),
        ),
    ),
    Defect(
        name="unknown-item-line-dropped",
        family="Unmapped SKU mapped to default/dropped line instead of quarantine",
        severity=1,
        sources=("WooCommerceConnector#80", "erpnext#35097"),
        says="Places an order without the lines whose items it does not know.",
        changes=(
            Change(
                "links.orders",
                "        await run.take_turn()\n",
                "        await run.take_turn()\n"
                "        known = [line for line in order.lines if run.known(LISTED, line.sku) is not None]\n"
                '        order = order.model_copy(update={"lines": tuple(known)})\n',
            ),
        ),
    ),
    Defect(
        name="state-not-compared",
        family="Discontinued/deleted item stays sellable",
        severity=1,
        sources=("openlinker#1689",),
        says="Sees no change in an item that is only sold no more, and so leaves it in the shop.",
        changes=(
            Change(
                "links.items",
                "    told = f\"{product.price.net}|{'active' if product.active else 'inactive'}"
                '|{product.title}"\n',
                '    told = f"{product.price.net}|active|{product.title}"\n',
            ),
        ),
    ),
    Defect(
        name="blocked-item-taken-for-active",
        family="Unknown status or enum crashes or defaults wrongly",
        severity=1,
        sources=("Bricksync#52",),
        says="Knows discontinued items alone, and takes every other state of the ERP for active.",
        changes=(
            Change(
                "vendors.erp_items",
                'active=self.state == "active",',
                'active=self.state != "discontinued",',
            ),
        ),
    ),
    Defect(
        name="unknown-condition-is-sellable",
        family="Unknown status or enum crashes or defaults wrongly",
        severity=1,
        sources=("Bricksync#52",),
        says="Takes every condition of goods but damaged for sellable, those to be inspected too.",
        changes=(
            Change(
                "vendors.wms",
                'blocked=0 if line.condition == "sellable" else line.quantity,',
                'blocked=line.quantity if line.condition == "damaged" else 0,',
            ),
        ),
    ),
    Defect(
        name="cut-off-float-pence",
        family="Number/locale/precision parsing (comma, float, zero-decimal)",
        severity=1,
        sources=("OFN#10461", "nopCommerce#1037", "datashift#60"),
        says="Makes minor units with a float, and cuts off what is behind the point.",
        changes=(
            Change(
                "money",
                "    scaled = amount * factor\n    whole = int(scaled)\n    if whole != scaled:\n",
                "    whole = int(float(amount) * factor)\n    if abs(whole - amount * factor) > 1:\n",
            ),
        ),
    ),
    Defect(
        name="every-currency-has-pence",
        family="Number/locale/precision parsing (comma, float, zero-decimal)",
        severity=1,
        sources=("OFN#10461", "nopCommerce#1037", "datashift#60"),
        says="Tells the OMS hundredths of currencies that have none.",
        changes=(
            Change(
                "vendors.oms_wire",
                '"amount": minor_units(line.total, coin),',
                '"amount": minor_units(line.total),',
            ),
        ),
    ),
    Defect(
        name="address-of-order-overwrites-account",
        family="Overwrites fields owned by the other system",
        severity=2,
        sources=("erpnext#11884", "openlinker#1066"),
        says="Puts the address of the last order into the customer's account, instead of the shop's.",
        changes=(
            Change(
                "links.orders",
                "        where, holds = await self._placed(run, order, (customer, payer))\n",
                "        where, holds = await self._placed(run, order, (customer, payer))\n"
                "        booked = await self.around.erp.find_customer(order.buyer_id)\n"
                "        if booked is not None and booked.line != order.ship_to.line:\n"
                '            fields = {"Street": order.ship_to.line, "City": order.ship_to.city}\n'
                '            fields["Postcode"] = order.ship_to.postcode\n'
                "            now = booked.version\n"
                "            await self.around.erp.change_customer(customer, fields, version=now)\n",
            ),
            Change(
                "decide.customers",
                '        "Street": (customer.address.line, booked.line),\n'
                '        "City": (customer.address.city, booked.city),\n'
                '        "Postcode": (customer.address.postcode, booked.postcode),\n',
                "",
            ),
        ),
    ),
    Defect(
        name="customers-of-one-name-merged",
        family="Customer duplicated or merged wrongly",
        severity=1,
        sources=("b2c-crm-sync#204", "openlinker#3369"),
        says="Takes a new business for one that it knows when both have the same name.",
        changes=(
            Change(
                "links.customers",
                "            number = await around.erp.open_customer(customer, payer)\n",
                '            number = run.known("company", customer.company) or (\n'
                "                await around.erp.open_customer(customer, payer)\n"
                "            )\n",
            ),
            Change(
                "links.customers",
                "    run.remember(CUSTOMER, buyer_id, number)\n",
                '    run.remember("company", customer.company, number)\n'
                "    run.remember(CUSTOMER, buyer_id, number)\n",
            ),
        ),
    ),
)
