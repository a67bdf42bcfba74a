"""What credit an amount of money earns that was given back for no goods."""

from __future__ import annotations

from decimal import Decimal

from ..documents.invoice import CreditAmount, EntryKind, Payment
from ..documents.order import Order
from ..money import ZERO, net_and_tax, share, ten_thousandths

PROVIDER = "provider"
"""The origin of refunds that people made at the payment provider."""


def credit_for_money(amount: Decimal, order: Order, text: str) -> list[CreditAmount]:
    """The amount with the tax that the order bears: of several rates each gets its share by value."""
    worth: dict[Decimal, Decimal] = {}
    parts = [(line.tax_rate, line.total) for line in order.lines]
    for rate, total in parts + [(charge.tax_rate, charge.total) for charge in order.charges]:
        worth[rate] = worth.get(rate, ZERO) + total
    worth = {rate: value for rate, value in worth.items() if value > 0}
    whole = sum(worth.values(), ZERO)
    credits, given, passed = [], ZERO, ZERO
    for rate, value in worth.items():
        passed += value
        part = share(amount, ten_thousandths(passed), ten_thousandths(whole), order.coin) - given
        given += part
        if part:
            net, tax = net_and_tax(part, rate, order.coin)
            credits.append(CreditAmount(net=net, tax=tax, text=text))
    return credits


def credited_before(total: Decimal, refund: Decimal, payment: Payment, taken_back: Decimal) -> Decimal:
    """So much of a credit memo's total was given back at the provider, and credited then.

    ``taken_back`` was credited before other memos of the order, and is not taken back again.
    """
    by_hand = sum((entry.amount for entry in payment.entries if entry.origin == PROVIDER), ZERO)
    return max(ZERO, min(total - refund, by_hand - taken_back))


def parts_paid(payment: Payment, memo: str) -> tuple[set[str], Decimal]:
    """What was refunded for a credit memo: the references of the parts, and what they come to."""
    parts = [
        entry
        for entry in payment.entries
        if entry.kind is EntryKind.REFUND and entry.reference.partition("-")[0] == memo
    ]
    return {entry.reference for entry in parts}, sum((entry.amount for entry in parts), ZERO)
