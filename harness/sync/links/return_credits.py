"""Paying for returned goods: the credit memo in the ERP, and the refund or the credit on account."""

from __future__ import annotations

from collections.abc import Sequence

from ..decide.billing import to_refund
from ..decide.provider_refunds import credited_before
from ..decide.returns import reason_of
from ..documents.invoice import Bill, CreditLine
from ..documents.returns import Return
from ..run import Run
from ..surroundings import Surroundings
from ..whereabouts import Whereabouts
from .billing import billed_once, follow_money
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
    payment = await around.marketplace.payment(where.payment_id)
    amount = to_refund(memo.total, payment)
    told = {entry.reference for entry in payment.entries}
    if memo.number not in told:
        if before := credited_before(memo.total, amount, payment):
            await credit_money(run, around, where, f"{returned.id}-before", -before)
        if amount:
            shop = around.marketplace
            await shop.refund(where.payment_id, memo.number, amount, where.coin, return_id=returned.id)
    if amount or memo.number in told:
        follow_money(run, where.payment_id, memo.number)
