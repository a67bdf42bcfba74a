"""Paying for returned goods: the credit memo in the ERP, and the refund or the credit on account."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..decide.billing import to_refund
from ..decide.provider_refunds import credited_before, parts_paid
from ..decide.returns import reason_of
from ..documents.invoice import Bill, CreditLine
from ..documents.returns import Return
from ..money import ZERO
from ..run import Run
from ..surroundings import Surroundings
from ..whereabouts import Whereabouts
from .billing import billed_once
from .entries import follow_money, shown_payment
from .owed_refunds import ShortRefund, remember_short, short_refunds
from .provider_refunds import credit_money


async def write_credit(
    run: Run, around: Surroundings, where: Whereabouts, returned: Return, lines: Sequence[CreditLine]
) -> Bill | None:
    """Write the credit memo of a return, once; none where there is nothing to credit."""
    if not lines:
        return None
    reason = reason_of(returned)

    async def credit() -> Bill:
        return await around.erp.credit(where.erp, returned.id, reason, lines, kept=returned.kept)

    async def look() -> Bill | None:
        return await around.erp.find_credit(returned.id)

    return await billed_once(run, f"credit {returned.id}", credit, look)


async def refund_return(
    run: Run, around: Surroundings, where: Whereabouts, returned: Return, memo: Bill
) -> None:
    """Give back what a credit memo says, less what was given back before; on account credit it there."""
    if where.on_account:
        await around.marketplace.credit_return(returned.id, memo.number)
        return
    payment = await shown_payment(run, around, where.payment_id)
    references, paid = parts_paid(payment, memo.number)
    if references:
        before = await _taken_back(around, returned) if paid < memo.total else ZERO
        follow_money(run, where.payment_id, memo.number)
    else:
        paid = to_refund(memo.total, payment)
        before = await _take_back(
            run,
            around,
            where,
            returned,
            credited_before(memo.total, paid, payment, _taken_back_by_others(run, where, memo)),
        )
        if paid:
            shop = around.marketplace
            await shop.refund(where.payment_id, memo.number, paid, where.coin, return_id=returned.id)
            follow_money(run, where.payment_id, memo.number)
    if paid < memo.total:
        remember_short(run, where.key, ShortRefund(returned.id, memo.number, memo.total - before, before))


async def _take_back(
    run: Run, around: Surroundings, where: Whereabouts, returned: Return, amount: Decimal
) -> Decimal:
    """Take back the credit for what was given back at the provider, and is credited with the goods again."""
    if amount:
        await credit_money(run, around, where, _before(returned), -amount)
    return amount


async def _taken_back(around: Surroundings, returned: Return) -> Decimal:
    """What an earlier attempt took back, of which nothing is remembered."""
    memo = await around.erp.find_credit(_before(returned))
    return ZERO if memo is None else -memo.total


def _taken_back_by_others(run: Run, where: Whereabouts, memo: Bill) -> Decimal:
    others = [one for one in short_refunds(run, where.key) if one.memo != memo.number]
    return sum((one.taken_back for one in others), ZERO)


def _before(returned: Return) -> str:
    return f"{returned.id}-before"
