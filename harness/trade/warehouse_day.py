"""The warehouse's day: goods out at noon and in the afternoon, returns inspected, goods in at night."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.clock import DAY_US, HOUR_US, MINUTE_US

from ..world.world import World
from .refusals import Refusals
from .replenishment import Planner

_LINES_MAX = 400
DAMAGED_SHARE = 0.15


@dataclass(frozen=True, order=True)
class Shift:
    """Something that the warehouse does at an instant."""

    at_us: int
    what: str


def shifts_between(start_us: int, end_us: int) -> Iterator[Shift]:
    """The shifts after one instant up to another, in order (days are counted in UTC)."""
    timetable = (
        (11 * HOUR_US + 30 * MINUTE_US, "dispatch"),
        (15 * HOUR_US, "inspect"),
        (16 * HOUR_US + 30 * MINUTE_US, "dispatch"),
        (19 * HOUR_US, "receive"),
    )
    day = start_us // DAY_US
    while day * DAY_US <= end_us:
        for offset, what in timetable:
            at_us = day * DAY_US + offset + 17_000_000  # never on the stroke of a document's minute
            if start_us < at_us <= end_us:
                yield Shift(at_us, what)
        day += 1


class WarehouseDay:
    """The people of the warehouse at work."""

    def __init__(self, world: World, planner: Planner, chance: Chance, refusals: Refusals) -> None:
        self._world = world
        self._planner = planner
        self._chance = chance
        self._refusals = refusals
        self.waiting_returns: dict[str, None] = {}

    def works(self, shift: Shift) -> None:
        """Do what a shift is for."""
        if shift.what == "dispatch":
            with self._refusals.noted():
                self.dispatches()
        elif shift.what == "inspect":
            self.inspects()
        else:
            self.receives(self._planner.arrivals(shift.at_us // DAY_US))

    def dispatches(self) -> int:
        """Ship everything that has stock promised to it; returns how many shipments left."""
        backlog = self._world.call("wms", "GET", "/_world/backlog", who="picker")["backlog"]
        left = 0
        for work in backlog:
            if any(line["allocated"] for line in work["lines"]):
                path = f"/_world/outbounds/{work['id']}/dispatch"
                with self._refusals.noted():
                    self._world.call("wms", "POST", path, {}, who="picker")
                    left += 1
        return left

    def receives(self, quantities: dict[str, int]) -> None:
        """Put goods into stock."""
        rows = [{"sku": sku, "quantity": q} for sku, q in quantities.items() if q]
        for start in range(0, len(rows), _LINES_MAX):
            body = {
                "site": "MAIN",
                "reason": "replenishment",
                "lines": rows[start : start + _LINES_MAX],
            }
            with self._refusals.noted():
                self._world.call("wms", "POST", "/_world/receipts", body, who="receiver")

    def inspects(self) -> None:
        """Inspect every return that has been announced; the seed decides what is damaged."""
        for key in list(self.waiting_returns):
            with self._refusals.noted():
                self._inspects_order(key)
            case = self._world.books.cases[key]
            if all(
                ret.state not in ("requested", "authorised") for ret in case.all("marketplace", "returns")
            ):
                del self.waiting_returns[key]

    def _inspects_order(self, key: str) -> None:
        receiver = self._world.receiver
        document = receiver.announced(key)
        while document is not None:
            rows = [self._inspected(document, line) for line in document.lines]
            receiver.inspects_lines(document, rows)
            document = receiver.announced(key)

    def _inspected(self, document: Any, line: Any) -> dict[str, Any]:
        damaged = self._chance.share("disposition", document.reference, line.line) < DAMAGED_SHARE
        units = line.announced
        return {
            "line": line.line, "sellable": 0 if damaged else units,
            "damaged": units if damaged else 0, "inspect": 0, "missing": 0,
        }  # fmt: skip

    def shortfall(self) -> dict[str, int]:
        """Units that orders wait for and no stock covers, by item."""
        wanted: dict[str, int] = {}
        for order in self._world.books.table("oms", "orders").values():
            for line in order.lines:
                if line.backordered:
                    wanted[line.sku] = wanted.get(line.sku, 0) + line.backordered
        for outbound in self._world.books.table("wms", "outbounds").values():
            for line in outbound.lines:
                if line.open > line.allocated:
                    wanted[line.sku] = wanted.get(line.sku, 0) + line.open - line.allocated
        return wanted
