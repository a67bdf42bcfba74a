"""Payment entries: what moved at the payment provider is booked in the ERP, whoever moved it."""

from __future__ import annotations

from functools import partial

from ..decide.provider_refunds import PROVIDER
from ..queue import Habits
from ..run import Run
from ..whereabouts import find
from ..work import Applied, Outcome
from .base import Link
from .entries import shown_payment
from .provider_refunds import credit_money

ERP_PAYMENT = "erp-payment"


class Payments(Link):
    """Books captures as receipts, and refunds; what people at the provider gave back is credited too."""

    name = "payments"
    habits = Habits(once=False)

    async def carry(self, run: Run) -> Outcome:
        """Book every entry that the ERP does not have."""
        payment = await shown_payment(run, self.around, run.key)
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
