"""The people in the office: the merchandiser and the accountant, both at the ERP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote as percent_encoded

from .hands import Hands
from .orders import Quote

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

    def reprices(self, item: str, price: Decimal) -> None:
        """Change a list price (without tax)."""
        body = {"list_price": format(price, "f")}
        self.hands.call("erp", "PATCH", f"/_world/items/{_quoted(item)}", body, who=self.name)
        self.hands.say(self.name, f"sets the list price of {item} to {price}")

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
