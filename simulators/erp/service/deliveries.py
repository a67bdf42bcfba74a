"""Deliveries: goods issued for an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ..lifecycle import OrderMove, has_open_units
from ..model import (
    Delivery,
    DeliveryLine,
    SalesOrder,
    StockMovementKind,
)
from ..policy import REMAINDER
from .books import Books, Made, referred, repeated
from .order_lines import LINE_STEP, Left, Units, line_at, moved, taken, totalled, with_lines
from .stock import NewMovement, Warehouse
from .substitutes import Shipped, Substitution, goods_of

_OPEN = Left(lambda line: line.open, "open")


class NewDelivery(NamedTuple):
    """Units of an order that left; ``external_ref`` is empty when people here sent them.

    Without a ``site`` they left the one that the order is booked at. ``substitutes`` are those of the
    units for which another item left.
    """

    order: str
    external_ref: str
    tracking: str
    lines: Sequence[Units]
    date: str | None = None
    site: str | None = None
    substitutes: Sequence[Shipped] = ()


class Dispatch:
    """Books the goods that leave."""

    def __init__(self, books: Books, warehouse: Warehouse, substitution: Substitution) -> None:
        self._books = books
        self._warehouse = warehouse
        self._substitution = substitution

    def report(self, wanted: NewDelivery) -> Made[Delivery]:
        """Book what a warehouse has sent: it is gone, whatever the count of stock says."""
        order = self._books.order(wanted.order, field="order")
        held = referred(self._books.deliveries, wanted.external_ref)
        if held is not None:
            same = _facts(held, wanted) == _wanted_facts(wanted)
            return repeated(held, "delivery", wanted.external_ref, same=same)
        return Made(self._issue(order, wanted))

    def send(self, wanted: NewDelivery) -> Delivery:
        """Send goods from here; nobody can send what is not there."""
        order = self._books.order(wanted.order, field="order")
        for index, one in enumerate(wanted.lines):
            line_at(order, one.line_no, index)
        units = taken(order, wanted.lines, _OPEN)
        instead = self._substitution.taken(order, wanted.lines, wanted.substitutes)
        goods = [(line.item, -line.quantity) for line in goods_of(order, units, instead)]
        self._warehouse.check_sellable(self._site(order, wanted), goods)
        return self._issue(order, wanted, completing=self._books.context.chosen(REMAINDER) == "complete")

    def _site(self, order: SalesOrder, wanted: NewDelivery) -> str:
        return order.site if wanted.site is None else self._books.site(wanted.site)

    def _issue(self, order: SalesOrder, wanted: NewDelivery, *, completing: bool = False) -> Delivery:
        books = self._books
        site = self._site(order, wanted)
        units = taken(order, wanted.lines, _OPEN)
        instead = self._substitution.taken(order, wanted.lines, wanted.substitutes)
        changed = []
        delivered = []
        for line_no, quantity in units.items():
            line = order.lines[line_no // LINE_STEP - 1]
            rest = line.open - quantity if completing else 0
            changed.append(
                replace(line, delivered=line.delivered + quantity, cancelled=line.cancelled + rest)
            )
            delivered.append(DeliveryLine(line_no, quantity, rest))
        lines = with_lines(order, changed)
        move = OrderMove.DELIVER_PART if has_open_units(lines) else OrderMove.DELIVER_REST
        after = moved(order, move, lines)
        number = books.number("delivery")
        books.orders.put(after)
        goods = tuple(goods_of(order, units, instead))
        movement = NewMovement(StockMovementKind.DELIVERY, site, number, "", goods)
        promised = _promised(order, units) if instead else None
        self._warehouse.issue(movement, promised_at=order.site, promised=promised)
        self._release(order, delivered)
        delivery = Delivery(
            number, order.number, wanted.external_ref, site, wanted.date or books.today(),
            wanted.tracking, tuple(delivered), substitutes=instead,
        )  # fmt: skip
        return books.deliveries.put(delivery)

    def _release(self, order: SalesOrder, delivered: Sequence[DeliveryLine]) -> None:
        """Take back what was promised of units that were cancelled."""
        promised: dict[str, int] = {}
        for line in delivered:
            item = order.lines[line.line_no // LINE_STEP - 1].item
            promised[item] = promised.get(item, 0) - line.cancelled
        self._warehouse.commit(order.site, {item: units for item, units in promised.items() if units})


def _promised(order: SalesOrder, units: Mapping[int, int]) -> dict[str, int]:
    """What is no longer promised of each item that was ordered, below 0."""
    promised: dict[str, int] = {}
    for line_no, quantity in units.items():
        item = order.lines[line_no // LINE_STEP - 1].item
        promised[item] = promised.get(item, 0) - quantity
    return promised


def _facts(held: Delivery, wanted: NewDelivery) -> tuple[object, ...]:
    units = {line.line_no: line.quantity for line in held.lines}
    date, site = held.date if wanted.date else None, held.site if wanted.site else None
    instead = [(one.line_no, one.quantity, one.item) for one in held.substitutes]
    return held.order, held.tracking, units, date, site, instead


def _wanted_facts(wanted: NewDelivery) -> tuple[object, ...]:
    instead = [(one.line_no, one.quantity, one.item) for one in wanted.substitutes]
    return wanted.order, wanted.tracking, totalled(wanted.lines), wanted.date, wanted.site, instead
