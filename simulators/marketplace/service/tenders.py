"""What an amount of a payment is settled with: goods first, then tenders beside the card, then the card.

Gift cards and deposits pay before the card, and what will never be taken is released in the opposite order.
https://docs.spreecommerce.org/developer/internals/payments
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ...kernel.currencies import check_whole
from ...kernel.problems import Unprocessable
from ..model import Method, Payment, PaymentEntry, Tender

IN_TURN = (Method.EXCHANGE, Method.DEPOSIT, Method.GIFT_CARD, Method.CARD)
"""The order in which captures take from methods."""

Part = tuple[Method, Decimal]


def check_tenders(tenders: Sequence[Tender], total: Decimal, currency: str) -> None:
    """Refuse tenders that pay more than the order comes to, or nothing."""
    paid = Decimal(0)
    for index, one in enumerate(tenders):
        check_whole(one.amount, currency, field=f"tenders[{index}].amount")
        paid += one.amount
        if not one.amount > 0 or paid > total:
            raise Unprocessable(
                f"{one.method} {one.reference} pays {one.amount} of an order of {total}, of which "
                f"{total - paid + one.amount} is left to pay",
                field=f"tenders[{index}].amount",
            )


def taken_from(payment: Payment, amount: Decimal) -> list[Part]:
    """What a capture takes from each method."""
    return _in_turn(amount, [(method, held_by(payment, method)) for method in IN_TURN])


def released_by(payment: Payment, amount: Decimal) -> list[Part]:
    """What a void releases of each method."""
    return _in_turn(amount, [(method, held_by(payment, method)) for method in reversed(IN_TURN)])


def given_back_by(payment: Payment, amount: Decimal, *, card_first: bool) -> list[Part]:
    """What a refund gives back by each method that took it; what goods had paid goes to the card."""
    tenders = [(method, taken_by(payment, method)) for method in (Method.GIFT_CARD, Method.DEPOSIT)]
    card = (Method.CARD, taken_by(payment, Method.CARD) + taken_by(payment, Method.EXCHANGE))
    return _in_turn(amount, [card, *tenders] if card_first else [*tenders, card])


def held_by(payment: Payment, method: Method) -> Decimal:
    """What a method settles, and no capture has taken and no void released yet."""
    return payment.pledged(method) - _sum(payment.captures, method) - _sum(payment.voids, method)


def taken_by(payment: Payment, method: Method) -> Decimal:
    """What was captured by a method and not given back by it."""
    back = _sum(payment.refunds, method) - _sum(payment.taken_back, method)
    return _sum(payment.captures, method) - back


def _in_turn(amount: Decimal, there: Iterable[Part]) -> list[Part]:
    """Take an amount from methods in turn, each as far as it goes."""
    parts: list[Part] = []
    left = amount
    for method, most in there:
        part = min(left, max(Decimal(0), most))
        if part:
            parts.append((method, part))
            left -= part
    assert not left, f"{left} of {amount} is settled by no method"
    return parts


def _sum(entries: Iterable[PaymentEntry], method: Method) -> Decimal:
    return sum((entry.amount for entry in entries if entry.method is method), Decimal(0))
