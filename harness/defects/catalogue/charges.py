"""Broken connectors: tax, currencies and charges."""

from __future__ import annotations

from ..defect import Change, Defect

_TAX = "Tax inclusive/exclusive swapped; unknown rate = 0"
_CURRENCY = "Currency label or amount set wrong (shop vs presentment)"
_CHARGES = "Charge, fee, gift card, deposit omitted from order or payment"

DEFECTS: tuple[Defect, ...] = (
    Defect(
        name="net-price-taken-for-gross",
        family=_TAX,
        severity=1,
        sources=("openlinker#2829", "erpnext#52333"),
        says="Takes prices without tax for prices with it, and takes the tax out of them.",
        changes=(
            Change(
                "decide.taxes",
                "            net = one.net\n",
                "            net = net_of(one.net, one.tax_rate, coin)\n"
                "            parts[one.id] = Split(net, one.net - net)\n"
                "            continue\n",
            ),
            Change(
                "vendors.erp_wire",
                "    price = line.unit_price if order.net_prices else net_price(",
                "    price = net_price(",
            ),
            Change(
                "vendors.erp_wire",
                'order.tax_mode if order.net_prices else ""',
                '""',
            ),
        ),
    ),
    Defect(
        name="rate-abroad-is-zero",
        family=_TAX,
        severity=1,
        sources=("openlinker#2052", "erpnext#52333"),
        says="Books a line without tax, and as exempt, whose rate is not one of the rates at home.",
        changes=(
            Change(
                "vendors.erp_wire",
                "    (net, tax), coin = part, order.coin\n",
                "    (net, tax), coin = part, order.coin\n"
                '    known = line.tax_rate in (Decimal("0.2"), Decimal("0.05"))\n'
                "    net, tax = (net, tax) if known else (net + tax, ZERO)\n",
            ),
            Change(
                "vendors.erp_wire",
                '        "TaxRate": str(line.tax_rate),\n        "Tax": money_text(tax, coin),\n'
                '        "Reference": line',
                '        "TaxRate": str(line.tax_rate if known else ZERO),\n'
                '        "Tax": money_text(tax, coin),\n'
                '        "Reference": line',
            ),
            Change(
                "vendors.erp_wire",
                "def line_body(",
                "def _abroad(order: Order) -> str:\n"
                '    home = (Decimal("0.2"), Decimal("0.05"))\n'
                '    return "" if all(one.tax_rate in home for one in order.lines) else "abroad"\n'
                "\n\n"
                "def line_body(",
            ),
            Change(
                "vendors.erp_wire",
                '"TaxExemption": order.tax_exemption}',
                '"TaxExemption": order.tax_exemption or _abroad(order)}',
            ),
        ),
    ),
    Defect(
        name="exempt-for-no-reason",
        family=_TAX,
        severity=2,
        sources=("openlinker#2829",),
        says="Drops the reason why a buyer pays no tax.",
        changes=(
            Change(
                "vendors.marketplace_wire",
                "            tax_mode=self.tax_mode, tax_exemption=self.tax_exemption,\n",
                "            tax_mode=self.tax_mode,\n",
            ),
        ),
    ),
    Defect(
        name="order-in-home-currency",
        family=_CURRENCY,
        severity=1,
        sources=("openlinker#2277", "crm#111"),
        says="Books every order in pounds, with the amounts of the currency that the buyer paid in.",
        changes=(
            Change(
                "vendors.erp_wire",
                '        "Currency": order.currency,\n',
                '        "Currency": "GBP",\n',
            ),
        ),
    ),
    Defect(
        name="payment-in-home-currency",
        family=_CURRENCY,
        severity=1,
        sources=("BCApps#4829",),
        says="Books captures and refunds as if they were in pounds.",
        changes=(
            Change(
                "vendors.erp",
                '            "Currency": currency,\n',
                '            "Currency": "GBP",\n',
            ),
        ),
    ),
    Defect(
        name="price-in-any-currency",
        family=_CURRENCY,
        severity=1,
        sources=("openlinker#2277",),
        says="Publishes prices of another currency as if they were in pounds.",
        changes=(Change("decide.prices", "currency=rule.currency,", 'currency="GBP",'),),
    ),
    Defect(
        name="only-freight-is-a-charge",
        family=_CHARGES,
        severity=1,
        sources=("erpnext#24114",),
        says="Takes freight over from the shop, and no other charge.",
        changes=(
            Change(
                "vendors.marketplace_wire",
                "            charges=tuple([charge.canonical() for charge in self.charges]),\n",
                "            charges=tuple([\n"
                '                charge.canonical() for charge in self.charges if charge.kind == "freight"\n'
                "            ]),\n",
            ),
        ),
    ),
    Defect(
        name="gift-card-money-not-booked",
        family=_CHARGES,
        severity=1,
        sources=("OpenCart#145", "openlinker#898"),
        says="Books what the card paid, and not what a gift card or a deposit paid.",
        changes=(
            Change(
                "vendors.marketplace_money",
                "        entries = [entry.canonical(EntryKind.RECEIPT) for entry in self.captures]\n",
                '        taken = [one for one in self.captures if one.method == "card"]\n'
                "        entries = [entry.canonical(EntryKind.RECEIPT) for entry in taken]\n",
            ),
        ),
    ),
    Defect(
        name="gift-card-booked-as-card",
        family=_CHARGES,
        severity=1,
        sources=("openlinker#898",),
        says="Books what a gift card or a deposit paid as money of the card.",
        changes=(
            Change(
                "vendors.erp",
                '        if entry.method != "card":\n',
                '        if entry.method == "exchange":\n',
            ),
        ),
    ),
)
