"""Payment entries: what moved at the payment provider is booked in the ERP, whoever moved it."""

from __future__ import annotations

from functools import partial

from ..decide.provider_refunds import PROVIDER
from ..errors import Stale
from ..queue import Habits
from ..run import Run
from ..whereabouts import find
from ..work import Applied, Outcome
from .base import Link
from .billing import AWAITED
from .provider_refunds import credit_money

ERP_PAYMENT = "erp-payment"


class Payments(Link):
    """Books captures as receipts, and refunds; what people at the provider gave back is credited too."""

    name = "payments"
    habits = Habits(once=False)

    async def carry(self, run: Run) -> Outcome:
        """Book every entry that the ERP does not have."""
        payment = await self.around.marketplace.payment(run.key)
        awaited = set((run.known(AWAITED, run.key) or "").split())
        if unseen := awaited - {one.reference for one in payment.entries}:
            raise Stale(f"payment {run.key} does not show {', '.join(sorted(unseen))} yet")
        new = [one for one in payment.entries if run.known(ERP_PAYMENT, one.id) is None]
        if not new:
            return Applied()
        where = await find(run, self.around, payment.order_key)
        booked = []
        for entry in new:
            if entry.origin == PROVIDER:
                await credit_money(run, self.around, where, entry.id, entry.amount)
            pay = partial(self.around.erp.pay, where.erp, entry, payment.currency)
            look = partial(self.around.erp.find_payment, entry.id)
            booked.append(await run.once(ERP_PAYMENT, entry.id, pay, look))
        return Applied(" ".join(booked))
