"""What payers owe and have ordered on account, held against what they may owe."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec.structs import replace

from ...kernel.arithmetic import share_between
from ...kernel.problems import Conflict
from ..model import HoldKind, OrderLine, OrderState, Payment, SalesOrder
from ..policy import CREDIT_CHECK, CREDIT_EXPOSURE
from .books import COMPANY_CURRENCY, Books
from .freight import rest_of
from .payment_terms import PREPAID

_NOTHING = Decimal(0)


class CreditControl:
    """Says whether an order bought on account is within the limit of whoever pays for it.

    Counted are, by payer and currency: open items, what was delivered and not billed and, by policy,
    what is still to be delivered. Orders that wait for credit do not count, for nothing of them goes; nor
    do those paid in advance, and what was transferred for them.
    """

    def __init__(self, books: Books) -> None:
        self._books = books

    def objection(self, order: SalesOrder) -> str:
        """Why an order has to wait for credit; empty where there is none, or no need of it."""
        if self._books.context.chosen(CREDIT_CHECK) == "delivery":
            return ""
        payer = self._books.customers.get(order.bill_to)
        if order.payment_terms in ("", PREPAID) or payer.credit_limit is None:
            return ""
        if order.currency != COMPANY_CURRENCY:
            return f"customer {payer.number} has credit in {COMPANY_CURRENCY}, and none in {order.currency}"
        others = self._exposure(order)
        asked = unbilled(order, sent_only=False)
        if others + asked <= payer.credit_limit:
            return ""
        return (
            f"customer {payer.number} has a credit limit of {payer.credit_limit} {order.currency} and owes "
            f"{others} without this order, which takes {asked}"
        )

    def check_delivery(self, order: SalesOrder, units: Mapping[int, int]) -> None:
        """Refuse to send units of an order, by line, that are beyond what its payer may owe.

        Only open items and goods sent count: nothing was lent yet of what is still to be sent.
        """
        payer = self._books.customers.get(order.bill_to)
        checked = self._books.context.chosen(CREDIT_CHECK) == "delivery"
        if not checked or order.payment_terms in ("", PREPAID) or payer.credit_limit is None:
            return
        limit = payer.credit_limit if order.currency == COMPANY_CURRENCY else _NOTHING
        lines = (replace(one, delivered=one.delivered + units.get(one.line_no, 0)) for one in order.lines)
        sent = unbilled(replace(order, lines=tuple(lines)), sent_only=True)
        others = self._owed(order, sent_only=True)
        if others + sent > limit:
            raise Conflict(
                f"sales order {order.number} cannot be delivered: customer {payer.number} has a credit limit "
                f"of {limit} {COMPANY_CURRENCY} and would owe {others + sent} {order.currency}; "
                "book a payment, send less, or raise the limit"
            )

    def waiting(self, payer: str, currency: str) -> list[SalesOrder]:
        """The orders that wait for credit of a payer, the oldest first."""
        held = self._books.orders.by("on account", (payer, currency))
        return sorted((o for o in held if HoldKind.CREDIT in o.holds), key=lambda order: order.number)

    def _exposure(self, order: SalesOrder) -> Decimal:
        """What the payer of an order owes, and has ordered besides it."""
        sent_only = self._books.context.chosen(CREDIT_EXPOSURE) == "items"
        return self._owed(order, sent_only=sent_only)

    def _owed(self, order: SalesOrder, *, sent_only: bool) -> Decimal:
        books, account = self._books, (order.bill_to, order.currency)
        sums = []
        for payment in books.payments.by("on account", account):
            sums += [-payment.amount, *(-one.discount for one in payment.allocations)]
        for held in books.orders.by("on account", account):
            if held.payment_terms == PREPAID:
                # What was transferred for it is taken out again: it makes no room for others.
                sums += [paid.amount for paid in paid_for(books, held)]
                continue
            sums += [invoice.total for invoice in books.invoices.by("order", held.number)]
            sums += [-memo.total for memo in books.credit_memos.by("order", held.number)]
            if held.number != order.number and HoldKind.CREDIT not in held.holds:
                sums.append(unbilled(held, sent_only=sent_only))
        return sum(sums, _NOTHING)


def paid_for(books: Books, order: SalesOrder) -> list[Payment]:
    """What the payer of an order transferred for it by name, the oldest first."""
    account = (order.bill_to, order.currency)
    named = books.payments.by("paid for", order.external_ref)
    own = (payment for payment in named if (payment.customer, payment.currency) == account)
    return sorted(own, key=lambda payment: payment.number)


def unbilled(order: SalesOrder, *, sent_only: bool) -> Decimal:
    """What is still to be billed of an order: of what was sent, or of all that is wanted."""
    total = sum((_unbilled_of(line, order.minor_unit, sent_only=sent_only) for line in order.lines), _NOTHING)
    if sent_only or order.state is OrderState.CANCELLED:
        return total
    rests = [rest_of(charge) for charge in order.charges if not charge.invoiced]
    return total + sum((rest.net + rest.tax for rest in rests), _NOTHING)


def _unbilled_of(line: OrderLine, step: Decimal, *, sent_only: bool) -> Decimal:
    end = max(line.delivered, 0 if sent_only else line.quantity - line.cancelled)
    if end <= line.invoiced:
        return _NOTHING
    return sum(
        (share_between(amount, line.invoiced, end, line.quantity, step) for amount in (line.net, line.tax)),
        _NOTHING,
    )
