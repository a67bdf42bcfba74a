"""Those who decide what customers may owe, and who book what customers transfer; at the ERP."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .hands import Hands
from .orders import PlacedOrder


@dataclass
class CreditController:
    """Keeps credit limits, and reads bank statements."""

    hands: Hands
    name: str = "credit controller"
    transfers: int = 0

    def limits(self, customer_ref: str, limit: Decimal | None) -> None:
        """Say what a customer of the shop may owe: 0 is no credit, None is no limit."""
        body = {"customer_ref": customer_ref, "limit": None if limit is None else format(limit, "f")}
        self.hands.call("erp", "POST", "/_world/credit-limits", body, who=self.name)
        self.hands.say(self.name, f"lets customer {customer_ref} owe {'any sum' if limit is None else limit}")

    def books_transfer(
        self,
        customer_ref: str,
        amount: Decimal,
        *,
        currency: str = "GBP",
        reference: str = "",
        order: PlacedOrder | None = None,
    ) -> str:
        """Book money that a customer transferred, perhaps for one order; returns the payment's number."""
        self.transfers += 1
        named = reference or f"bank-{self.transfers}"
        body = {
            "reference": named, "customer_ref": customer_ref, "amount": format(amount, "f"),
            "currency": currency,
        }  # fmt: skip
        if order is not None:
            body["order_ref"] = order.key
        answer = self.hands.call("erp", "POST", "/_world/bank-transfers", body, who=self.name)
        about = "" if order is None else f", for order {order.id}"
        self.hands.say(self.name, f"books {amount} {currency} from customer {customer_ref} ({named}){about}")
        return str(answer["number"])
