"""Running totals of stock by item and site, kept as documents change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ordergate.simulators.kernel.tables import Change

Place = tuple[str, str]
"""An item and a site."""


class StockBook:
    """What the movements of each system add up to, and what its reservations still hold.

    ``lost`` are sellable units that the OMS was told are gone, of a count for example.
    """

    def __init__(self) -> None:
        self.moved: dict[str, dict[Place, int]] = defaultdict(lambda: defaultdict(int))
        self.held: dict[Place, int] = defaultdict(int)
        self.lost: dict[Place, int] = defaultdict(int)
        self.dirty: dict[Place, None] = {}
        self.seen: set[Place] = set()
        self._fulfilment_site: dict[int, str] = {}
        self._lines_of_order: dict[int, dict[int, str]] = {}

    def apply(self, change: Change) -> None:
        """Take in one document version."""
        handler = getattr(self, f"_{change.system}_{change.table}", None)
        if handler is not None:
            handler(change)

    def _move(self, system: str, place: Place, quantity: int) -> None:
        self.moved[system][place] += quantity
        self.dirty[place] = None

    def _wms_movements(self, change: Change) -> None:
        if change.before is None:
            for line in change.after.lines:
                self._move("wms", (line.sku, change.after.site), line.quantity)

    def _erp_stock_movements(self, change: Change) -> None:
        if change.before is None:
            for line in change.after.lines:
                self._move("erp", (line.item, change.after.site), line.quantity)

    def _oms_stock_movements(self, change: Change) -> None:
        if change.before is None:
            moved = change.after
            place = (moved.sku, moved.site)
            self._move("oms", place, moved.quantity)
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
            self._move("oms", (skus.get(line.line_id, "?"), site), -line.quantity)

    def _oms_returns(self, change: Change) -> None:
        skus = self._lines_of_order.get(change.after.order_id, {})
        old = _by_line(change.before.lines if change.before is not None else ())
        for line in change.after.lines:
            came = line.received - (old[line.line_id].received if line.line_id in old else 0)
            if came:
                self._move("oms", (skus.get(line.line_id, "?"), change.after.site), came)

    def _oms_reservations(self, change: Change) -> None:
        site = change.after.site
        old = _by_line(change.before.lines if change.before is not None else ())
        for line in change.after.lines:
            before = old.get(line.line_id)
            if before is line:
                continue
            self.held[(line.sku, site)] += line.held - (0 if before is None else before.held)
            self.dirty[(line.sku, site)] = None

    def _touch(self, change: Change) -> None:
        row = change.after
        place = (row.item if change.system == "erp" else row.sku, row.site)
        self.dirty[place] = None
        self.seen.add(place)

    _wms_stock = _touch
    _erp_stock = _touch
    _oms_stock = _touch


def _by_line(lines: Iterable[Any]) -> dict[Any, Any]:
    return {line.line_id: line for line in lines}
