"""Refunds of more than is left to give back: refused, and kept on the payment for all to read."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from ...kernel.problems import Unprocessable
from ..model import Method, Payment, PaymentEntry, RefusedRefund
from .tables import Tables
from .tenders import taken_by

PROVIDER = "provider"
"""The origin of refunds that people make in the payment provider's back office."""


class RefundTooHigh(Unprocessable):
    """More is to be given back than is left of what was taken."""

    def __init__(self, payment: Payment, wanted: PaymentEntry, left: Decimal) -> None:
        super().__init__(
            f"cannot refund {wanted.amount} of payment {payment.id}; {left} is left to refund",
            field="amount",
        )
        self.payment_id = payment.id
        self.wanted = wanted
        self.left = left


def check_left(payment: Payment, wanted: PaymentEntry) -> None:
    """Refuse to give back more than is left; people at the provider can give back what the card paid."""
    left = payment.captured - payment.refunded
    if wanted.origin == PROVIDER:
        left = min(left, taken_by(payment, Method.CARD))
    if wanted.amount > left:
        raise RefundTooHigh(payment, wanted, left)


class RefusedRefunds(Tables):
    """What was not given back."""

    def record_refusal(self, refusal: RefundTooHigh, *, asked_by: str) -> None:
        """Keep a refused refund on its payment; asked again while nothing has changed it is the same one."""
        payment, wanted = self.payments.get(refusal.payment_id), refusal.wanted
        facts = (wanted.reference, wanted.amount, refusal.left)
        if any((held.reference, held.amount, held.left) == facts for held in payment.refused):
            return
        refused = RefusedRefund(
            self.numbers.money("refund"), *facts, refusal.detail, asked_by, self.context.now_us(),
            wanted.return_id, wanted.origin,
        )  # fmt: skip
        self.payments.put(replace(payment, refused=(*payment.refused, refused)))
        self.context.outbox.publish(
            "payment.changed",
            payment.id,
            payment_id=payment.id,
            order_id=payment.order_id,
            store=payment.store,
        )
