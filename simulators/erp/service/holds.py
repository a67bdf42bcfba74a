"""Holds: placed on sales orders, and ended by somebody who has the authority, or by themselves."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from ...kernel.problems import Conflict, Unprocessable
from ..lifecycle import HOLD, HoldMove, has_open_units
from ..model import Hold, HoldKind, HoldState, SalesOrder
from .authority import Authority
from .books import Books, existing
from .prepayment import unpaid


class HoldDesk:
    """Places holds and ends them, each with who did it and why."""

    def __init__(self, books: Books, authority: Authority) -> None:
        self._books = books
        self._authority = authority

    def place(self, order: SalesOrder, reasons: Mapping[HoldKind, str]) -> SalesOrder:
        """Put an order, on hold for these reasons besides those for which it is so already."""
        books = self._books
        new = {kind: reason for kind, reason in reasons.items() if kind not in order.holds}
        placed = books.orders.put(replace(order, holds=(*order.holds, *new)))
        for kind, reason in new.items():
            number = books.number("hold")
            books.holds.put(Hold(number, order.number, kind, HOLD.start, reason, books.today()))
        return placed

    def release(self, number: str, by: str, reason: str) -> Hold:
        """Let an order go as far as this hold is concerned; the line keeps who approved its price."""
        hold = existing(self._books.holds, number, "hold")
        ended = self._ended(hold, HoldMove.RELEASE, by, reason)
        order = self._books.order(hold.order)
        if hold.kind is HoldKind.PAYMENT and (why := unpaid(self._books, order)):
            raise Conflict(
                f"hold {number} of sales order {order.number} ends by itself once it is paid: {why}; "
                "book the transfer, or refuse the hold"
            )
        if hold.kind is HoldKind.PRICE:
            order = self._authority.approved(order, by, reason)
        kept = list(order.holds)
        kept.remove(hold.kind)
        self._books.orders.put(replace(order, holds=tuple(kept)))
        return self._books.holds.put(ended)

    def refuse(self, number: str, by: str, reason: str) -> Hold:
        """Never let the order go; it stays blocked, and whoever sold it has to cancel it."""
        hold = existing(self._books.holds, number, "hold")
        return self._books.holds.put(self._ended(hold, HoldMove.REFUSE, by, reason))

    def review(self, number: str, by: str, reason: str, *, cleared: bool) -> SalesOrder:
        """Carry out what the shop found out about an order under review; the same again changes nothing."""
        order = self._books.order(number)
        for hold in self._books.holds.by("order", number):
            if hold.kind is HoldKind.FRAUD and hold.state is HoldState.PLACED:
                end = self.release if cleared else self.refuse
                end(hold.number, by, reason)
        return self._books.order(order.number)

    def paid(self, number: str, by: str) -> None:
        """Let an order go that waited for its payment and is paid; else say what is missing by now."""
        order = self._books.order(number)
        for hold in self._books.holds.by("order", number):
            if hold.kind is not HoldKind.PAYMENT or hold.state is not HoldState.PLACED:
                continue
            if why := unpaid(self._books, order):
                self._books.holds.put(replace(hold, reason=why))
            else:
                self.release(hold.number, by, "all that is to be paid in advance has come")

    def _ended(self, hold: Hold, move: HoldMove, by: str, reason: str) -> Hold:
        for name, text in (("by", by), ("reason", reason)):
            if not text.strip():
                raise Unprocessable(f"hold {hold.number} ends with a name and a reason", field=name)
        state = HOLD.after(hold.state, move, of=hold.number)
        return replace(hold, state=state, decided_by=by, decision=reason, decided_on=self._books.today())


def lapse(books: Books, order: SalesOrder) -> SalesOrder:
    """The order, which nothing holds any more once nothing of it is open."""
    if not order.holds or has_open_units(order.lines):
        return order
    for hold in books.holds.by("order", order.number):
        if hold.state in (HoldState.PLACED, HoldState.REFUSED):
            books.holds.put(replace(hold, state=HOLD.after(hold.state, HoldMove.LAPSE, of=hold.number)))
    return replace(order, holds=())


def check_free(order: SalesOrder, purpose: str) -> None:
    """Refuse to go on with an order that is on hold."""
    if order.holds:
        raise Conflict(
            f"sales order {order.number} cannot be {purpose} while it is on hold ({', '.join(order.holds)}); "
            "have the hold released, or cancel the order"
        )
