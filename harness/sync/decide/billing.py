"""What to take of a payment for an invoice, and how much of it can be given back."""

from __future__ import annotations

from decimal import Decimal

from ..documents.invoice import Payment
from ..money import ZERO


def to_capture(total: Decimal, carried: Decimal) -> tuple[Decimal, Decimal]:
    """The amount to capture for an invoice, and what is carried over to the next one.

    ``carried`` is 0 or below: an invoice below 0 (a discount above the goods that it bills) cannot
    be captured, and lowers what is captured for those after it.
    """
    owed = total + carried
    return (owed, ZERO) if owed > 0 else (ZERO, owed)


def to_refund(total: Decimal, payment: Payment) -> Decimal:
    """The amount to pay back for a credit memo: never more than was taken and not paid back yet."""
    return max(ZERO, min(total, payment.captured - payment.refunded))


def to_void(amount: Decimal, payment: Payment) -> Decimal:
    """The amount to give up: never more than is authorised and neither taken nor given up yet."""
    return max(ZERO, min(amount, payment.authorised - payment.captured - payment.voided))
