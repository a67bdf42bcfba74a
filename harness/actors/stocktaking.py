"""Counting, and the second look at goods: what the receiver does with what stands there already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import OrdergateError
from .hands import Hands


class Stocktaking:
    """Cycle counts and inspections, in the warehouse where there is one, else in the ERP."""

    hands: Hands
    site: str
    name: str

    def counts(self, quantities: Mapping[str, int], *, site: str | None = None) -> str:
        """Count the sellable units of items; what differs is booked. Returns the movement's number, or none.

        Units that are promised and have not left stand on the shelf, and are counted too.
        """
        where = site or self.site
        off = {sku: found - self._on_the_shelf(sku, where) for sku, found in quantities.items()}
        said = ", ".join(f"{found} x item {sku} ({off[sku]:+d})" for sku, found in quantities.items())
        number = ""
        if wrong := {sku: by for sku, by in off.items() if by}:
            number = self._books(where, [(sku, by, 0) for sku, by in wrong.items()], "cycle count")
        self.hands.say(self.name, f"counts {said} at {where}")
        return number

    def clears(self, sku: str, *, sellable: int = 0, damaged: int = 0, site: str | None = None) -> str:
        """Say what became of units that were under inspection. Returns the movement's number, or none.

        The ERP knows units as blocked or not: where it is the warehouse too, damaged ones stay blocked.
        """
        where = site or self.site
        if "wms" in self.hands.systems:
            line = {"sku": sku, "sellable": sellable, "damaged": damaged}
            body = {"site": where, "lines": [line]}
            number = str(self._asks("wms", "/_world/inspections", body)["movement_id"])
        else:
            number = self._books(where, [(sku, 0, -sellable)], "inspection") if sellable else ""
        said = [f"{n} {what}" for n, what in ((sellable, "sellable"), (damaged, "damaged")) if n]
        self.hands.say(self.name, f"looks at item {sku} again: {' and '.join(said)}")
        return number

    def _on_the_shelf(self, sku: str, site: str) -> int:
        system = "wms" if "wms" in self.hands.systems else "erp"
        row = self.hands.books.table(system, "stock").get(f"{sku}@{site}")
        if row is None:
            raise OrdergateError(f"item {sku} never stood at {site}; receive it there, and then count")
        return int(row.sellable if system == "wms" else row.on_hand - row.blocked)

    def _books(self, site: str, lines: list[tuple[str, int, int]], reason: str) -> str:
        """Book units more or fewer, and how many more or fewer of them are blocked (in the ERP)."""
        body: dict[str, Any] = {"site": site, "reason": reason, "reference": ""}
        if "wms" in self.hands.systems:
            body["lines"] = [{"sku": sku, "quantity": units} for sku, units, _ in lines]
            return str(self._asks("wms", "/_world/adjustments", body)["movement_id"])
        body["kind"] = "adjustment"
        body["lines"] = [
            {"item": sku, "quantity": units, "blocked": blocked} for sku, units, blocked in lines
        ]
        return str(self._asks("erp", "/_world/stock-movements", body)["number"])

    def _asks(self, system: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self.hands.call(system, "POST", path, body, who=self.name)
