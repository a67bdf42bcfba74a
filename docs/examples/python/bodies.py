"""What is written: the shop's documents in the words and the arithmetic of the others.

The shop tells totals with tax, and they are facts: nothing is priced again, and nothing is multiplied.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from faults import fault

Document = dict[str, Any]
_PENNY = Decimal("0.01")
_FINE = Decimal("0.0001")


def key_of(order: Document) -> str:
    """The name of an order outside the shop; its number alone is not unique."""
    return f"{order['store']}/{order['id']}"


def line_numbers(placed: Document) -> dict[str, int]:
    """The ERP's numbers of the lines of an order, by what the shop calls them."""
    return {line["ExternalLine"]: line["LineNo"] for line in placed["Lines"]}


def customer_fields(buyer: Document) -> Document:
    """The account of a buyer as the ERP keeps it."""
    address = buyer["address"]
    return {
        "Name": buyer["company"], "Email": buyer["email"], "Phone": buyer["phone"],
        "Street": address["line"], "City": address["city"], "Postcode": address["postcode"],
        "Country": address["country"],
    }  # fmt: skip


def erp_order(order: Document, customer: str) -> Document:
    """An order for the ERP: without tax."""
    lines = order["lines"]
    if fault("line-by-sku"):
        # Lines are put into a map by SKU: of two with the same item, the first is lost.
        lines = list({line["sku"]: line for line in lines}.values())
    return {
        "ExternalRef": key_of(order), "Customer": customer, "Date": order["placedAt"][:10],
        "Currency": order["currency"], "ShipTo": order["shipTo"],
        "Lines": [_erp_line(line) for line in lines],
        "Charges": [_erp_charge(charge) for charge in order["charges"]],
    }  # fmt: skip


def oms_order(order: Document) -> Document:
    """An order for the OMS: with tax, in whole numbers."""
    lines = [
        {
            "external_line": line["id"], "sku": line["sku"], "quantity": line["quantity"],
            "price_e4": _whole(line["unitPrice"], 10_000), "amount": _whole(line["total"], 100),
            "tax_bp": _whole(line["taxRate"], 10_000), "reference": line["reference"],
            "quote_id": line.get("quote", {}).get("id", ""),
        }
        for line in order["lines"]
    ]  # fmt: skip
    charges = [
        {
            "external_line": charge["id"], "kind": charge["kind"], "code": charge["code"],
            "text": charge["text"], "amount_e4": _whole(charge["total"], 10_000),
            "tax_bp": _whole(charge["taxRate"], 10_000), "reference": charge["reference"],
        }
        for charge in order["charges"]
    ]  # fmt: skip
    return {
        "channel": order["store"], "external_id": order["id"], "customer_ref": order["buyerId"],
        "ordered_at": order["placedAt"], "currency": order["currency"], "ship_to": order["shipTo"],
        "lines": lines, "charges": charges,
    }  # fmt: skip


def credit_line(wish: Document, line: Document, received: int) -> Document:
    """What came back of a line; the ERP knows its worth, unless something else was agreed."""
    row = {
        "LineNo": line["LineNo"], "Quantity": received, "Text": wish["reason"],
        "Reference": wish["reference"],
    }  # fmt: skip
    if "agreed" in wish:
        net, tax = _net_and_tax(wish["agreed"], line["TaxRate"])
        share = Decimal(received) / wish["quantity"]
        row["AgreedNet"] = str(_rounded(net * share))
        row["AgreedTax"] = str(_rounded(tax * share))
    return row


def _erp_line(line: Document) -> Document:
    net, tax = _net_and_tax(line["total"], line["taxRate"])
    price = _rounded(Decimal(line["unitPrice"]) / (1 + Decimal(line["taxRate"])), _FINE)
    body = {
        "ExternalLine": line["id"], "Item": line["sku"], "Quantity": line["quantity"],
        "UnitPrice": str(price), "Net": str(net), "TaxRate": line["taxRate"], "Tax": str(tax),
        "Reference": line["reference"],
    }  # fmt: skip
    if "quote" in line:
        body["QuoteId"] = line["quote"]["id"]
    return body


def _erp_charge(charge: Document) -> Document:
    net, tax = _net_and_tax(charge["total"], charge["taxRate"])
    return {
        "Kind": charge["kind"], "Code": charge["code"], "Text": charge["text"], "Net": str(net),
        "TaxRate": charge["taxRate"], "Tax": str(tax), "Reference": charge["reference"],
    }  # fmt: skip


def _net_and_tax(total: str, rate: str) -> tuple[Decimal, Decimal]:
    """The two add up to the total; they are as fine as it is."""
    gross = Decimal(total)
    finest = _PENNY if gross == _rounded(gross) else _FINE
    net = _rounded(gross / (1 + Decimal(rate)), finest)
    return net, gross - net


def _rounded(amount: Decimal, to: Decimal = _PENNY) -> Decimal:
    return amount.quantize(to, ROUND_HALF_UP)


def _whole(amount: str, factor: int) -> int:
    whole = Decimal(amount) * factor
    if whole != whole.to_integral_value():
        raise ValueError(f"{amount} x {factor} is no whole number")
    return int(whole)
