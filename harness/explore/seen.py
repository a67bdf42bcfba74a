"""What can happen next, by the documents as they stand: what can ship, be cancelled, or come back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ..actors.orders import PlacedOrder
from ..world import World

_WAITING = ("requested", "authorised")
Shelf = tuple[str, str]
"""An item by its name in the story, and a site."""


@dataclass
class Seen:
    """The items, buyers and orders of a story by their names in it, and what may be done with them.

    ``on_hand``, ``unsellable``, ``inspected`` and ``shipped`` is what people did with their hands, on the
    shelf of an item at a site; ``travelling`` is what a driver has, by the name of the transfer.
    """

    world: World
    items: dict[str, str] = field(default_factory=dict)
    buyers: list[str] = field(default_factory=lambda: ["world.buyer"])
    buyer_of: dict[str, str] = field(default_factory=dict)
    orders: dict[str, PlacedOrder] = field(default_factory=dict)
    sites: tuple[str, ...] = ("MAIN",)
    on_hand: Counter[Shelf] = field(default_factory=Counter)
    unsellable: Counter[Shelf] = field(default_factory=Counter)
    inspected: Counter[Shelf] = field(default_factory=Counter)
    travelling: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    shipped: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def has_warehouse(self) -> bool:
        """Whether a warehouse system exists."""
        return "wms" in self.world.systems

    def name_of(self, sku: str) -> str:
        """An item's name in the story."""
        return next(name for name, known in self.items.items() if known == sku)

    def in_shop(self, order: str) -> bool:
        """Whether the marketplace has an order of this name, as it has unless it was not placed."""
        return self.orders[order].key in self.world.books.cases

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
            units = {sku: min(open_, self.removable(sku, held.site)) for sku, open_ in units.items()}
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

    def removable(self, sku: str, site: str) -> int:
        """Units that a count may find missing, or a driver may take."""
        if self.has_warehouse:
            row = self.world.books.table("wms", "stock").get(f"{sku}@{site}")
            return 0 if row is None else row.free
        row = self.world.books.table("erp", "stock").get(f"{sku}@{site}")
        return 0 if row is None else row.on_hand - row.blocked

    def left(self, order: str) -> Counter[Shelf]:
        """Units that have left from each shelf, by the documents of whoever ships."""
        gone = Counter[Shelf]()
        if not self.has_warehouse:
            held = self.erp_order(order)
            for line in held.lines:
                gone[self.name_of(line.item), held.site] += line.delivered
            return gone
        for outbound in self.outbounds(order):
            for line in outbound.lines:
                gone[self.name_of(line.sku), outbound.site] += line.shipped
        return gone

    def cancellable(self, order: str) -> dict[int, int]:
        """Units that the buyer may still ask to cancel, by the position of the line."""
        asked = self._units(order, "cancellations", ("requested",))
        for wish in self.world.case(self.orders[order]).all("marketplace", "amendments"):
            for part in wish.parts if str(wish.state) == "requested" else ():
                if str(part.change) == "fewer":
                    asked[part.line_id] = asked.get(part.line_id, 0) + part.quantity
        lines = self.shop_order(order).lines
        free = {at: line.open - asked.get(line.id, 0) for at, line in enumerate(lines)}
        return {at: units for at, units in free.items() if units > 0}

    def amendable(self, order: str) -> dict[int, int]:
        """Units that a line may come down to, by its position; none while a wish waits or nothing is open."""
        documents = self.world.case(self.orders[order])
        if any(str(wish.state) == "requested" for wish in documents.all("marketplace", "amendments")):
            return {}
        lines, free = self.shop_order(order).lines, self.cancellable(order)
        if not any(line.open for line in lines):
            return {}
        return {at: line.quantity - line.cancelled - free.get(at, 0) for at, line in enumerate(lines)}

    def line_id(self, order: str, at: int) -> str:
        """How a story calls the line at a position: the order at hand, or the shop's if it came later."""
        if at < len(self.orders[order].lines):
            return f"{order}.lines[{at}].id"
        return f'world.case({order}).one("marketplace", "orders").lines[{at}].id'

    def returnable(self, order: str) -> dict[int, int]:
        """Units that the buyer may announce to send back, by the position of the line."""
        asked = self._units(order, "returns", _WAITING)
        lines = self.shop_order(order).lines
        free = {at: line.shipped - line.returned - asked.get(line.id, 0) for at, line in enumerate(lines)}
        return {at: units for at, units in free.items() if units > 0}

    def announced(self, order: str) -> Any:
        """The return that waits at the dock, or None."""
        return self.world.receiver.announced(self.orders[order].key)

    @staticmethod
    def announced_units(line: Any) -> int:
        """How many units a line of a return announces, at the dock or in the ERP."""
        return int(line.announced if hasattr(line, "announced") else line.quantity)

    def came_back(self, announced: Any) -> None:
        """Count the units of a return that was inspected just now."""
        dock, table, key = (
            ("wms", "inbound_returns", "id") if self.has_warehouse else ("erp", "returns", "number")
        )
        inspected = self.world.books.table(dock, table)[getattr(announced, key)]
        for line in inspected.lines:
            shelf = (self.name_of(self._sku(inspected, line)), inspected.site)
            self.on_hand[shelf] += line.sellable + line.damaged + line.inspect
            self.unsellable[shelf] += line.damaged + line.inspect
            self.inspected[shelf] += line.inspect

    def set_apart(self, item: str, site: str) -> dict[tuple[str, str], int]:
        """What a site cannot give to the next one who asks, by system and field of its stock."""
        sku = self.items[item]
        books = self.world.books
        if self.world.stock(sku, site).row("erp") is None:
            return {}
        open_ = [
            line.open
            for order in books.table("erp", "orders").values()
            for line in order.lines
            if line.item == sku and order.site == site
        ]
        found = {("erp", "blocked"): self.unsellable[item, site], ("erp", "committed"): sum(open_)}
        if self.has_warehouse and self.world.stock(sku, site).row("wms") is not None:
            promised = [
                line.allocated
                for outbound in books.table("wms", "outbounds").values()
                for line in outbound.lines
                if line.sku == sku and outbound.site == site
            ]
            found["wms", "allocated"] = sum(promised)
        return found

    def _sku(self, document: Any, line: Any) -> str:
        if hasattr(line, "sku"):
            return str(line.sku)
        order = self.world.books.table("erp", "orders")[document.order]
        return next(str(sold.item) for sold in order.lines if sold.line_no == line.line_no)

    def _units(self, order: str, table: str, states: tuple[str, ...]) -> dict[str, int]:
        units: dict[str, int] = {}
        for document in self.world.case(self.orders[order]).all("marketplace", table):
            if str(document.state) in states:
                for line in document.lines:
                    units[line.line_id] = units.get(line.line_id, 0) + line.quantity
        return units
