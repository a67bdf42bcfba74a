"""Money that was held for a tolerance, and what a closed rest would have cost: released at the end."""

from __future__ import annotations

from ..money import ZERO
from ..run import Run
from ..surroundings import Surroundings
from ..whereabouts import Whereabouts
from .entries import shown_payment

REST = "rest"


async def release_rest(run: Run, around: Surroundings, where: Whereabouts) -> None:
    """Give up what is still held for an order of which nothing is open any more.

    To be called when all that is owed was taken: works of one order are done one after the other, so
    no other shipment of it waits to be collected.
    """
    if not where.tolerant or where.on_account or run.known(REST, where.key) is not None:
        return
    order = await around.marketplace.order(where.key)
    if any(line.open for line in order.lines):
        return
    reference = f"{REST}-{where.order_id}"

    async def release() -> str:
        payment = await shown_payment(run, around, where.payment_id)
        left = payment.authorised - payment.captured - payment.voided
        if left > ZERO and reference not in payment.voids:
            await around.marketplace.void(where.payment_id, reference, left, where.coin)
        return reference

    await run.once(REST, where.key, release)
