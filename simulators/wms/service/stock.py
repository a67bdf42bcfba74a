"""Stock: goods come in, are counted again, and are promised to the orders that wait for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from ...kernel.identifiers import base36
from ...kernel.problems import Unprocessable
from ...kernel.system import Context
from ...kernel.tables import Table
from ..model import Condition, Movement, MovementKind, MovementLine, OutboundLine, Stock
from ..policy import ALLOCATION
from .tables import Tables

Given = dict[str, dict[int, int]]
"""Units that were promised, by outbound order and position of the line."""


class Shelves:
    """The stock of one site as one operation leaves it; nothing is kept before ``put_back``."""

    def __init__(self, table: Table[Stock], site: str) -> None:
        self.site = site
        self._table = table
        self._changed: dict[str, Stock] = {}

    def of(self, sku: str) -> Stock:
        """The stock of an item; what never came in is a stock of nothing."""
        changed = self._changed.get(sku)
        if changed is not None:
            return changed
        return self._table.find(f"{sku}@{self.site}") or Stock(sku, self.site)

    def promise(self, sku: str, wanted: int) -> int:
        """Allocate free units, at most those wanted; how many it were."""
        stock = self.of(sku)
        units = min(stock.sellable - stock.allocated, wanted)
        if units:
            self._changed[sku] = replace(stock, allocated=stock.allocated + units)
        return units

    def release(self, sku: str, units: int) -> None:
        """Take back what was promised."""
        stock = self.of(sku)
        self._changed[sku] = replace(stock, allocated=stock.allocated - units)

    def send(self, sku: str, units: int) -> None:
        """Let promised units leave."""
        stock = self.of(sku)
        self._changed[sku] = replace(
            stock, sellable=stock.sellable - units, allocated=stock.allocated - units
        )

    def move(self, sku: str, condition: Condition, units: int) -> None:
        """Add units in a condition, or take them away if there are fewer than none."""
        stock = self.of(sku)
        if condition is Condition.SELLABLE:
            changed = replace(stock, sellable=stock.sellable + units)
        elif condition is Condition.DAMAGED:
            changed = replace(stock, damaged=stock.damaged + units)
        else:
            changed = replace(stock, inspect=stock.inspect + units)
        self._changed[sku] = changed

    def takable(self, sku: str, condition: Condition) -> int:
        """Units in a condition that can be taken away without breaking a promise."""
        stock = self.of(sku)
        if condition is Condition.SELLABLE:
            return stock.free
        return stock.damaged if condition is Condition.DAMAGED else stock.inspect

    def put_back(self) -> None:
        """Keep what was changed."""
        for stock in self._changed.values():
            assert 0 <= stock.allocated <= stock.sellable, f"{stock} promises what is not there"
            self._table.put(stock)


class StockRoom:
    """What happens to stock, and the record of it."""

    def __init__(self, context: Context, tables: Tables) -> None:
        self._context = context
        self._tables = tables

    def shelves(self, site: str) -> Shelves:
        """The stock of a site, for one operation."""
        return Shelves(self._tables.stock, site)

    def receive(self, site: str, lines: Sequence[MovementLine], *, reason: str, reference: str) -> Movement:
        """Goods came in."""
        self._tables.check_site(site)
        shelves = self.shelves(site)
        for line in lines:
            shelves.move(line.sku, line.condition, line.quantity)
        return self._moved(shelves, MovementKind.RECEIPT, lines, reason=reason, reference=reference)

    def adjust(self, site: str, lines: Sequence[MovementLine], *, reason: str, reference: str) -> Movement:
        """Somebody counted, and found more or fewer; promised units cannot be counted away."""
        self._tables.check_site(site)
        shelves = self.shelves(site)
        for index, line in enumerate(lines):
            _check_adjustment(shelves, line, f"lines[{index}].quantity")
            shelves.move(line.sku, line.condition, line.quantity)
        return self._moved(shelves, MovementKind.ADJUSTMENT, lines, reason=reason, reference=reference)

    def transfer(
        self, site: str, kind: MovementKind, lines: Sequence[MovementLine], reference: str
    ) -> Movement:
        """Goods left for another site, or came from one."""
        shelves = self.shelves(site)
        for line in lines:
            shelves.move(line.sku, line.condition, line.quantity)
        return self._moved(shelves, kind, lines, reason="transfer", reference=reference)

    def covers(self, shelves: Shelves, lines: Iterable[OutboundLine]) -> bool:
        """Whether these lines may be promised what is free: for whole orders, only all that they want."""
        if self._context.chosen(ALLOCATION) == "first_come":
            return True
        wanted: dict[str, int] = {}
        for line in lines:
            wanted[line.sku] = wanted.get(line.sku, 0) + line.waiting
        return all(shelves.of(sku).free >= units for sku, units in wanted.items())

    def settle(self, shelves: Shelves, skus: Iterable[str], *, smaller: str = "") -> None:
        """Promise what is free of these items to lines that wait, oldest first, and keep it all.

        For whole orders, one that became ``smaller`` may be covered now, whatever moved.
        """
        given: Given = {}
        if self._context.chosen(ALLOCATION) == "whole_orders":
            self._serve_whole(dict.fromkeys(skus), shelves, given, first=smaller)
        else:
            for sku in dict.fromkeys(skus):
                self._serve(sku, shelves, given)
        for outbound_id, units in given.items():
            outbound = self._tables.outbounds.get(outbound_id)
            lines = list(outbound.lines)
            for position, quantity in units.items():
                line = lines[position]
                lines[position] = replace(line, allocated=line.allocated + quantity)
            self._tables.outbounds.put(replace(outbound, lines=tuple(lines)))
        shelves.put_back()

    def record(
        self,
        kind: MovementKind,
        site: str,
        lines: Sequence[MovementLine],
        *,
        reason: str,
        reference: str,
    ) -> Movement:
        """Write down a change of stock."""
        movement = Movement(
            id=f"WM{base36(self._context.ids.following('movement'), 6)}",
            kind=kind,
            site=site,
            reason=reason,
            reference=reference,
            at_us=self._context.now_us(),
            lines=tuple(lines),
        )
        return self._tables.movements.put(movement)

    def _moved(
        self,
        shelves: Shelves,
        kind: MovementKind,
        lines: Sequence[MovementLine],
        *,
        reason: str,
        reference: str,
    ) -> Movement:
        self.settle(shelves, [line.sku for line in lines])
        movement = self.record(kind, shelves.site, lines, reason=reason, reference=reference)
        self._context.outbox.publish("stock.moved", movement.id, movement_id=movement.id, kind=kind.value)
        return movement

    def _serve(self, sku: str, shelves: Shelves, given: Given) -> None:
        key = f"{sku}@{shelves.site}"
        waiting = self._tables.waiting
        while first := waiting.first("stock", key):
            units = shelves.promise(sku, first.quantity)
            if not units:
                return
            waiting.put(replace(first, quantity=first.quantity - units))
            given.setdefault(first.outbound_id, {})[first.position] = units

    def _serve_whole(self, skus: Iterable[str], shelves: Shelves, given: Given, *, first: str) -> None:
        waiting = self._tables.waiting
        names = [row.outbound_id for sku in skus for row in waiting.by("stock", f"{sku}@{shelves.site}")]
        for outbound_id in sorted(dict.fromkeys([*names, first] if first else names)):
            outbound = self._tables.outbounds.get(outbound_id)
            if not self.covers(shelves, outbound.lines):
                continue
            for position, line in enumerate(outbound.lines):
                units = shelves.promise(line.sku, line.waiting)
                if units:
                    row = waiting.get(f"{outbound_id}/{position}")
                    waiting.put(replace(row, quantity=0))
                    given.setdefault(outbound_id, {})[position] = units


def _check_adjustment(shelves: Shelves, line: MovementLine, field: str) -> None:
    if not line.quantity:
        raise Unprocessable(
            f"an adjustment of {line.sku} by 0 changes nothing; leave the line out", field=field
        )
    takable = shelves.takable(line.sku, line.condition)
    if line.quantity + takable >= 0:
        return
    stock = shelves.of(line.sku)
    raise Unprocessable(
        f"site {shelves.site} has {takable} free {line.condition} units of {line.sku} "
        f"({stock.allocated} sellable ones are promised), so {-line.quantity} cannot be taken",
        field=field,
    )
