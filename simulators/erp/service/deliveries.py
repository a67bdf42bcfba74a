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
    OrderLine,
    SalesOrder,
    StockMovementKind,
)
from ..policy import REMAINDER, UNDER_DELIVERY
from .books import Books, Made, repeated
from .exposure import CreditControl
from .holds import check_free
from .order_lines import LINE_STEP, Left, Units, line_at, moved, taken, totalled, with_lines
from .stock import NewMovement, Warehouse
from .substitutes import Shipped, Substitution, goods_of
from .tolerances import check_closed, closed_by, surplus_of, with_closed
from .weights import NO_WEIGHTS, check_scales, check_weighed

_DELIVERABLE = Left(lambda line: line.deliverable, "open or tolerated")


class NewDelivery(NamedTuple):
    """Units of an order that left; ``external_ref`` is empty when people here sent them.

    Without a ``site`` they left the one that the order is booked at. ``substitutes`` are those of the
    units for which another item left. ``closed`` units will not follow; ``weights`` are those of the
    lines that are paid by weight.
    """

    order: str
    external_ref: str
    tracking: str
    lines: Sequence[Units]
    date: str | None = None
    site: str | None = None
    substitutes: Sequence[Shipped] = ()
    closed: Sequence[Units] = ()
    weights: Mapping[int, int] = NO_WEIGHTS


class Dispatch:
    """Books the goods that leave."""

    def __init__(
        self, books: Books, warehouse: Warehouse, substitution: Substitution, credit: CreditControl
    ) -> None:
        self._books = books
        self._credit = credit
        self._warehouse = warehouse
        self._substitution = substitution

    def report(self, wanted: NewDelivery) -> Made[Delivery]:
        """Book what a warehouse has sent: it is gone, whatever the count of stock says."""
        order = self._books.order(wanted.order, field="order")
        held = self._books.made_before(self._books.deliveries, wanted.external_ref)
        if held is not None:
            same = _facts(held, wanted) == _wanted_facts(wanted)
            return repeated(held, "delivery", wanted.external_ref, same=same)
        return Made(self._issue(order, wanted))

    def send(self, wanted: NewDelivery) -> Delivery:
        """Send goods from here; nobody can send what is not there, or more than ordered of what others want.

        What is complete within its tolerance is closed, unless the policy keeps it open.
        """
        order = self._books.order(wanted.order, field="order")
        check_free(order, "delivered")
        for index, one in enumerate(wanted.lines):
            line_at(order, one.line_no, index)
        units = taken(order, wanted.lines, _DELIVERABLE)
        check_scales(order, units, wanted.weights)
        self._credit.check_delivery(order, units)
        instead = self._substitution.taken(order, wanted.lines, wanted.substitutes)
        goods = [(line.item, -line.quantity) for line in goods_of(order, units, instead)]
        site = self._site(order, wanted)
        self._warehouse.check_sellable(site, goods)
        self._warehouse.check_free(site, surplus_of(order, units))
        chosen = self._books.context.chosen
        if chosen(REMAINDER) == "complete":
            return self._issue(order, wanted, completing=True)
        closes = chosen(UNDER_DELIVERY) == "close"
        return self._issue(order, wanted._replace(closed=closed_by(order, units) if closes else ()))

    def _site(self, order: SalesOrder, wanted: NewDelivery) -> str:
        return order.site if wanted.site is None else self._books.site(wanted.site)

    def _issue(self, order: SalesOrder, wanted: NewDelivery, *, completing: bool = False) -> Delivery:
        books = self._books
        site = self._site(order, wanted)
        units = taken(order, wanted.lines, _DELIVERABLE)
        instead = self._substitution.taken(order, wanted.lines, wanted.substitutes)
        check_weighed(order, units, wanted.weights)
        changed, delivered = _delivered(order, units, wanted.weights, completing=completing)
        lines = with_closed(with_lines(order, changed), check_closed(order, changed, wanted.closed))
        move = OrderMove.DELIVER_PART if has_open_units(lines) else OrderMove.DELIVER_REST
        after = moved(order, move, lines)
        number = books.number("delivery")
        books.orders.put(after)
        # Promised was what was ordered: a surplus was not, and what is closed is so no more.
        self._warehouse.commit(order.site, surplus_of(order, units))
        goods = tuple(goods_of(order, units, instead))
        movement = NewMovement(StockMovementKind.DELIVERY, site, number, "", goods)
        promised = _promised(order, units) if instead else None
        self._warehouse.issue(movement, promised_at=order.site, promised=promised)
        self._release(order, {line.line_no: line.cancelled for line in delivered})
        closed = totalled(wanted.closed)
        self._release(order, closed)
        delivery = Delivery(
            number, order.number, wanted.external_ref, site, wanted.date or books.today(), wanted.tracking,
            delivered, substitutes=instead, closed=tuple(ClosedLine(*pair) for pair in closed.items()),
            held=tuple(map(str, order.holds)),
        )  # fmt: skip
        return books.deliveries.put(delivery)

    def _release(self, order: SalesOrder, given_up: Mapping[int, int]) -> None:
        """Take back what was promised of units that will not be delivered."""
        promised = _promised(order, given_up)
        self._warehouse.commit(order.site, {item: units for item, units in promised.items() if units})


def _delivered(
    order: SalesOrder, units: Mapping[int, int], weights: Mapping[int, int], *, completing: bool
) -> tuple[list[OrderLine], tuple[DeliveryLine, ...]]:
    """The order lines after these units left, and the lines of the delivery."""
    changed, delivered = [], []
    for line_no, quantity in units.items():
        line = order.lines[line_no // LINE_STEP - 1]
        # A kit is cancelled whole: the rest of a component stays open.
        rest = max(0, line.open - quantity) if completing and not line.kit else 0
        weight_g = weights.get(line_no, 0)
        changed.append(
            replace(
                line, delivered=line.delivered + quantity, cancelled=line.cancelled + rest,
                delivered_g=line.delivered_g + weight_g,
            )
        )  # fmt: skip
        delivered.append(DeliveryLine(line_no, quantity, rest, weight_g))
    return changed, tuple(delivered)


def _promised(order: SalesOrder, units: Mapping[int, int]) -> dict[str, int]:
    """What is no longer promised of each item that was ordered, below 0."""
    promised: dict[str, int] = {}
    for line_no, quantity in units.items():
        item = order.lines[line_no // LINE_STEP - 1].item
        promised[item] = promised.get(item, 0) - quantity
    return promised


def _facts(held: Delivery, wanted: NewDelivery) -> tuple[object, ...]:
    units = {line.line_no: line.quantity for line in held.lines}
    weights = {line.line_no: line.weight_g for line in held.lines if line.weight_g}
    closed = {line.line_no: line.quantity for line in held.closed}
    date, site = held.date if wanted.date else None, held.site if wanted.site else None
    instead = [(one.line_no, one.quantity, one.item) for one in held.substitutes]
    return held.order, held.tracking, units, date, site, instead, closed, weights


def _wanted_facts(wanted: NewDelivery) -> tuple[object, ...]:
    instead = [(one.line_no, one.quantity, one.item) for one in wanted.substitutes]
    closed = totalled(wanted.closed)
    units, weights = totalled(wanted.lines), dict(wanted.weights)
    return wanted.order, wanted.tracking, units, wanted.date, wanted.site, instead, closed, weights
