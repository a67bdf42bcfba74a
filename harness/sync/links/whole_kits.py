"""Cancellations of kits where a warehouse works on them: whole kits come back, or none."""

from __future__ import annotations

import msgspec

from ..decide import kits
from ..decide.cancellations import by_site, from_the_oms
from ..decide.returns import translated
from ..documents.order import Order
from ..documents.shipment import Units
from ..errors import Unsuitable
from ..run import Run
from ..surroundings import Surroundings
from ..whereabouts import Whereabouts
from .outbounds import OUTBOUNDS, fulfilments_of

PLAN = "plan of kits"
ATTEMPTS_MAX = 5
_plan_form = msgspec.json.Decoder(kits.Plan)


async def taken_back(
    run: Run, around: Surroundings, where: Whereabouts, order: Order, asked: dict[str, int]
) -> dict[str, int]:
    """Units of whole kits that were taken back, of each line of goods; in the OMS too, if there is one.

    It is looked first what nobody has picked, and every warehouse is asked for its part all or
    nothing. When a picker was faster it is looked again: nothing was taken.
    """
    for attempt in range(1, ATTEMPTS_MAX + 1):
        plan = await _plan(run, around, where, order, asked, attempt=attempt)
        if await _granted(run, around, plan, f"{run.key}-{attempt}"):
            if around.settings.has_oms and any(plan.units.values()):
                return await _cancelled_in_oms(run, around, where, order, plan)
            return plan.units
    return dict.fromkeys(asked, 0)


async def _plan(
    run: Run, around: Surroundings, where: Whereabouts, order: Order, asked: dict[str, int], *, attempt: int
) -> kits.Plan:
    """What to ask whom for; written down first, so that an attempt that is made again asks the same."""
    name = f"{run.key}-{attempt}"
    known = run.known(PLAN, name)
    if known is None:
        if around.settings.has_oms:
            plan = await _plan_with_oms(run, around, where, order, asked)
        else:
            line_ids = {line: str(line_no) for line, line_no in where.line_nos.items()}
            names = (run.known(OUTBOUNDS, where.key) or "").split()
            outbounds = [await around.wms.outbound(name) for name in names]
            plan = kits.plan_without_oms(asked, order, line_ids, outbounds)
        known = run.store.claim(PLAN, name, msgspec.json.encode(plan).decode())
    return _plan_form.decode(known)


async def _plan_with_oms(
    run: Run, around: Surroundings, where: Whereabouts, order: Order, asked: dict[str, int]
) -> kits.Plan:
    placed = await around.oms.order(where.oms)
    works = await fulfilments_of(run, around, where.key, placed)
    outbounds = {
        work.id: await around.wms.outbound(work.warehouse_ref) for work in works if work.warehouse_ref
    }
    return kits.plan_with_oms(asked, order, placed, works, outbounds)


async def _granted(run: Run, around: Surroundings, plan: kits.Plan, reference: str) -> bool:
    """Whether all warehouses gave back what they were asked for; or else none of them may have."""
    given: list[str] = []
    for ask in plan.asks:
        units = [Units(line=line, quantity=count) for line, count in ask.lines]
        answer = await around.wms.take_back(ask.outbound_id, reference, units, all_or_nothing=True)
        if not any(answer.values()):
            if given:
                raise Unsuitable(
                    f"cancellation {run.key}: {', '.join(given)} gave up its part of a kit, and somebody "
                    f"picked what {ask.outbound_id} has of it meanwhile; settle it with the warehouse"
                )
            return False
        given.append(ask.outbound_id)
    return True


async def _cancelled_in_oms(
    run: Run, around: Surroundings, where: Whereabouts, order: Order, plan: kits.Plan
) -> dict[str, int]:
    """Have the OMS take off the same units, and tell it what the warehouses have agreed to."""
    oms = around.oms
    placed = await oms.order(where.oms)
    wanted = translated(plan.units, {line.external_line: line.line_no for line in placed.lines})
    answer = await oms.cancel(where.oms, run.key, wanted)
    agreed = {(ask.fulfilment_id, line): count for ask in plan.asks for line, count in ask.lines}
    for fulfilment_id, pending in by_site(answer.pending).items():
        answers = [
            (one.line_id, one.quantity, min(one.quantity, agreed.get((fulfilment_id, str(one.line_id)), 0)))
            for one in pending
        ]
        await oms.settle_cancellation(fulfilment_id, run.key, answers)
    if answer.pending:
        answer = await oms.cancel(where.oms, run.key, wanted)
    names = {line.line_no: line.external_line for line in placed.lines}
    granted = dict.fromkeys(plan.units, 0) | from_the_oms(answer, {}, names)
    kits.refuse_halves(granted, order)
    return granted
