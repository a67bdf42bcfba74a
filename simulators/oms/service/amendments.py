"""Amendments: further lines, another address, another day, for an order that is not done yet.

Lines that exist stay as they were sold; fewer units are a cancellation.
"""

from __future__ import annotations

from msgspec.structs import replace

from ...kernel.problems import Conflict, Unprocessable
from ..lifecycle import ORDER, OrderMove
from ..model import Amendment, OrderLine, SalesOrder
from ..policy import SHIP
from .allocation import allocated, route
from .orders import LINES_FROM, Ordering
from .posting import Posting
from .remainders import cancel_what_waits
from .tables import Booked


class Amending(Ordering):
    """Changes orders after they were taken in."""

    def amend(self, asked: Amendment) -> Booked[Amendment]:
        """Take further lines in and allocate them, unless the order is held; send open goods elsewhere."""
        order = self.orders.get(asked.order_id)
        held = self.amendments.find(asked.reference)
        if held is not None:
            return Booked(_the_same(held, asked), already=True)
        if not asked.lines and asked.ship_to is None and asked.requested_date is None:
            raise Unprocessable(
                f"amendment {asked.reference} changes nothing; name a line, an address or a day",
                field="lines",
            )
        self._check_lines(asked.lines, {line.external_line for line in order.lines})
        posting = Posting(self)
        lines = self._numbered(order, asked.lines)
        posting.change_order(_amended(order, asked, lines))
        if lines:
            posting.move(order.id, OrderMove.AMEND)
        if asked.ship_to is not None or asked.requested_date is not None:
            # Checked before anything is put: what has shipped went where it was to go.
            ORDER.after(order.state, OrderMove.REDIRECT, of=order.id)
            posting.move(order.id, OrderMove.REDIRECT)
        sites = self._sites(posting, order, lines)
        for line in lines:
            posting.change_line(order.id, line)
            if not order.holds:
                posting.change_line(order.id, allocated(posting, order.id, line, sites))
        posting.book()
        made = self.amendments.put(replace(asked, lines=lines))
        cancel_what_waits(self, order.id)
        return Booked(made)

    def _sites(self, posting: Posting, order: SalesOrder, lines: tuple[OrderLine, ...]) -> tuple[str, ...]:
        """Who serves further lines; where orders ship complete, they wait with what waits of the order."""
        if self.context.chosen(SHIP) == "complete" and any(line.backordered for line in order.lines):
            return ()
        return route(posting, self, lines)

    def _numbered(self, order: SalesOrder, lines: tuple[OrderLine, ...]) -> tuple[OrderLine, ...]:
        if lines:
            ORDER.after(order.state, OrderMove.AMEND, of=order.id)
        ids = self.context.ids
        return tuple(replace(line, id=ids.following("line", LINES_FROM)) for line in lines)


def _amended(order: SalesOrder, asked: Amendment, lines: tuple[OrderLine, ...]) -> SalesOrder:
    return replace(
        order,
        lines=(*order.lines, *lines),
        ship_to=order.ship_to if asked.ship_to is None else asked.ship_to,
        requested_date=order.requested_date if asked.requested_date is None else asked.requested_date,
    )


def _the_same(held: Amendment, asked: Amendment) -> Amendment:
    if replace(held, lines=tuple(replace(line, id=0) for line in held.lines)) != asked:
        raise Conflict(
            f"amendment {held.reference} stands for order {held.order_id} with other content; "
            "a reference names one amendment",
            field="reference",
        )
    return held
