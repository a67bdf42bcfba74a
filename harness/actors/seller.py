"""The seller's people in the marketplace itself, who decide what no system decides for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .hands import Hands


@dataclass
class Seller:
    """Answers buyers by hand."""

    hands: Hands
    name: str = "seller"

    def refuses_return(self, return_id: str, *, reason: str) -> None:
        """Not take goods back, for which it must not be too late: once authorised they may come."""
        path = f"/_world/returns/{return_id}/refusal"
        self.hands.call("marketplace", "POST", path, {"reason": reason}, who=self.name)
        self.hands.say(self.name, f"refuses return {return_id}: {reason}")

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
