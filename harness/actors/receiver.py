"""The receiver at the dock, who takes goods in, counts them and inspects what comes back.

Where a warehouse system exists people work in it; where none does, they work in the ERP.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import OrdergateError
from .counting import CountDifference, differences
from .hands import Hands
from .orders import PlacedOrder
from .stocktaking import Stocktaking


@dataclass
class Receiver(Stocktaking):
    """Takes goods in, counts them, inspects what comes back."""

    hands: Hands
    site: str = "MAIN"
    name: str = "receiver"

    def receives(
        self,
        quantities: Mapping[str, int],
        *,
        damaged: Mapping[str, int] | None = None,
        inspect: Mapping[str, int] | None = None,
        reference: str = "",
        site: str | None = None,
    ) -> str:
        """Put goods into stock, at another site if one is named; returns the movement's number.

        They are sellable, but for those that came ``damaged`` besides, or that somebody has to ``inspect``
        before they are.
        """
        rows = _in_conditions(quantities, damaged, inspect)
        number = self._moves("receipt", rows, "goods received", reference, site)
        said = ", ".join(f"{q} x item {sku}" for sku, q in list(quantities.items())[:5])
        broken = "".join(f", {q} x item {sku} damaged" for sku, q in (damaged or {}).items())
        broken += "".join(f", {q} x item {sku} to inspect" for sku, q in (inspect or {}).items())
        self.hands.say(self.name, f"receives {said or 'nothing sellable'}{broken}{self._place(site)}")
        return number

    def adjusts(
        self,
        quantities: Mapping[str, int],
        *,
        reason: str,
        damaged: Mapping[str, int] | None = None,
        reference: str = "",
        site: str | None = None,
    ) -> str:
        """Book what a count found: units more (positive) or fewer; returns the movement's number.

        They are sellable ones, but for those that are ``damaged``.
        """
        rows = _in_conditions(quantities, damaged)
        number = self._moves("adjustment", rows, reason, reference, site)
        said = ", ".join(f"{q:+d} x item {sku}" for sku, q in list(quantities.items())[:5])
        broken = "".join(f", {q:+d} x item {sku} damaged" for sku, q in (damaged or {}).items())
        self.hands.say(self.name, f"adjusts stock by {said}{broken}{self._place(site)} ({reason})")
        return number

    def compares_advice(self) -> list[CountDifference]:
        """Compare the warehouse's inventory advice with ERP and OMS; where they differ, by condition.

        Without a warehouse system people count in the ERP, and there is nothing to compare.
        """
        if "wms" not in self.hands.systems:
            return []
        advice = self.hands.call("wms", "GET", "/_world/inventory-advice", who=self.name)["stock"]
        found = differences(advice, self.hands.books)
        self.hands.say(self.name, f"compares the inventory advice: {len(found)} differences")
        return found

    def inspects(
        self,
        order: PlacedOrder,
        *,
        sellable: int = 0,
        damaged: int = 0,
        inspect: int = 0,
        missing: int = 0,
    ) -> None:
        """Inspect the next announced return of an order and say what became of its units, line by line."""
        found = {"sellable": sellable, "damaged": damaged, "inspect": inspect, "missing": missing}
        document = self._announced(order)
        rows = _spread(document, found)
        self.inspects_lines(document, rows)
        said = ", ".join(f"{n} {what}" for what, n in found.items() if n)
        self.hands.say(self.name, f"inspects a return of order {order.id}: {said}")

    def inspects_lines(self, document: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        """Book an inspection line by line, on the return document of the warehouse or the ERP."""
        if "wms" in self.hands.systems:
            path = f"/_world/inbound-returns/{document.id}/inspection"
            self.hands.call("wms", "POST", path, {"lines": list(rows)}, who=self.name)
            return
        known = ("line_no", "sellable", "damaged", "inspect")
        body = {"lines": [{name: row[name] for name in known} for row in rows]}
        path = f"/_world/returns/{document.number}/receipts"
        self.hands.call("erp", "POST", path, body, who=self.name)

    def announced(self, order_key: str) -> Any | None:
        """The first return of an order that waits for inspection, or None."""
        case = self.hands.books.cases.get(order_key)
        if case is None:
            return None
        where = ("wms", "inbound_returns") if "wms" in self.hands.systems else ("erp", "returns")
        waiting = [ret for ret in case.all(*where) if ret.state == "announced"]
        return waiting[0] if waiting else None

    def _announced(self, order: PlacedOrder) -> Any:
        while True:
            document = self.announced(order.key)
            if document is not None:
                return document
            if not self.hands.wait_until_changed():
                raise OrdergateError(f"no return of order {order.id} was announced to the dock")

    def _place(self, site: str | None) -> str:
        return "" if site in (None, self.site) else f" at {site}"

    def _moves(
        self, kind: str, rows: list[dict[str, Any]], reason: str, reference: str, site: str | None
    ) -> str:
        body: dict[str, Any] = {
            "site": site or self.site, "reason": reason, "reference": reference, "lines": rows,
        }  # fmt: skip
        if "wms" in self.hands.systems:
            path = "/_world/receipts" if kind == "receipt" else "/_world/adjustments"
            return str(self.hands.call("wms", "POST", path, body, who=self.name)["movement_id"])
        body["kind"] = kind
        body["lines"] = [
            {"item": row["sku"], "quantity": row["quantity"]}
            | ({"blocked": row["quantity"]} if "condition" in row else {})
            for row in rows
        ]
        answer = self.hands.call("erp", "POST", "/_world/stock-movements", body, who=self.name)
        return str(answer["number"])


def _in_conditions(
    sellable: Mapping[str, int],
    damaged: Mapping[str, int] | None,
    inspect: Mapping[str, int] | None = None,
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"sku": sku, "quantity": units} for sku, units in sellable.items()]
    for condition, found in (("damaged", damaged), ("inspect", inspect)):
        rows += [{"sku": sku, "quantity": q, "condition": condition} for sku, q in (found or {}).items()]
    return rows


def _spread(document: Any, found: dict[str, int]) -> list[dict[str, Any]]:
    """Give the units of each condition to the lines of a return, in order."""
    left = dict(found)
    rows = []
    for line in document.lines:
        announced = line.announced if hasattr(line, "announced") else line.quantity
        name = "line" if hasattr(line, "announced") else "line_no"
        row: dict[str, Any] = {name: getattr(line, name)}
        for condition, units in left.items():
            take = min(units, announced)
            row[condition] = take
            left[condition] -= take
            announced -= take
        if announced:
            raise OrdergateError(f"{announced} units of the return have no disposition")
        rows.append(row)
    return rows
