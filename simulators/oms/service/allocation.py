"""Who gets stock: new orders from what is free, and then the orders that wait, oldest first."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from ..lifecycle import OrderMove
from ..model import FulfilmentOrder, OrderLine
from ..policy import ROUTING, SHIP
from .posting import Posting
from .tables import Tables

Supply = dict[str, dict[str, int]]
"""Units that may be given to those who wait, by item and site."""


def route(posting: Posting, tables: Tables, lines: Iterable[OrderLine]) -> tuple[str, ...]:
    """The sites in the order in which they serve these lines together.

    ``whole_first``: the first site that has everything serves all of it; where none has, the lines are
    split, and sites are asked in their order. ``in_order``: always so. ``most_stock``: the site with
    the most units of these items first. Where orders ship complete, none serves what is not all there.
    """
    wanted: dict[str, int] = {}
    for line in lines:
        wanted[line.sku] = wanted.get(line.sku, 0) + line.unallocated
    if tables.context.chosen(SHIP) == "complete":
        free = all_free(posting, tables, wanted)
        if any(sum(free[sku].values()) < units for sku, units in wanted.items()):
            return ()
    routing = tables.context.chosen(ROUTING)
    if routing == "most_stock":
        stocked = {
            site: sum(max(0, posting.level(sku, site).available) for sku in wanted) for site in tables.sites
        }
        return tuple(sorted(tables.sites, key=lambda site: -stocked[site]))
    for site in tables.sites if routing == "whole_first" else ():
        if all(posting.level(sku, site).available >= units for sku, units in wanted.items()):
            return (site, *(other for other in tables.sites if other != site))
    return tables.sites


def allocated(posting: Posting, order_id: int, line: OrderLine, sites: Iterable[str]) -> OrderLine:
    """The line with what was unallocated promised from the sites in order, the rest waiting."""
    wanted = line.unallocated
    missing = wanted
    for site in sites:
        if not missing:
            break
        level = posting.level(line.sku, site)
        taken = min(missing, level.available)
        if taken > 0:
            posting.promise(order_id, line.id, level, taken)
            missing -= taken
    return replace(
        line,
        allocated=line.allocated + wanted - missing,
        backordered=line.backordered + missing,
    )


def all_free(posting: Posting, tables: Tables, skus: Iterable[str]) -> Supply:
    """Everything that is available of these items."""
    return {sku: {site: max(0, posting.level(sku, site).available) for site in tables.sites} for sku in skus}


class Freed:
    """Units that orders gave back; only these are given on, not what a site failed to find."""

    def __init__(self) -> None:
        self._units: Supply = {}

    def add(self, sku: str, site: str, quantity: int) -> None:
        """Units of an item at a site are free again."""
        at_sites = self._units.setdefault(sku, {})
        at_sites[site] = at_sites.get(site, 0) + quantity

    def supply(self, posting: Posting) -> Supply:
        """What of it is available: a count may have found fewer units meanwhile."""
        return {
            sku: {
                site: max(0, min(units, posting.level(sku, site).available))
                for site, units in at_sites.items()
            }
            for sku, at_sites in self._units.items()
        }


def source_elsewhere(posting: Posting, tables: Tables, work: FulfilmentOrder, skus: Iterable[str]) -> None:
    """Give free units of other sites to the order whose site did not find its own."""
    others = [site for site in tables.sites if site != work.site]
    supply = {
        sku: {site: max(0, posting.level(sku, site).available) for site in others}
        for sku in dict.fromkeys(skus)
    }
    if tables.context.chosen(SHIP) == "complete":
        _serve_whole(posting, tables, work.order_id, supply)
        return
    for sku, free in supply.items():
        for line in work.lines:
            if line.sku == sku and any(free.values()):
                _serve(posting, work.order_id, line.line_id, free)


def serve_waiting(posting: Posting, tables: Tables, supply: Supply) -> None:
    """Give the supply to backordered lines, the oldest order first."""
    whole = tables.context.chosen(SHIP) == "complete"
    for sku, at_sites in supply.items():
        if not any(at_sites.values()):
            continue
        for waiting in sorted(tables.backorders.by("sku", sku), key=lambda row: row.line_id):
            if whole:
                _serve_whole(posting, tables, waiting.order_id, supply)
            else:
                _serve(posting, waiting.order_id, waiting.line_id, at_sites)
            if not any(at_sites.values()):
                break


def _serve_whole(posting: Posting, tables: Tables, order_id: int, supply: Supply) -> None:
    """Serve everything of an order that waits, or nothing; items outside the supply count as they stand."""
    order = tables.orders.get(order_id)
    lines = [line for line in (posting.line(order_id, one.id) for one in order.lines) if line.backordered]
    free = {**all_free(posting, tables, [line.sku for line in lines]), **supply}
    tried = {sku: dict(at_sites) for sku, at_sites in free.items()}
    if not all(_shares(posting, line, tried[line.sku])[1] == line.backordered for line in lines):
        return
    for line in lines:
        _serve(posting, order_id, line.id, free[line.sku])


def _serve(posting: Posting, order_id: int, line_id: int, at_sites: dict[str, int]) -> None:
    line = posting.line(order_id, line_id)
    shares, given = _shares(posting, line, at_sites)
    for site, taken in shares.items():
        posting.promise(order_id, line_id, posting.level(line.sku, site), taken)
        posting.bind(line_id, site, -taken)
    if given:
        served = replace(line, allocated=line.allocated + given, backordered=line.backordered - given)
        posting.change_line(order_id, served)
        posting.move(order_id, OrderMove.ALLOCATE)


def _shares(posting: Posting, line: OrderLine, at_sites: dict[str, int]) -> tuple[dict[str, int], int]:
    """What each site gives to a line that waits, and how many units that is; it is no longer free there.

    Units that wait for one site are served by that site alone, and by it first.
    """
    bound = posting.bound(line)
    anywhere = line.backordered - sum(bound.values())
    shares: dict[str, int] = {}
    for site, free in at_sites.items():
        own = min(bound.get(site, 0), free)
        other = min(anywhere, free - own)
        if own + other:
            shares[site] = own + other
            at_sites[site] -= own + other
            anywhere -= other
    return shares, sum(shares.values())
