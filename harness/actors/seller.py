"""The seller's people in the marketplace itself, who decide what no system decides for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote as percent_encoded

from .hands import Hands
from .orders import PlacedOrder


@dataclass
class Seller:
    """Answers buyers by hand."""

    hands: Hands
    name: str = "seller"

    def clears(self, order: PlacedOrder, *, by: str, reason: str) -> None:
        """Find nothing wrong with an order that was under review for fraud."""
        self._decides(order, by, reason, cleared=True)
        self.hands.say(self.name, f"{by} clears order {order.id}: {reason}")

    def rejects(self, order: PlacedOrder, *, by: str, reason: str) -> None:
        """Find that an order is fraud; nothing of it is ever sent."""
        self._decides(order, by, reason, cleared=False)
        self.hands.say(self.name, f"{by} rejects order {order.id}: {reason}")

    def _decides(self, order: PlacedOrder, by: str, reason: str, *, cleared: bool) -> None:
        path = f"/_world/orders/{order.id}/review?store={percent_encoded(order.store, safe='')}"
        body = {"cleared": cleared, "by": by, "reason": reason}
        self.hands.call("marketplace", "POST", path, body, who=self.name)

    def refuses_return(self, return_id: str, *, reason: str) -> None:
        """Not take goods back, for which it must not be too late: once authorised they may come."""
        path = f"/_world/returns/{return_id}/refusal"
        self.hands.call("marketplace", "POST", path, {"reason": reason}, who=self.name)
        self.hands.say(self.name, f"refuses return {return_id}: {reason}")

    def lets_keep(self, return_id: str, *, reason: str) -> None:
        """Refund goods and leave them with the buyer, before it is authorised that they come back."""
        path = f"/_world/returns/{return_id}/waiver"
        self.hands.call("marketplace", "POST", path, {"reason": reason}, who=self.name)
        self.hands.say(self.name, f"lets the buyer keep the goods of return {return_id}: {reason}")

    def opens_store(
        self,
        store: str,
        rates: Mapping[str, tuple[str, str]],
        *,
        currency: str = "GBP",
        tax_mode: str = "inclusive",
    ) -> None:
        """Declare how a store sells: the tax on goods and on freight by country, and what its prices are.

        In ``tax_mode`` exclusive they are without tax. Said again with further countries, it sells there too.
        """
        told = [{"country": name, "goods": rate[0], "freight": rate[1]} for name, rate in rates.items()]
        body = {"id": store, "tax_mode": tax_mode, "currency": currency, "rates": told}
        self.hands.call("marketplace", "POST", "/_world/stores", body, who=self.name)
        prices = f"{currency} {'with' if tax_mode == 'inclusive' else 'without'} tax"
        self.hands.say(self.name, f"has store {store} sell in {prices} to {', '.join(rates)}")
