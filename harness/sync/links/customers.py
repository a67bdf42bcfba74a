"""Customers: marketplace to ERP, when they open an account, change it, or order."""

from __future__ import annotations

from ..decide.customers import Change, Open, decide
from ..errors import Stale
from ..queue import Habits
from ..run import Run
from ..surroundings import Surroundings
from ..whereabouts import buyer_lane
from ..work import Applied, Outcome
from .base import Link

CUSTOMER = "customer"


class Customers(Link):
    """Keeps the ERP's copy of a customer as the marketplace has it."""

    name = "customers"
    habits = Habits(once=False)

    async def carry(self, run: Run) -> Outcome:
        """Open or change the ERP's account, if it differs."""
        run.enter(buyer_lane(run.key))
        return Applied(await _bring_up_to_date(run, self.around, run.key))


async def ensured(run: Run, around: Surroundings, buyer_id: str) -> str:
    """The ERP's number of a customer, who is made known there if need be."""
    return run.known(CUSTOMER, buyer_id) or await _bring_up_to_date(run, around, buyer_id)


async def _bring_up_to_date(run: Run, around: Surroundings, buyer_id: str) -> str:
    customer = await around.marketplace.buyer(buyer_id)
    payer = await _payer_of(run, around, customer.payer_id)
    found = await around.erp.find_customer(buyer_id)
    known = run.known(CUSTOMER, buyer_id)
    if found is None and known is not None:
        raise Stale(f"the ERP does not show customer {known}, who was opened there, yet")
    decision = decide(customer, found, payer)
    match decision:
        case Open():
            number = await around.erp.open_customer(customer, payer)
        case Change(number, version, fields):
            await around.erp.change_customer(number, fields, version=version)
        case _:
            number = decision.number
    run.remember(CUSTOMER, buyer_id, number)
    return number


async def _payer_of(run: Run, around: Surroundings, payer_id: str) -> str:
    """The ERP's number of who pays for a customer: the parent is opened before its sites."""
    if not payer_id:
        return ""
    run.enter(buyer_lane(payer_id))
    return await ensured(run, around, payer_id)
