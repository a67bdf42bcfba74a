"""Deliveries: goods issued for an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ..lifecycle import OrderMove, has_open_units
from ..model import (
    ClosedLine,
    Delivery,
    DeliveryLine,
    SalesOrder,
    StockMovementKind,
    StockMovementLine,
)
from ..policy import UNDER_DELIVERY
from .books import Books, Made, referred, repeated
from .order_lines import LINE_STEP, Left, Units, line_at, moved, taken, totalled, with_lines
from .stock import NewMovement, Warehouse
from .tolerances import check_closed, closed_by, surplus_of, with_closed
from .weights import NO_WEIGHTS, check_scales, check_weighed

_DELIVERABLE = Left(lambda line: line.deliverable, "open or tolerated")


class NewDelivery(NamedTuple):
    """Units of an order that left; ``external_ref`` is empty when people here sent them.

    Without a ``site`` they left the one that the order is booked at. ``closed`` units will not
    follow; ``weights`` are those of the lines that are paid by weight.
    """

    order: str
    external_ref: str
    tracking: str
    lines: Sequence[Units]
    date: str | None = None
    site: str | None = None
    closed: Sequence[Units] = ()
    weights: Mapping[int, int] = NO_WEIGHTS


class Dispatch:
    """Books the goods that leave."""

    def __init__(self, books: Books, warehouse: Warehouse) -> None:
        self._books = books
        self._warehouse = warehouse

    def report(self, wanted: NewDelivery) -> Made[Delivery]:
        """Book what a warehouse has sent: it is gone, whatever the count of stock says."""
        order = self._books.order(wanted.order, field="order")
        held = referred(self._books.deliveries, wanted.external_ref)
        if held is not None:
            same = _facts(held, wanted) == _wanted_facts(wanted)
            return repeated(held, "delivery", wanted.external_ref, same=same)
        return Made(self._issue(order, wanted))

    def send(self, wanted: NewDelivery) -> Delivery:
        """Send goods from here; nobody can send what is not there, or more than ordered of what others want.

        What is complete within its tolerance is closed, unless the policy keeps it open.
        """
        order = self._books.order(wanted.order, field="order")
        goods = [
            (line_at(order, units.line_no, index).item, units.quantity)
            for index, units in enumerate(wanted.lines)
        ]
        units = taken(order, wanted.lines, _DELIVERABLE)
        check_scales(order, units, wanted.weights)
        site = self._site(order, wanted)
        self._warehouse.check_sellable(site, goods)
        self._warehouse.check_free(site, surplus_of(order, units))
        closes = self._books.context.chosen(UNDER_DELIVERY) == "close"
        return self._issue(order, wanted._replace(closed=closed_by(order, units) if closes else ()))

    def _site(self, order: SalesOrder, wanted: NewDelivery) -> str:
        return order.site if wanted.site is None else self._books.site(wanted.site)

    def _issue(self, order: SalesOrder, wanted: NewDelivery) -> Delivery:
        books = self._books
        site = self._site(order, wanted)
        units = taken(order, wanted.lines, _DELIVERABLE)
        weights = wanted.weights
        check_weighed(order, units, weights)
        changed = []
        goods = []
        for line_no, quantity in units.items():
            line = order.lines[line_no // LINE_STEP - 1]
            delivered_g = line.delivered_g + weights.get(line_no, 0)
            changed.append(replace(line, delivered=line.delivered + quantity, delivered_g=delivered_g))
            goods.append(StockMovementLine(line.item, -quantity))
        closed = totalled(wanted.closed)
        lines = with_closed(with_lines(order, changed), check_closed(order, changed, wanted.closed))
        move = OrderMove.DELIVER_PART if has_open_units(lines) else OrderMove.DELIVER_REST
        after = moved(order, move, lines)
        number = books.number("delivery")
        books.orders.put(after)
        # Promised was what was ordered: a surplus was not, and what is closed is so no more.
        self._warehouse.commit(order.site, surplus_of(order, units))
        movement = NewMovement(StockMovementKind.DELIVERY, site, number, "", tuple(goods))
        self._warehouse.issue(movement, promised_at=order.site)
        self._warehouse.commit(order.site, {_item(order, no): -count for no, count in closed.items()})
        delivery = Delivery(
            number, order.number, wanted.external_ref, site, wanted.date or books.today(),
            wanted.tracking,
            tuple(DeliveryLine(no, quantity, weights.get(no, 0)) for no, quantity in units.items()),
            closed=tuple(ClosedLine(*pair) for pair in closed.items()),
        )  # fmt: skip
        return books.deliveries.put(delivery)


def _item(order: SalesOrder, line_no: int) -> str:
    return order.lines[line_no // LINE_STEP - 1].item


def _facts(held: Delivery, wanted: NewDelivery) -> tuple[object, ...]:
    units = {line.line_no: line.quantity for line in held.lines}
    weights = {line.line_no: line.weight_g for line in held.lines if line.weight_g}
    closed = {line.line_no: line.quantity for line in held.closed}
    date, site = held.date if wanted.date else None, held.site if wanted.site else None
    return held.order, held.tracking, units, date, site, closed, weights


def _wanted_facts(wanted: NewDelivery) -> tuple[object, ...]:
    closed = totalled(wanted.closed)
    units, weights = totalled(wanted.lines), dict(wanted.weights)
    return wanted.order, wanted.tracking, units, wanted.date, wanted.site, closed, weights
