"""What the warehouse was asked to ship for an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..decide.fulfilments import order_number_of
from ..documents.order import SalesOrder
from ..documents.shipment import Fulfilment, Outbound, OutboundLine
from ..errors import Stale
from ..run import Run
from ..surroundings import Surroundings
from ..whereabouts import Whereabouts

OUTBOUNDS = "outbounds"
_ASKING = ("orders", "amendments", "shortages")
"""The data flows that ask the warehouse to ship where there is no OMS."""


class ShippingRequest(NamedTuple):
    """What a site is asked to ship, until a day if one is named, under a reference of ours."""

    reference: str
    site: str
    ship_to: Mapping[str, str]
    lines: Sequence[OutboundLine]
    ship_by: str = ""


async def ask_to_ship(run: Run, around: Surroundings, wanted: ShippingRequest, *, look: bool = False) -> str:
    """The warehouse's id for what it is asked to ship, once.

    Where what is asked may have changed since an unclear attempt, ``look`` whether that one came through.
    """

    async def ask() -> str:
        return await around.wms.ask_to_ship(
            wanted.reference, wanted.site, wanted.ship_to, wanted.lines, ship_by=wanted.ship_by
        )

    async def found() -> str | None:
        return await around.wms.find_outbound(wanted.reference) if look else None

    return await run.once("outbound", wanted.reference, ask, found)


async def outbound_ids(run: Run, around: Surroundings, where: Whereabouts) -> list[str]:
    """The outbound orders of an order, oldest first; without an OMS.

    They are remembered; who shares the work with others has to look.
    """
    known = (run.known(OUTBOUNDS, where.key) or "").split()
    if known and around.settings.plays(*_ASKING):
        return known
    found = await around.wms.outbounds_since(0)
    return sorted(one.id for one in found if order_number_of(one.reference) == where.erp)


async def remembered_outbounds(run: Run, around: Surroundings, where: Whereabouts) -> list[Outbound]:
    """Those that this engine knows of; who shares the work with others has to look. Without an OMS."""
    alone = around.settings.plays(*_ASKING)
    known = (run.known(OUTBOUNDS, where.key) or "").split()
    names = known if alone else await outbound_ids(run, around, where)
    return [await around.wms.outbound(name) for name in names]


async def outbounds_of(run: Run, around: Surroundings, where: Whereabouts) -> list[Outbound]:
    """The outbound orders of an order as they stand; with an OMS, by its fulfilment orders."""
    if not around.settings.has_oms:
        return [await around.wms.outbound(name) for name in await outbound_ids(run, around, where)]
    placed = await around.oms.order(where.oms)
    works = await fulfilments_of(run, around, where.key, placed)
    return [await around.wms.outbound(work.warehouse_ref) for work in works if work.warehouse_ref]


async def fulfilments_of(
    run: Run, around: Surroundings, order_key: str, placed: SalesOrder
) -> list[Fulfilment]:
    """The fulfilment orders of an order in the OMS; Stale while they lack a known warehouse."""
    works = [await around.oms.fulfilment(str(number)) for number in placed.fulfilments]
    known = set((run.known(OUTBOUNDS, order_key) or "").split())
    if unseen := known - {work.warehouse_ref for work in works}:
        raise Stale(f"the oms does not show yet that a warehouse works on {', '.join(sorted(unseen))}")
    return works


def remember_outbound(run: Run, order_key: str, outbound_id: str) -> None:
    """Know from now on that the warehouse was asked for this too."""
    known = (run.known(OUTBOUNDS, order_key) or "").split()
    if outbound_id not in known:
        run.remember(OUTBOUNDS, order_key, " ".join([*known, outbound_id]))
