"""The driver: takes goods from one site to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .hands import Hands


@dataclass
class Driver:
    """Carries goods between the sites of the warehouse; on the way they are at none of them."""

    hands: Hands
    name: str = "driver"

    def takes(self, quantities: Mapping[str, int], *, from_site: str, to_site: str) -> str:
        """Leave one site for another with these units; returns the number of the transfer."""
        rows = [{"sku": sku, "quantity": quantity} for sku, quantity in quantities.items()]
        body = {"from_site": from_site, "to_site": to_site, "lines": rows}
        answer = self.hands.call("wms", "POST", "/_world/transfers", body, who=self.name)
        number = str(answer["transfer_id"])
        said = _said(quantities)
        self.hands.say(self.name, f"takes {said} from {from_site} to {to_site} (transfer {number})")
        return number

    def brings(
        self, transfer: str, quantities: Mapping[str, int], *, missing: Mapping[str, int] | None = None
    ) -> None:
        """Arrive with these units of a transfer; those that are missing will never come."""
        lost = missing or {}
        rows = [
            {"sku": sku, "quantity": quantities.get(sku, 0), "missing": lost.get(sku, 0)}
            for sku in dict.fromkeys([*quantities, *lost])
        ]
        path = f"/_world/transfers/{transfer}/receipts"
        self.hands.call("wms", "POST", path, {"lines": rows}, who=self.name)
        short = f", {_said(lost)} missing" if lost else ""
        self.hands.say(self.name, f"brings {_said(quantities)} of transfer {transfer}{short}")


def _said(quantities: Mapping[str, int]) -> str:
    return ", ".join(f"{quantity} x item {sku}" for sku, quantity in list(quantities.items())[:5])
