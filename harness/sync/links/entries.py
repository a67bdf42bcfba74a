"""Entries of a payment: what it has to show, who is to be told of it, and a reading that shows it all."""

from __future__ import annotations

from ..documents.invoice import Payment
from ..errors import Stale
from ..ports import SECOND_US
from ..run import Run
from ..surroundings import Surroundings
from ..work import Arrival

PAYMENT_PAUSE_US = 5 * SECOND_US
"""So long an entry of a payment may wait for the payment's own event, which mostly comes first."""

AWAITED = "awaited-entries"
"""Under what the references are remembered of entries that a payment has to show, whoever reads it."""


def follow_money(run: Run, payment_id: str, reference: str) -> None:
    """Have the ERP told of a payment's new entry, should the payment's own event not come."""
    expect_entry(run, payment_id, reference)
    run.then(
        Arrival(
            "payments", payment_id, mark=f"after {reference}", lane=payment_lane(payment_id),
            pause_us=PAYMENT_PAUSE_US,
        )
    )  # fmt: skip


def expect_entry(run: Run, payment_id: str, reference: str) -> None:
    """Remember that whoever reads the payment has to see this entry; a reading without it is old."""
    awaited = (run.known(AWAITED, payment_id) or "").split()
    if reference not in awaited:
        run.remember(AWAITED, payment_id, " ".join([*awaited, reference]))


def payment_lane(payment_id: str) -> str:
    """The lane of a payment."""
    return f"payment:{payment_id}"


async def shown_payment(run: Run, around: Surroundings, payment_id: str) -> Payment:
    """A payment, read again later while it does not show every entry that was made."""
    payment = await around.marketplace.payment(payment_id)
    awaited = set((run.known(AWAITED, payment_id) or "").split())
    if unseen := awaited - {one.reference for one in payment.entries} - set(payment.voids):
        raise Stale(f"payment {payment_id} does not show {', '.join(sorted(unseen))} yet")
    return payment
