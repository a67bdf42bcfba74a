"""Running totals of stock by item and site, kept as documents change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from ordergate.simulators.kernel.tables import Change

Place = tuple[str, str]
"""An item and a site."""

Bucket = tuple[str, str]
"""A system, and the name of a part of its stock."""


class StockBook:
    """What the movements of each system add up to, and what its lines were promised.

    ``apart`` is what the movements put into a bucket that is not sellable, and ``held`` what the
    lines of a system say that was promised of its stock. In the warehouse ``short`` is what its
    lines wait for, and ``listed`` what its list of those who wait says.
    ``lost`` are sellable units that the OMS was told are gone, of a count or in a surplus for example.
    """

    def __init__(self) -> None:
        self.moved: dict[str, dict[Place, int]] = defaultdict(lambda: defaultdict(int))
        self.apart: dict[Bucket, dict[Place, int]] = defaultdict(lambda: defaultdict(int))
        self.held: dict[str, dict[Place, int]] = defaultdict(lambda: defaultdict(int))
        self.short: dict[Place, int] = defaultdict(int)
        self.listed: dict[Place, int] = defaultdict(int)
        self.lost: dict[Place, int] = defaultdict(int)
        self.dirty: dict[Place, None] = {}
        self.seen: set[Place] = set()
        self._fulfilment_site: dict[int, str] = {}
        self._lines_of_order: dict[int, dict[int, str]] = {}
        self._handlers: dict[tuple[str, str], Callable[[Change], None]] = {
            ("wms", "stock"): self._touch, ("wms", "movements"): self._wms_movements,
            ("wms", "outbounds"): self._wms_outbounds, ("wms", "waiting"): self._wms_waiting,
            ("erp", "stock"): self._touch, ("erp", "stock_movements"): self._erp_stock_movements,
            ("erp", "orders"): self._erp_orders,
            ("oms", "stock"): self._touch, ("oms", "stock_movements"): self._oms_stock_movements,
            ("oms", "orders"): self._oms_orders, ("oms", "fulfilments"): self._oms_fulfilments,
            ("oms", "shipments"): self._oms_shipments, ("oms", "returns"): self._oms_returns,
            ("oms", "reservations"): self._oms_reservations,
        }  # fmt: skip

    def apply(self, change: Change) -> None:
        """Take in one document version."""
        handler = self._handlers.get((change.system, change.table))
        if handler is not None:
            handler(change)

    def _move(self, system: str, place: Place, quantity: int) -> None:
        self.moved[system][place] += quantity
        self.dirty[place] = None

    def known(self) -> set[Place]:
        """Every place that any document named."""
        told = [*self.moved.values(), *self.held.values(), self.short, self.listed]
        return self.seen.union(*told)

    def _wms_movements(self, change: Change) -> None:
        if change.before is None:
            for line in change.after.lines:
                place = (line.sku, change.after.site)
                self._move("wms", place, line.quantity)
                if line.condition != "sellable":
                    self.apart["wms", str(line.condition)][place] += line.quantity

    def _wms_outbounds(self, change: Change) -> None:
        for old, line in _changed(change, "line"):
            place = (line.sku, change.after.site)
            if old is not None:
                self._promised("wms", (old.sku, change.before.site), -old.allocated)
                self.short[old.sku, change.before.site] -= old.waiting
            self._promised("wms", place, line.allocated)
            self.short[place] += line.waiting

    def _wms_waiting(self, change: Change) -> None:
        waiting = change.after
        place = (waiting.sku, waiting.site)
        self.listed[place] += waiting.quantity - (0 if change.before is None else change.before.quantity)
        self.dirty[place] = None

    def _erp_orders(self, change: Change) -> None:
        for old, line in _changed(change, "line_no"):
            if old is not None:
                self._promised("erp", (old.item, change.before.site), -old.open)
            self._promised("erp", (line.item, change.after.site), line.open)

    def _erp_stock_movements(self, change: Change) -> None:
        if change.before is None:
            for line in change.after.lines:
                place = (line.item, change.after.site)
                self._move("erp", place, line.quantity)
                self.apart["erp", "blocked"][place] += line.blocked

    def _promised(self, system: str, place: Place, quantity: int) -> None:
        self.held[system][place] += quantity
        self.dirty[place] = None

    def _oms_stock_movements(self, change: Change) -> None:
        if change.before is None:
            moved = change.after
            place = (moved.sku, moved.site)
            self._move("oms", place, moved.quantity)
            self.apart["oms", "unavailable"][place] += moved.unavailable
            self.lost[place] += max(0, moved.unavailable - moved.quantity)

    def _oms_orders(self, change: Change) -> None:
        if change.before is None or len(change.before.lines) != len(change.after.lines):
            self._lines_of_order[change.after.id] = {line.id: line.sku for line in change.after.lines}

    def _oms_fulfilments(self, change: Change) -> None:
        self._fulfilment_site[change.after.id] = change.after.site

    def _oms_shipments(self, change: Change) -> None:
        if change.before is not None:
            return
        shipment = change.after
        skus = self._lines_of_order.get(shipment.order_id, {})
        site = self._fulfilment_site.get(shipment.fulfilment_id, "")
        for line in shipment.lines:
            place = (skus.get(line.line_id, "?"), site)
            self._move("oms", place, -line.quantity)
            self.lost[place] += line.surplus
        for one in shipment.substitutes:
            self._move("oms", (skus.get(one.line_id, "?"), site), one.quantity)
            self._move("oms", (one.sku, site), -one.shipped_quantity)
            # A site ships what is free there; the OMS may have promised it to somebody meanwhile.
            self.lost[(one.sku, site)] += one.shipped_quantity

    def _oms_returns(self, change: Change) -> None:
        skus = self._lines_of_order.get(change.after.order_id, {})
        for old, line in _changed(change, "line_id"):
            came = line.received - (0 if old is None else old.received)
            apart = came - line.sellable + (0 if old is None else old.sellable)
            if came or apart:
                sku, each = skus.get(line.line_id, "?"), (1, 1)
                if line.shipped_sku:
                    sku, each = line.shipped_sku, (line.shipped_quantity, line.quantity)
                place = (sku, change.after.site)
                self._move("oms", place, came * each[0] // each[1])
                self.apart["oms", "unavailable"][place] += apart * each[0] // each[1]

    def _oms_reservations(self, change: Change) -> None:
        for old, line in _changed(change, "line_id"):
            held = line.held - (0 if old is None else old.held)
            self._promised("oms", (line.sku, change.after.site), held)

    def _touch(self, change: Change) -> None:
        row = change.after
        place = (row.item if change.system == "erp" else row.sku, row.site)
        self.dirty[place] = None
        self.seen.add(place)


def _changed(change: Change, name: str) -> Iterator[tuple[Any, Any]]:
    """The lines of a document that are not what they were, each with its old self (or None)."""
    if change.before is None:
        yield from ((None, line) for line in change.after.lines)
        return
    old = {getattr(line, name): line for line in change.before.lines}
    for line in change.after.lines:
        before = old.get(getattr(line, name))
        if before is not line:
            yield before, line
