"""Orders of the channels: placed once, held and released."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ...kernel.currencies import check_currency
from ...kernel.problems import Conflict, NotFound, Unprocessable
from ..lifecycle import ORDER, OrderMove
from ..model import FulfilmentState, OrderLine, SalesOrder
from .allocation import Freed, allocated, route, serve_waiting
from .posting import WITHDRAWN, Posting
from .remainders import cancel_what_waits
from .tables import Booked, Tables

ORDERS_FROM = 1000001
LINES_FROM = 2000001


class Ordering(Tables):
    """Takes orders in."""

    def place(self, asked: SalesOrder) -> Booked[SalesOrder]:
        """Take an order in, numbered here, and allocate it unless it is held."""
        held = self.order_of(asked.channel, asked.external_id)
        if held is not None:
            return Booked(_the_same(held, asked), already=True)
        self._check_new(asked)
        posting = Posting(self)
        ids = self.context.ids
        order_id = ids.following("order", ORDERS_FROM)
        lines = []
        sites = route(posting, self, asked.lines)
        for line in asked.lines:
            numbered = replace(line, id=ids.following("line", LINES_FROM))
            if not asked.holds:
                numbered = allocated(posting, order_id, numbered, sites)
            lines.append(numbered)
        order = replace(asked, id=order_id, lines=tuple(lines), state=ORDER.start)
        self.orders.put(order)
        self.announce_order("order.created", order_id)
        for line in lines:
            if line.backordered:
                posting.book_backorder(order_id, line)
        posting.book()
        cancel_what_waits(self, order_id)
        return Booked(self.orders.get(order_id))

    def order_of(self, channel: str, external_id: str) -> SalesOrder | None:
        """The order that a channel knows by this id."""
        for order in self.orders.by("external_id", external_id):
            if order.channel == channel:
                return order
        return None

    def fulfilment_ids(self, order_id: int) -> list[int]:
        """The fulfilment orders of an order, oldest first."""
        return [work.id for work in self.fulfilments.by("order", order_id)]

    def _check_new(self, asked: SalesOrder) -> None:
        if not asked.lines and not asked.charges:
            raise Unprocessable("an order needs a line or a charge", field="lines")
        check_currency(asked.currency)
        self._check_lines(asked.lines, set())

    def _check_lines(self, lines: Sequence[OrderLine], names: set[str]) -> None:
        """Refuse lines of unknown items, and lines that are called as others are; ``names`` are taken."""
        for index, line in enumerate(lines):
            if line.sku not in self.items:
                raise Unprocessable(
                    f"there is no item {line.sku}; add it at POST /items/bulk",
                    field=f"lines[{index}].sku",
                )
            if line.external_line in names:
                raise Unprocessable(
                    f"external_line {line.external_line} stands twice; each line has its own",
                    field=f"lines[{index}].external_line",
                )
            names.add(line.external_line)
            if line.header_discount > line.discount:
                raise Unprocessable(
                    f"the discount of a line is {line.discount}, so its share of the order's cannot be "
                    f"{line.header_discount}",
                    field=f"lines[{index}].header_discount",
                )

    def hold(self, order_id: int, hold: str) -> Booked[SalesOrder]:
        """Stop an order: what no warehouse has accepted becomes unallocated again."""
        order = self.orders.get(order_id)
        if hold in order.holds:
            return Booked(order, already=True)
        ORDER.after(order.state, OrderMove.HOLD, of=order_id)
        posting = Posting(self)
        posting.change_holds(order, (*order.holds, hold))
        posting.move(order_id, OrderMove.HOLD)
        freed = self._withdraw(posting, order)
        serve_waiting(posting, self, freed.supply(posting))
        posting.book()
        return Booked(self.orders.get(order_id))

    def stop(self, order_id: int, hold: str) -> Booked[SalesOrder]:
        """Stop an order by hand while it waits; what a site is being asked for is not paused."""
        order = self.orders.get(order_id)
        for work in () if hold in order.holds else self.fulfilments.by("order", order_id):
            if work.state is FulfilmentState.OPEN:
                raise Conflict(
                    f"site {work.site} is being asked for fulfilment {work.id} of order {order_id}; "
                    "wait until it has left, or cancel it first"
                )
        return self.hold(order_id, hold)

    def _withdraw(self, posting: Posting, order: SalesOrder) -> Freed:
        freed = Freed()
        for line in order.lines:
            if line.backordered:
                posting.change_line(order.id, replace(line, backordered=0))
        for work in self.fulfilments.by("order", order.id):
            open_units = {line.line_id: line.open for line in work.lines if line.open}
            if work.state is FulfilmentState.ACCEPTED:
                # What a warehouse accepted can be cancelled with its consent, and not be paused.
                raise Conflict(
                    f"order {order.id} is being worked on: the warehouse accepted fulfilment "
                    f"{work.id} as {work.warehouse_ref}; cancel it first"
                )
            if work.state is FulfilmentState.OPEN:
                posting.end(work, open_units, WITHDRAWN)
                for unit in work.lines:
                    freed.add(unit.sku, work.site, unit.open)
        return freed

    def release(self, order_id: int, hold: str) -> SalesOrder:
        """Take one hold off; after the last one the order is allocated."""
        order = self.orders.get(order_id)
        if hold not in order.holds:
            there = ", ".join(order.holds) or "none"
            raise NotFound(f"order {order_id} has no hold {hold}; it has: {there}")
        ORDER.after(order.state, OrderMove.RELEASE, of=order_id)
        holds = tuple(other for other in order.holds if other != hold)
        posting = Posting(self)
        posting.change_holds(order, holds)
        posting.move(order_id, OrderMove.RELEASE)
        if not holds:
            sites = route(posting, self, order.lines)
            for line in order.lines:
                if line.unallocated:
                    posting.change_line(order_id, allocated(posting, order_id, line, sites))
        posting.book()
        cancel_what_waits(self, order_id)
        return self.orders.get(order_id)


def _the_same(held: SalesOrder, asked: SalesOrder) -> SalesOrder:
    bare = replace(
        held,
        id=asked.id, lines=tuple(map(_as_asked, held.lines)), holds=asked.holds, state=asked.state,
    )  # fmt: skip
    if bare != asked:
        raise Conflict(
            f"order {held.external_id} of {held.channel} is order {held.id} with other content; "
            "an order is taken in once",
            field="external_id",
        )
    return held


def _as_asked(line: OrderLine) -> OrderLine:
    return replace(
        line, id=0, allocated=0, backordered=0, shipped=0, cancelled=0, returned=0, closed=0, amends=""
    )
