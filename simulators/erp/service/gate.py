"""What every order passes as it is put: whether its prices were granted, and its payer has the credit."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import HoldKind, OrderLine, SalesOrder
from .authority import Authority, pending
from .books import Books
from .exposure import CreditControl
from .holds import HoldDesk
from .prepayment import unpaid


class Gate:
    """Puts orders, on hold where something has to be settled first."""

    def __init__(self, books: Books, holds: HoldDesk, authority: Authority, credit: CreditControl) -> None:
        self._books = books
        self._holds = holds
        self._authority = authority
        self._credit = credit

    def judged(self, lines: Sequence[OrderLine], day: str) -> tuple[OrderLine, ...]:
        """The lines of an order of a day, with what is pending of their prices."""
        return self._authority.judged(lines, day)

    def put(self, order: SalesOrder, lines: Sequence[OrderLine], *, suspicion: str = "") -> SalesOrder:
        """Put an order, on hold for what has to be settled of lines that it got, or for a suspicion."""
        review = {HoldKind.FRAUD: suspicion} if suspicion else {}
        return self._holds.place(order, {**self.reasons(order, lines), **review})

    def shrunk(self, order: SalesOrder) -> SalesOrder:
        """An order after a cancellation: what is left of it may have been paid in advance."""
        if order.holds:
            self._holds.paid(order.number, f"sales order {order.number}")
        return self._books.order(order.number)

    def reasons(self, order: SalesOrder, lines: Sequence[OrderLine]) -> dict[HoldKind, str]:
        """Why an order that got these lines would have to wait, by the kind of hold."""
        reasons = {
            HoldKind.PRICE: pending(lines),
            HoldKind.CREDIT: self._credit.objection(order),
            HoldKind.PAYMENT: unpaid(self._books, order),
        }
        return {kind: reason for kind, reason in reasons.items() if reason}
