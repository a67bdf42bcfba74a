"""Refunds made at the payment provider: credited in the ERP, and not given back again."""

from __future__ import annotations

from decimal import Decimal

from ..decide.provider_refunds import credit_for_money
from ..documents.invoice import Bill
from ..run import Run
from ..surroundings import Surroundings
from ..whereabouts import Whereabouts
from .billing import billed_once

BY_HAND = "refunded at the payment provider"


async def credit_money(
    run: Run, around: Surroundings, where: Whereabouts, reference: str, amount: Decimal
) -> None:
    """Credit an amount that was given back for no goods; below zero it was credited twice."""
    order = await around.marketplace.order(where.key)
    amounts = credit_for_money(amount, order, BY_HAND)

    async def credit() -> Bill:
        return await around.erp.credit_amounts(where.erp, reference, BY_HAND, amounts)

    async def look() -> Bill | None:
        return await around.erp.find_credit(reference)

    await billed_once(run, f"credit {reference}", credit, look)
