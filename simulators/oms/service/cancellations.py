"""Cancellations: units are taken off where that is free, and asked back from warehouses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec.structs import replace

from ...kernel.problems import Conflict, NotFound, Unprocessable
from ..lifecycle import OrderMove
from ..model import (
    Cancellation,
    CancellationLine,
    CancellationRequest,
    FulfilmentLine,
    FulfilmentOrder,
    FulfilmentState,
    SalesOrder,
)
from .allocation import Freed, serve_waiting
from .posting import CANCELLED, Posting
from .tables import Booked, LineQuantity, Tables, stands_once


class GrantedQuantity(LineQuantity, Protocol):
    """A warehouse's word on the units that it was asked to give up."""

    @property
    def granted(self) -> int:
        """How many of them it gives up."""


class Cancelling(Tables):
    """Takes units off orders."""

    def cancel(self, order_id: int, reference: str, lines: Sequence[LineQuantity]) -> Booked[Cancellation]:
        """Take off what is not promised, then what no warehouse accepted; ask for the rest."""
        order = self.orders.get(order_id)
        held = self.cancellations.find(reference)
        if held is not None:
            return Booked(_the_same(held, order_id, lines), already=True)
        stands_once(lines, (line.id for line in order.lines), f"order {order_id}")
        taking = _Taking(self, order)
        answers = tuple(taking.take(line.line_id, line.quantity) for line in lines)
        taking.book()
        cancellation = Cancellation(reference, order_id, answers, tuple(taking.requests))
        return Booked(self.cancellations.put(cancellation))

    def answer_cancellation(
        self, fulfilment_id: int, reference: str, lines: Sequence[GrantedQuantity]
    ) -> Booked[Cancellation]:
        """A warehouse says how many units it gives up; the others will ship."""
        work = self.fulfilments.get(fulfilment_id)
        held = self.cancellations.find(reference)
        if held is None:
            raise NotFound(f"there is no cancellation {reference}", field="cancellation_ref")
        asked = {request.line_id: request for request in held.requests if request.fulfilment_id == work.id}
        stands_once(lines, asked, f"cancellation {reference} of fulfilment {work.id}")
        open_units = {line.line_id: line.open for line in work.lines}
        answers = [
            line
            for index, line in enumerate(lines)
            if _unanswered(index, line, asked[line.line_id], open_units[line.line_id])
        ]
        if not answers:
            return Booked(held, already=True)
        self._give_up(work, {line.line_id: line.granted for line in answers if line.granted})
        return Booked(self.cancellations.put(_answered(held, work.id, answers)))

    def _give_up(self, work: FulfilmentOrder, granted: dict[int, int]) -> None:
        if not granted:
            return
        posting = Posting(self)
        posting.end(work, granted, CANCELLED)
        posting.move(work.order_id, OrderMove.CANCEL_PART, OrderMove.CANCEL_REST)
        freed = Freed()
        for line_id, quantity in granted.items():
            freed.add(posting.line(work.order_id, line_id).sku, work.site, quantity)
        serve_waiting(posting, self, freed.supply(posting))
        posting.book()


class _Taking:
    """One cancellation on its way through the lines of an order."""

    def __init__(self, tables: Tables, order: SalesOrder) -> None:
        self.requests: list[CancellationRequest] = []
        self._tables = tables
        self._order = order
        self._posting = Posting(tables)
        self._direct: dict[int, dict[int, int]] = {}
        self._touched = False
        self._works: dict[int, FulfilmentOrder] = {}
        self._places: dict[int, list[tuple[FulfilmentOrder, FulfilmentLine]]] = {}
        for work in tables.fulfilments.by("order", order.id):
            self._works[work.id] = work
            for line in work.lines:
                if line.open:
                    self._places.setdefault(line.line_id, []).append((work, line))
        self._asked: dict[tuple[int, int], int] = {}
        for other in tables.cancellations.by("order", order.id):
            for request in other.requests:
                if request.granted is None:
                    place = (request.fulfilment_id, request.line_id)
                    self._asked[place] = self._asked.get(place, 0) + request.quantity

    def take(self, line_id: int, quantity: int) -> CancellationLine:
        """Take units off a line, the freest first."""
        taken = self._take_unpromised(line_id, quantity)
        taken += self._take_unaccepted(line_id, quantity - taken)
        pending = self._ask_warehouses(line_id, quantity - taken)
        self._touched = self._touched or taken > 0
        return CancellationLine(line_id, quantity, taken, quantity - taken - pending)

    def _take_unpromised(self, line_id: int, quantity: int) -> int:
        line = self._posting.line(self._order.id, line_id)
        unallocated = min(quantity, line.unallocated)
        backordered = min(quantity - unallocated, line.backordered)
        taken = unallocated + backordered
        if taken:
            reduced = replace(
                line, backordered=line.backordered - backordered, cancelled=line.cancelled + taken
            )
            self._posting.change_line(self._order.id, reduced)
        return taken

    def _take_unaccepted(self, line_id: int, quantity: int) -> int:
        left = quantity
        for work, line in self._places.get(line_id, []):
            if left and work.state is FulfilmentState.OPEN:
                units = min(left, line.open)
                self._direct.setdefault(work.id, {})[line_id] = units
                left -= units
        return quantity - left

    def _ask_warehouses(self, line_id: int, quantity: int) -> int:
        # As at Shopify, what was accepted for fulfilment is only cancelled by request.
        # https://shopify.dev/docs/api/admin-graphql/latest/mutations/fulfillmentOrderSubmitCancellationRequest
        left = quantity
        for work, line in self._places.get(line_id, []):
            if work.state is FulfilmentState.ACCEPTED:
                units = min(left, line.open - self._asked.get((work.id, line_id), 0))
                if units > 0:
                    self.requests.append(CancellationRequest(work.id, line_id, units))
                    left -= units
        return quantity - left

    def book(self) -> None:
        """Put what was taken, and give the stock that became free to those who wait."""
        if not self._touched:
            return
        posting, freed = self._posting, Freed()
        posting.move(self._order.id, OrderMove.CANCEL_PART, OrderMove.CANCEL_REST)
        for work_id, quantities in self._direct.items():
            work = self._works[work_id]
            posting.end(work, quantities, CANCELLED)
            for line in work.lines:
                freed.add(line.sku, work.site, quantities.get(line.line_id, 0))
        serve_waiting(posting, self._tables, freed.supply(posting))
        posting.book()


def _the_same(held: Cancellation, order_id: int, lines: Sequence[LineQuantity]) -> Cancellation:
    before = sorted((line.line_id, line.quantity) for line in held.lines)
    now = sorted((line.line_id, line.quantity) for line in lines)
    if (held.order_id, before) != (order_id, now):
        raise Conflict(
            f"cancellation {held.reference} stands for order {held.order_id} with other content; "
            "a reference names one cancellation",
            field="reference",
        )
    return held


def _unanswered(index: int, line: GrantedQuantity, request: CancellationRequest, open_units: int) -> bool:
    at, asked = f"lines[{index}]", f"of line {line.line_id} {request.quantity} units were asked"
    if line.quantity != request.quantity:
        raise Unprocessable(f"{asked} for, not {line.quantity}", field=f"{at}.quantity")
    if line.granted > line.quantity:
        raise Unprocessable(f"{asked} for, not {line.granted}", field=f"{at}.granted")
    if request.granted is not None:
        if request.granted != line.granted:
            raise Conflict(
                f"{asked} for and {request.granted} granted before, not {line.granted}",
                field=f"{at}.granted",
            )
        return False
    if line.granted > open_units:
        raise Unprocessable(
            f"{open_units} units of line {line.line_id} are still open, not {line.granted}",
            field=f"{at}.granted",
        )
    return True


def _answered(held: Cancellation, fulfilment_id: int, answers: Sequence[GrantedQuantity]) -> Cancellation:
    given = {line.line_id: line for line in answers}
    requests = tuple(
        replace(request, granted=given[request.line_id].granted)
        if request.fulfilment_id == fulfilment_id and request.line_id in given
        else request
        for request in held.requests
    )
    lines = tuple(
        _answered_line(line, given[line.line_id]) if line.line_id in given else line for line in held.lines
    )
    return replace(held, lines=lines, requests=requests)


def _answered_line(line: CancellationLine, answer: GrantedQuantity) -> CancellationLine:
    return replace(
        line,
        cancelled=line.cancelled + answer.granted,
        refused=line.refused + answer.quantity - answer.granted,
    )
