"""The people in the office: the merchandiser and the accountant, both at the ERP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import quote as percent_encoded

from .hands import Hands
from .orders import Packing, Quote
from .pricing import PriceWish

_BATCH = 500


@dataclass
class Merchandiser:
    """Keeps items, prices and agreements."""

    hands: Hands
    name: str = "merchandiser"

    def lists(self, items: Mapping[str, tuple[str, Decimal]]) -> None:
        """Create items: description and list price without tax by item code."""
        rows = [
            {"item": item, "description": text, "list_price": format(price, "f")}
            for item, (text, price) in items.items()
        ]
        for start in range(0, len(rows), _BATCH):
            body = {"items": rows[start : start + _BATCH]}
            self.hands.call("erp", "POST", "/_world/items", body, who=self.name)
        self.hands.say(self.name, f"creates {len(rows)} item{'s' * (len(rows) != 1)}")

    def lists_in_units(self, item: str, title: str, price: Decimal, packing: Packing) -> None:
        """Create an item that comes in other units than eaches; the price is for the unit it is sold in."""
        row = {
            "item": item, "description": title, "list_price": format(price, "f"),
            "units": [
                {"code": code, "numerator": size.numerator, "denominator": size.denominator}
                for code, size in packing.sizes().items()
            ],
            "sales_unit": packing.sold_in,
            "price_unit": "KG" if packing.weight_g else packing.priced_in or packing.sold_in,
            "minimum": packing.minimum, "multiple": packing.multiple,
            "over_bp": packing.over_bp, "under_bp": packing.under_bp,
            "weight_g": packing.weight_g, "weight_tolerance_bp": packing.weight_tolerance_bp,
        }  # fmt: skip
        if packing.partner_units:
            row["partner_units"] = [
                {"name": name, "unit": code} for name, code in packing.partner_units.items()
            ]
        if packing.maximum:
            row["maximum"] = packing.maximum
        self.hands.call("erp", "POST", "/_world/items", {"items": [row]}, who=self.name)
        told = ", ".join(f"{code} of {size}" for code, size in packing.sizes().items())
        self.hands.say(self.name, f"creates item {item}, sold in {packing.sold_in} ({told})")

    def allows(self, item: str, other: str, *, ratio: Fraction | int | str = 1) -> None:
        """Let another item ship in place of one; ``ratio`` units of it stand for one, for good."""
        body = {"item": item, "substitute": other, "ratio": str(Fraction(ratio))}
        self.hands.call("erp", "POST", "/_world/substitutes", body, who=self.name)
        self.hands.say(self.name, f"lets item {other} ship for item {item}, {Fraction(ratio)} for one")

    def lists_kit(self, item: str, title: str, price: Decimal, bill: Mapping[str, tuple[int, int]]) -> None:
        """Create a kit; ``bill`` says of each item how many one has, and its weight in the price."""
        row = {
            "item": item, "description": title, "list_price": format(price, "f"),
            "components": [
                {"item": part, "quantity": count, "weight": weight} for part, (count, weight) in bill.items()
            ],
        }  # fmt: skip
        self.hands.call("erp", "POST", "/_world/items", {"items": [row]}, who=self.name)
        told = " and ".join(f"{count} x {part}" for part, (count, _) in bill.items())
        self.hands.say(self.name, f"creates kit {item} of {told}")

    def reprices(self, item: str, price: Decimal) -> None:
        """Change a list price (without tax)."""
        self._changes(item, {"list_price": format(price, "f")}, f"sets the list price of {item} to {price}")

    def lists_in_the_shop(self, item: str, title: str, price: Decimal, quantity: int = 0) -> None:
        """Enter a listing in the marketplace itself; ``price`` includes tax. The ERP knows nothing of it."""
        body = {"sku": item, "title": title, "price": format(price, "f"), "quantity": quantity}
        self.hands.call("marketplace", "POST", "/_world/listings", body, who=self.name)
        self.hands.say(self.name, f"lists {item} in the shop by hand")

    def renames(self, item: str, title: str) -> None:
        """Change what an item is called; its code stays."""
        self._changes(item, {"description": title}, f"calls {item} {title}")

    def discontinues(self, item: str) -> None:
        """Take an item out of the range: no channel offers it any more, what was ordered still ships."""
        self._changes(item, {"state": "blocked"}, f"discontinues {item}")

    def resumes(self, item: str) -> None:
        """Offer an item again that was discontinued."""
        self._changes(item, {"state": "active"}, f"offers {item} again")

    def reprices_each(self, prices: Mapping[str, Decimal]) -> None:
        """Change many list prices (without tax), as with a new price list."""
        for item, price in prices.items():
            body = {"list_price": format(price, "f")}
            self.hands.call("erp", "PATCH", f"/_world/items/{_quoted(item)}", body, who=self.name)
        self.hands.say(self.name, f"sets {len(prices)} list prices")

    def _changes(self, item: str, change: Mapping[str, str], said: str) -> None:
        self.hands.call("erp", "PATCH", f"/_world/items/{_quoted(item)}", dict(change), who=self.name)
        self.hands.say(self.name, said)

    def prices(self, *rules: PriceWish) -> list[str]:
        """Write price rules; returns the numbers that the ERP gives them."""
        body = {"rules": [rule.body() for rule in rules]}
        answer = self.hands.call("erp", "POST", "/_world/price-rules", body, who=self.name)
        self.hands.say(self.name, f"writes prices: {'; '.join(str(rule) for rule in rules[:5])}")
        return [str(number) for number in answer["numbers"]]

    def changes_price(self, number: str, **changes: Any) -> None:
        """Change a price rule: ``unit_price``, ``off_bp``, ``min_quantity``, ``valid_from``, ``valid_to``."""
        body = {name: str(value) if isinstance(value, Decimal) else value for name, value in changes.items()}
        self.hands.call("erp", "PATCH", f"/_world/price-rules/{number}", body, who=self.name)
        told = ", ".join(f"{name} {value}" for name, value in changes.items())
        self.hands.say(self.name, f"changes price rule {number}: {told}")

    def puts_in_group(self, customer_ref: str, group: str) -> None:
        """Put a customer that the ERP has into a customer group; empty for none."""
        path = f"/_world/customers/{_quoted(customer_ref)}/group"
        self.hands.call("erp", "POST", path, {"group": group}, who=self.name)
        self.hands.say(self.name, f"puts customer {customer_ref} into group {group or 'none'}")

    def agrees(self, quote: Quote, customer_ref: str, prices: Mapping[str, Decimal]) -> None:
        """Grant a customer unit prices (without tax) under a quote."""
        rows = [
            {
                "quote_id": quote.id, "customer_ref": customer_ref, "item": item,
                "unit_price": format(price, "f"), "seller": quote.seller,
                "approver": quote.approver, "reason": quote.reason,
            }
            for item, price in prices.items()
        ]  # fmt: skip
        self.hands.call("erp", "POST", "/_world/agreements", {"agreements": rows}, who=self.name)
        said = ", ".join(f"{item} at {price}" for item, price in list(prices.items())[:3])
        self.hands.say(self.name, f"agrees quote {quote.id}: {said}")

    def agrees_each(self, customer_ref: str, prices: Sequence[tuple[Quote, str, Decimal]]) -> None:
        """Grant a customer unit prices (without tax), each under a quote of its own."""
        rows = [
            {
                "quote_id": quote.id, "customer_ref": customer_ref, "item": item,
                "unit_price": format(price, "f"), "seller": quote.seller,
                "approver": quote.approver, "reason": quote.reason,
            }
            for quote, item, price in prices
        ]  # fmt: skip
        for start in range(0, len(rows), _BATCH):
            body = {"agreements": rows[start : start + _BATCH]}
            self.hands.call("erp", "POST", "/_world/agreements", body, who=self.name)


@dataclass
class Accountant:
    """Books what concerns no goods."""

    hands: Hands
    name: str = "accountant"

    def enters_tax(self, country: str, *rates: str) -> None:
        """Say which tax rates there are in a country; orders with others are refused from then on."""
        body = {"country": country, "rates": list(rates)}
        self.hands.call("erp", "POST", "/_world/tax-rates", body, who=self.name)
        self.hands.say(self.name, f"enters the tax rates of {country}: {', '.join(rates)}")

    def enters_rate(self, currency: str, rate: str) -> None:
        """Say what one unit of a currency is worth in pounds from today on; orders of before keep theirs."""
        body = {"currency": currency, "rate": rate}
        self.hands.call("erp", "POST", "/_world/exchange-rates", body, who=self.name)
        self.hands.say(self.name, f"enters the exchange rate of {currency}: {rate} pounds")

    def posts(self, account: str, amount: Decimal, *, text: str, reference: str) -> str:
        """Book an amount to an account of the ledger; returns the entry's number."""
        body = {
            "account": account, "amount": format(amount, "f"), "text": text, "reference": reference,
        }  # fmt: skip
        answer = self.hands.call("erp", "POST", "/_world/ledger-entries", body, who=self.name)
        return str(answer["number"])

    def credits(
        self, lines: Sequence[Mapping[str, Any]], *, external_ref: str, reason: str, **about: str
    ) -> str:
        """Grant a credit without goods; ``about`` names ``order`` or ``customer_ref``."""
        body = {"external_ref": external_ref, "reason": reason, "lines": list(lines), **about}
        answer = self.hands.call("erp", "POST", "/_world/credit-memos", body, who=self.name)
        return str(answer["number"])


def _quoted(text: str) -> str:
    return percent_encoded(text, safe="")
