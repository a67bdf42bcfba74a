"""What can happen next, by the documents as they stand: what can ship, be cancelled, or come back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ordergate.harness.actors.orders import PlacedOrder
from ordergate.harness.world import World

_WAITING = ("requested", "authorised")


@dataclass
class Seen:
    """The items, buyers and orders of a story by their names in it, and what may be done with them.

    ``on_hand`` and ``shipped`` is what people did with their hands, counted apart from any system.
    """

    world: World
    items: dict[str, str] = field(default_factory=dict)
    buyers: list[str] = field(default_factory=lambda: ["world.buyer"])
    buyer_of: dict[str, str] = field(default_factory=dict)
    orders: dict[str, PlacedOrder] = field(default_factory=dict)
    on_hand: dict[str, int] = field(default_factory=dict)
    shipped: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def has_warehouse(self) -> bool:
        """Whether a warehouse system exists."""
        return "wms" in self.world.systems

    def name_of(self, sku: str) -> str:
        """An item's name in the story."""
        return next(name for name, known in self.items.items() if known == sku)

    def outbounds(self, order: str) -> list[Any]:
        """What the warehouse was asked to ship for an order."""
        return self.world.case(self.orders[order]).all("wms", "outbounds")

    def erp_order(self, order: str) -> Any:
        """The ERP's order, or None while it has not arrived."""
        return self.world.case(self.orders[order]).one("erp", "orders")

    def shop_order(self, order: str) -> Any:
        """The marketplace's order."""
        return self.world.case(self.orders[order]).one("marketplace", "orders")

    def shippable(self, order: str) -> dict[str, int]:
        """Units that can leave now, by the name of the item."""
        units: dict[str, int] = {}
        if self.has_warehouse:
            for outbound in self.outbounds(order):
                for line in outbound.lines:
                    units[line.sku] = units.get(line.sku, 0) + line.allocated
        elif (held := self.erp_order(order)) is not None:
            for line in held.lines:
                units[line.item] = units.get(line.item, 0) + line.open
            units = {sku: min(open_, self.removable(sku)) for sku, open_ in units.items()}
        return {self.name_of(sku): number for sku, number in units.items() if number > 0}

    def untouched(self, order: str) -> dict[str, int]:
        """Units that are open in the warehouse, of items of which nobody has any in hand."""
        units: dict[str, int] = {}
        held: set[str] = set()
        for outbound in self.outbounds(order):
            for line in outbound.lines:
                units[line.sku] = units.get(line.sku, 0) + line.open
                if line.in_hand:
                    held.add(line.sku)
        return {self.name_of(sku): n for sku, n in units.items() if n > 0 and sku not in held}

    def pickable(self, order: str) -> dict[str, int]:
        """Units that were promised, of items of which nobody has any in hand."""
        free = self.untouched(order)
        return {name: n for name, n in self.shippable(order).items() if name in free}

    def removable(self, sku: str) -> int:
        """Units that a count may find missing."""
        if self.has_warehouse:
            row = self.world.books.table("wms", "stock").get(f"{sku}@MAIN")
            return 0 if row is None else row.free
        row = self.world.books.table("erp", "stock").get(f"{sku}@MAIN")
        return 0 if row is None else row.on_hand - row.blocked

    def cancellable(self, order: str) -> dict[int, int]:
        """Units that the buyer may still ask to cancel, by the position of the line."""
        asked = self._units(order, "cancellations", ("requested",))
        lines = self.shop_order(order).lines
        free = {at: line.open - asked.get(line.id, 0) for at, line in enumerate(lines)}
        return {at: units for at, units in free.items() if units > 0}

    def returnable(self, order: str) -> dict[int, int]:
        """Units that the buyer may announce to send back, by the position of the line."""
        asked = self._units(order, "returns", _WAITING)
        lines = self.shop_order(order).lines
        free = {at: line.shipped - line.returned - asked.get(line.id, 0) for at, line in enumerate(lines)}
        return {at: units for at, units in free.items() if units > 0}

    def announced(self, order: str) -> Any:
        """The return that waits at the dock, or None."""
        return self.world.receiver.announced(self.orders[order].key)

    def _units(self, order: str, table: str, states: tuple[str, ...]) -> dict[str, int]:
        units: dict[str, int] = {}
        for document in self.world.case(self.orders[order]).all("marketplace", table):
            if str(document.state) in states:
                for line in document.lines:
                    units[line.line_id] = units.get(line.line_id, 0) + line.quantity
        return units
