"""Who gets stock: new orders from what is free, and then the orders that wait, oldest first."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from ..lifecycle import OrderMove
from ..model import FulfilmentOrder, OrderLine
from .posting import Posting
from .tables import Tables

Supply = dict[str, dict[str, int]]
"""Units that may be given to those who wait, by item and site."""


def route(posting: Posting, tables: Tables, lines: Iterable[OrderLine]) -> tuple[str, ...]:
    """The sites in the order in which they serve these lines together.

    The first site that has everything serves all of it; where none has, the lines are split, and
    sites are asked in their order.
    """
    wanted: dict[str, int] = {}
    for line in lines:
        wanted[line.sku] = wanted.get(line.sku, 0) + line.unallocated
    for site in tables.sites:
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
    for sku in dict.fromkeys(skus):
        free = {site: max(0, posting.level(sku, site).available) for site in others}
        for line in work.lines:
            if line.sku == sku and any(free.values()):
                _serve(posting, work.order_id, line.line_id, free)


def serve_waiting(posting: Posting, tables: Tables, supply: Supply) -> None:
    """Give the supply to backordered lines, the oldest order first."""
    for sku, at_sites in supply.items():
        if not any(at_sites.values()):
            continue
        for waiting in sorted(tables.backorders.by("sku", sku), key=lambda row: row.line_id):
            _serve(posting, waiting.order_id, waiting.line_id, at_sites)
            if not any(at_sites.values()):
                break


def _serve(posting: Posting, order_id: int, line_id: int, at_sites: dict[str, int]) -> None:
    line = posting.line(order_id, line_id)
    missing = line.backordered
    for site, free in at_sites.items():
        taken = min(missing, free)
        if taken:
            posting.promise(order_id, line_id, posting.level(line.sku, site), taken)
            at_sites[site] -= taken
            missing -= taken
    given = line.backordered - missing
    if given:
        served = replace(line, allocated=line.allocated + given, backordered=missing)
        posting.change_line(order_id, served)
        posting.move(order_id, OrderMove.ALLOCATE)
