"""What a credit memo owes to a buyer whose money was not taken yet: given back as soon as it is."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from ..decide.billing import to_refund
from ..decide.provider_refunds import parts_paid
from ..money import ZERO
from ..run import Run
from ..surroundings import Surroundings
from ..whereabouts import Whereabouts
from .entries import follow_money, shown_payment

SHORT = "short-refunds"
"""Under what those refunds of an order are remembered that came to less than their credit memos."""


class ShortRefund(msgspec.Struct, frozen=True, array_like=True):
    """A credit memo that was not refunded whole: ``due`` in all, ``taken_back`` was credited before."""

    return_id: str
    memo: str
    due: Decimal
    taken_back: Decimal


_decode = msgspec.json.Decoder(tuple[ShortRefund, ...]).decode


def short_refunds(run: Run, order_key: str) -> tuple[ShortRefund, ...]:
    """The refunds of an order that came to less than their credit memos."""
    return _decode(run.known(SHORT, order_key) or "[]")


def remember_short(run: Run, order_key: str, short: ShortRefund) -> None:
    """Know of a refund that came to less than its credit memo, once."""
    others = [one for one in short_refunds(run, order_key) if one.memo != short.memo]
    run.remember(SHORT, order_key, msgspec.json.encode([*others, short]).decode())


async def pay_what_is_owed(run: Run, around: Surroundings, where: Whereabouts) -> None:
    """Give back what earlier credit memos still owe, as far as money was taken by now."""
    for short in short_refunds(run, where.key):
        payment = await shown_payment(run, around, where.payment_id)
        references, paid = parts_paid(payment, short.memo)
        amount = to_refund(short.due - paid, payment)
        if amount == ZERO:
            continue
        # The first part moves the return on; those after it have references of their own.
        reference = f"{short.memo}-{len(references) + 1}" if references else short.memo
        return_id = "" if references else short.return_id
        shop = around.marketplace
        await shop.refund(where.payment_id, reference, amount, where.coin, return_id=return_id)
        follow_money(run, where.payment_id, reference)
