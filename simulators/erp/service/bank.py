"""Money that payers transfer: it settles their oldest invoices, and makes room for orders that wait."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ...kernel.problems import NotFound, Unprocessable
from ..model import Allocation, Customer, HoldKind, Payment, PaymentKind
from .books import Books, Made, referred, repeated
from .early_payment import post_discounts, settled_with
from .exchange import Exchange, in_company_currency
from .exposure import CreditControl
from .holds import HoldDesk
from .ledger import Ledger, Posted
from .open_items import open_items


class Transfer(NamedTuple):
    """Money that came to the bank; ``reference`` is the bank's, once, ``order_ref`` an order it names."""

    reference: str
    customer_ref: str
    amount: Decimal
    currency: str
    order_ref: str = ""


class Bank:
    """Books what the bank says has come."""

    def __init__(self, books: Books, ledger: Ledger, credit: CreditControl, holds: HoldDesk) -> None:
        self._books = books
        self._ledger = ledger
        self._credit = credit
        self._holds = holds
        self._exchange = Exchange(books)

    def book(self, wanted: Transfer) -> Made[Payment]:
        """Settle invoices with it, the oldest first; what is too much stays on the account.

        Where it names an order, it settles the invoices of that one alone, those to come included.
        """
        books = self._books
        payer = referred(books.customers, wanted.customer_ref)
        if payer is None:
            raise NotFound(f"there is no customer {wanted.customer_ref}", field="customer_ref")
        if wanted.amount <= 0:
            raise Unprocessable(f"a transfer is more than 0, not {wanted.amount}", field="amount")
        held = referred(books.payments, wanted.reference)
        if held is not None:
            facts = (held.customer, held.amount, held.currency, held.order_ref)
            same = facts == (payer.number, wanted.amount, wanted.currency, wanted.order_ref)
            return repeated(held, "payment", wanted.reference, same=same)
        number, today = books.number("payment"), books.today()
        rate = self._exchange.rate_of(wanted.currency, today)
        payment = Payment(
            number, wanted.reference, PaymentKind.RECEIPT, payer.number, "", wanted.amount, wanted.currency,
            today, "bank", exchange_rate=rate, allocations=self._allocated(payer, wanted),
            order_ref=wanted.order_ref,
        )  # fmt: skip
        posted = Posted(wanted.reference, today)
        worth = in_company_currency(wanted.amount, rate)
        self._ledger.owe(payer.number, -worth, number, f"bank transfer {number}", posted)
        booked = books.payments.put(payment)
        post_discounts(books, self._ledger, booked)
        self._release(payer, booked)
        if (order := referred(books.orders, wanted.order_ref)) is not None:
            self._holds.paid(order.number, f"payment {number}")
        return Made(booked)

    def _allocated(self, payer: Customer, wanted: Transfer) -> tuple[Allocation, ...]:
        books, account = self._books, (payer.number, wanted.currency)
        invoices = books.invoices.by("on account", account)
        if wanted.order_ref:
            named = referred(books.orders, wanted.order_ref)
            invoices = [one for one in invoices if named is not None and one.order == named.number]
        return settled_with(wanted.amount, open_items(books, account, invoices), books.today())

    def _release(self, payer: Customer, payment: Payment) -> None:
        """Let orders go that fit in what the payment made room for, the oldest first."""
        for order in self._credit.waiting(payer.number, payment.currency):
            if self._credit.objection(order):
                continue
            for hold in self._books.holds.by("order", order.number):
                if hold.kind is HoldKind.CREDIT and hold.state == "placed":
                    self._holds.release(hold.number, f"payment {payment.number}", "it made room")
