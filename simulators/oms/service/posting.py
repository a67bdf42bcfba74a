"""Changes that are booked together: orders, stock, fulfilment orders, reservations, backorders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from ..lifecycle import (
    FULFILMENT,
    ORDER,
    FulfilmentMove,
    OrderMove,
    fulfilment_roll_up,
    order_roll_up,
)
from ..model import (
    Backorder,
    FulfilmentLine,
    FulfilmentOrder,
    OrderLine,
    Reservation,
    ReservationLine,
    SalesOrder,
    StockLevel,
)
from .tables import Tables

FULFILMENTS_FROM = 3000001


@dataclass(frozen=True)
class Ending:
    """How units leave a fulfilment order, and under which names its documents count them.

    ``in_order`` is None when the units go back to being unallocated.
    """

    part: FulfilmentMove
    rest: FulfilmentMove
    in_fulfilment: str
    in_reservation: str
    in_order: str | None


SHIPPED = Ending(FulfilmentMove.SHIP_PART, FulfilmentMove.SHIP_REST, "shipped", "consumed", "shipped")
SHORT = Ending(FulfilmentMove.SHORT_PART, FulfilmentMove.SHORT_REST, "short", "released", "backordered")
CANCELLED = Ending(
    FulfilmentMove.CANCEL_PART, FulfilmentMove.CANCEL_REST, "cancelled", "released", "cancelled"
)
WITHDRAWN = Ending(FulfilmentMove.CANCEL_PART, FulfilmentMove.CANCEL_REST, "cancelled", "released", None)


class Posting:
    """Gathers changes and puts them at the end, so that a refusal on the way changes nothing."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._orders: dict[int, SalesOrder] = {}
        self._lines: dict[int, dict[int, OrderLine]] = {}
        self._moves: dict[int, list[tuple[OrderMove, OrderMove]]] = {}
        self._levels: dict[str, StockLevel] = {}
        self._promised: dict[tuple[int, str], list[FulfilmentLine]] = {}
        self._ended: dict[int, tuple[FulfilmentOrder, Reservation]] = {}
        self._bound: dict[int, dict[str, int]] = {}

    def line(self, order_id: int, line_id: int) -> OrderLine:
        """The order line as it will be."""
        changed = self._lines.get(order_id, {}).get(line_id)
        line = changed or self._tables.orders.get(order_id).line(line_id)
        assert line is not None, f"order {order_id} has no line {line_id}"
        return line

    def change_line(self, order_id: int, line: OrderLine) -> None:
        """The order line will be this one."""
        self._lines.setdefault(order_id, {})[line.id] = line

    def bound(self, line: OrderLine) -> dict[str, int]:
        """The units of a line that wait for one site only, by site, as far as they still wait."""
        left: dict[str, int] = {}
        for site, units in self._bound_of(line.id).items():
            kept = min(units, line.backordered - sum(left.values()))
            if kept > 0:
                left[site] = kept
        return left

    def bind(self, line_id: int, site: str, units: int) -> None:
        """So many more units of a line will wait for this site only, or fewer, but not below none."""
        bound = self._bound_of(line_id)
        bound[site] = max(0, bound.get(site, 0) + units)

    def _bound_of(self, line_id: int) -> dict[str, int]:
        if line_id not in self._bound:
            waiting = self._tables.backorders.find(line_id)
            self._bound[line_id] = dict(waiting.only_at) if waiting else {}
        return self._bound[line_id]

    def move(self, order_id: int, part: OrderMove, rest: OrderMove | None = None) -> None:
        """The order will make this move; ``rest`` if nothing of it stays open."""
        self._moves.setdefault(order_id, []).append((part, rest or part))

    def change_holds(self, order: SalesOrder, holds: tuple[str, ...]) -> None:
        """The order will be under these holds."""
        self._orders[order.id] = replace(order, holds=holds)

    def change_order(self, order: SalesOrder) -> None:
        """The order will have this header and these lines, as far as none of them is changed here."""
        self._orders[order.id] = order

    def level(self, sku: str, site: str) -> StockLevel:
        """The stock as it will be."""
        key = f"{sku}@{site}"
        level = self._levels.get(key) or self._tables.stock.find(key)
        return level or StockLevel(sku, site)

    def change_level(self, level: StockLevel) -> None:
        """The stock will be this."""
        self._levels[level.key] = level

    def promise(self, order_id: int, line_id: int, level: StockLevel, quantity: int) -> None:
        """Promise units of a stock to an order line."""
        self.change_level(replace(level, allocated=level.allocated + quantity))
        lines = self._promised.setdefault((order_id, level.site), [])
        lines.append(FulfilmentLine(line_id, level.sku, quantity))

    def send_surplus(self, work: FulfilmentOrder, surplus: Mapping[int, int]) -> None:
        """Ship units that were promised to nobody, along with all of those that were; after ``end``."""
        ended, held = self._ended[work.id]
        lines = tuple(
            replace(line, shipped=line.shipped + surplus[line.line_id]) if line.line_id in surplus else line
            for line in ended.lines
        )
        self._ended[work.id] = (replace(ended, lines=lines), held)
        for line_id, quantity in surplus.items():
            line = self.line(work.order_id, line_id)
            self.change_line(work.order_id, replace(line, shipped=line.shipped + quantity))
            level = self.level(line.sku, work.site)
            self.change_level(replace(level, on_hand=level.on_hand - quantity))

    def close(self, work: FulfilmentOrder, units: Mapping[int, int]) -> None:
        """Cancel units that a site closed when it shipped the others; after ``end``."""
        ended, held = self._ended.pop(work.id)
        self.end(ended, units, CANCELLED, held)
        for line_id, quantity in units.items():
            line = self.line(work.order_id, line_id)
            self.change_line(work.order_id, replace(line, closed=line.closed + quantity))

    def end(
        self,
        work: FulfilmentOrder,
        quantities: Mapping[int, int],
        ending: Ending,
        held: Reservation | None = None,
    ) -> None:
        """Take units out of a fulfilment order and its reservation, and out of what is allocated.

        Stock on hand falls when units ship; whether it may is for the caller to check first.
        """
        assert work.id not in self._ended, f"fulfilment {work.id} ends twice in one posting"
        held = held or self._tables.reservations.get(work.id)
        self._ended[work.id] = (
            _ended_fulfilment(work, quantities, ending),
            _ended_reservation(held, quantities, ending),
        )
        for line_id, quantity in quantities.items():
            line = self.line(work.order_id, line_id)
            self.change_line(work.order_id, _ended_line(line, quantity, ending))
            level = self.level(line.sku, work.site)
            gone = quantity if ending is SHIPPED else 0
            self.change_level(
                replace(level, on_hand=level.on_hand - gone, allocated=level.allocated - quantity)
            )

    def release_sent(self, work: FulfilmentOrder, line: OrderLine, quantity: int) -> None:
        """Units that just ended as shipped did not leave themselves: their reservation is released."""
        ended, held = self._ended[work.id]
        lines = tuple(
            replace(one, consumed=one.consumed - quantity, released=one.released + quantity)
            if one.line_id == line.id
            else one
            for one in held.lines
        )
        self._ended[work.id] = (ended, replace(held, lines=lines))
        level = self.level(line.sku, work.site)
        self.change_level(replace(level, on_hand=level.on_hand + quantity))

    def book(self) -> list[FulfilmentOrder]:
        """Put everything; returns the fulfilment orders that were made."""
        tables = self._tables
        assert self._lines.keys() <= self._moves.keys(), "an order changes without a move"
        for order_id in self._moves:
            self._book_order(order_id)
        for level in self._levels.values():
            tables.stock.put(level)
        for work, held in self._ended.values():
            tables.fulfilments.put(work)
            tables.reservations.put(held)
        return [
            self._book_fulfilment(order_id, site, tuple(lines))
            for (order_id, site), lines in self._promised.items()
        ]

    def _book_order(self, order_id: int) -> None:
        order = self._orders.get(order_id) or self._tables.orders.get(order_id)
        lines = list(order.lines)
        for line in self._lines.get(order_id, {}).values():
            index = order.position(line.id)
            assert index is not None, f"order {order_id} has no line {line.id}"
            if line.backordered != lines[index].backordered:
                self.book_backorder(order_id, line)
            lines[index] = line
        open_left = any(line.open for line in lines)
        state = order.state
        for part, rest in self._moves[order_id]:
            state = ORDER.after(state, part if open_left else rest, of=order_id)
        assert state == order_roll_up(lines), f"order {order_id} is {state}, its lines are not"
        self._tables.orders.put(replace(order, lines=tuple(lines), state=state))
        self._tables.announce_order("order.changed", order_id)

    def book_backorder(self, order_id: int, line: OrderLine) -> None:
        """Put how many units of a line wait for stock."""
        waiting = Backorder(line.id, order_id, line.sku, line.backordered, self.bound(line))
        self._tables.backorders.put(waiting)

    def _book_fulfilment(
        self, order_id: int, site: str, lines: tuple[FulfilmentLine, ...]
    ) -> FulfilmentOrder:
        tables = self._tables
        lines = tuple(_with_tolerance(line, self.line(order_id, line.line_id)) for line in lines)
        number = tables.context.ids.following("fulfilment", FULFILMENTS_FROM)
        work = FulfilmentOrder(number, order_id, site, FULFILMENT.start, lines)
        tables.fulfilments.put(work)
        held = tuple(ReservationLine(line.line_id, line.sku, line.quantity) for line in lines)
        tables.reservations.put(Reservation(number, order_id, site, held))
        tables.context.outbox.publish(
            "fulfilment.created", str(number), fulfilment_id=number, order_id=order_id
        )
        return work


def _with_tolerance(line: FulfilmentLine, sold: OrderLine) -> FulfilmentLine:
    """The line with the tolerance of the order line, which only one site can use that ships all of it."""
    if line.quantity != sold.quantity:
        return line
    return replace(line, over_units=sold.over_units, under_units=sold.under_units)


def _ended_fulfilment(
    work: FulfilmentOrder, quantities: Mapping[int, int], ending: Ending
) -> FulfilmentOrder:
    name = ending.in_fulfilment
    lines = tuple(
        replace(line, **{name: getattr(line, name) + quantities[line.line_id]})
        if line.line_id in quantities
        else line
        for line in work.lines
    )
    state = FULFILMENT.after(work.state, _move(lines, ending), of=work.id)
    rolled_up = fulfilment_roll_up(lines, accepted=bool(work.warehouse_ref))
    assert state == rolled_up, f"fulfilment {work.id} is {state}, its lines say {rolled_up}"
    return replace(work, lines=lines, state=state)


def _move(lines: tuple[FulfilmentLine, ...], ending: Ending) -> FulfilmentMove:
    if any(line.open for line in lines):
        return ending.part
    if any(line.shipped or line.short for line in lines):
        return ending.rest
    return FulfilmentMove.CANCEL_ALL


def _ended_reservation(held: Reservation, quantities: Mapping[int, int], ending: Ending) -> Reservation:
    name = ending.in_reservation
    lines = tuple(
        replace(line, **{name: getattr(line, name) + quantities[line.line_id]})
        if line.line_id in quantities
        else line
        for line in held.lines
    )
    return replace(held, lines=lines)


def _ended_line(line: OrderLine, quantity: int, ending: Ending) -> OrderLine:
    allocated = line.allocated - quantity
    if ending.in_order is None:
        return replace(line, allocated=allocated)
    counted = getattr(line, ending.in_order) + quantity
    return replace(line, allocated=allocated, **{ending.in_order: counted})
