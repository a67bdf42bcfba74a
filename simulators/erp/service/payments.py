"""Payments: money that came from customers or went back to them."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ...kernel.currencies import check_paid
from ...kernel.problems import Unprocessable
from ..model import Payment, PaymentKind
from .books import Books, Made, repeated
from .exchange import in_company_currency
from .ledger import Ledger, Posted


class NewPayment(NamedTuple):
    """Money that moved at the payment provider."""

    external_ref: str
    kind: PaymentKind
    order: str
    amount: Decimal
    currency: str
    method: str = "card"


class Cash:
    """Books payments."""

    def __init__(self, books: Books, ledger: Ledger) -> None:
        self._books = books
        self._ledger = ledger

    def book(self, wanted: NewPayment) -> Made[Payment]:
        """Book money received (customers owe less) or refunded (they owe more)."""
        books = self._books
        order = books.order(wanted.order, field="order")
        if wanted.amount <= 0:
            raise Unprocessable(
                f"a payment is more than 0, not {wanted.amount}; its kind says which way it went",
                field="amount",
            )
        if wanted.currency != order.currency:
            raise Unprocessable(
                f"sales order {order.number} is in {order.currency}, not in {wanted.currency}",
                field="currency",
            )
        check_paid(wanted.amount, wanted.currency, field="amount")
        held = books.made_before(books.payments, wanted.external_ref)
        if held is not None:
            facts = (held.external_ref, held.kind, held.order, held.amount, held.currency, held.method)
            return repeated(held, "payment", wanted.external_ref, same=facts == wanted)
        number = books.number("payment")
        today = books.today()
        payment = Payment(
            number, wanted.external_ref, wanted.kind, order.customer, order.number,
            wanted.amount, wanted.currency, today, wanted.method, order.payer,
            order.exchange_rate,
        )  # fmt: skip
        amount = in_company_currency(wanted.amount, order.exchange_rate)
        owed = -amount if wanted.kind is PaymentKind.RECEIPT else amount
        posted = Posted(wanted.external_ref, today)
        self._ledger.owe(order.bill_to, owed, number, f"{wanted.kind} {number}", posted)
        return Made(books.payments.put(payment))
