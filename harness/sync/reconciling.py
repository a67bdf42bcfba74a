"""Reconciliation: what systems hold of what this engine told them is held against what it told them.

Somebody changes a listing by hand, or a write is lost behind an answer: no event tells of it, and the
owner's document has not changed. So lists of copies are read now and then, and what differs is told
again through the links that told it first. Documents that were booked are never changed in this way;
people find them with ``ordergate reconcile``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from .links.items import LISTED, Items, item_lane
from .links.stock import Stock, arrivals_of
from .money import gross_price, ten_thousandths
from .polls import Feed, Reading
from .ports import SECOND_US, ClockPort
from .store import Store
from .surroundings import Surroundings
from .times import instant_of
from .vendors.marketplace_wire import ListingRow
from .vendors.oms_wire import ItemRow
from .whereabouts import buyer_lane
from .work import Arrival

CALM_US = 1800 * SECOND_US
"""A listing counts once it has not changed for so long: the shop itself takes off what buyers order."""
LOOK_AGAIN_S = 300
"""So soon it is looked again whether nothing is under way, when a pass over the listings is due."""


class Reconciliation:
    """Feeds of copies that are not as they were told; ``settled`` is whether nothing is under way."""

    def __init__(
        self, around: Surroundings, store: Store, stock: Stock, clock: ClockPort, settled: Callable[[], bool]
    ) -> None:
        self._around = around
        self._store = store
        self._stock = stock
        self._clock = clock
        self._settled = settled
        self._every_s = around.settings.polls.reconcile_s
        self._due_us = 0

    def feeds(self, links: Iterable[str]) -> list[Feed]:
        """What is read again for the copies that these links keep; none when it is switched off."""
        settings, played = self._around.settings, set(links)
        if not settings.reconciles:
            return []
        every_s = self._every_s
        found = []
        if {Items.name, Stock.name} <= played:
            found.append(
                Feed("marketplace-listings", min(every_s, LOOK_AGAIN_S), self._listings, tells=False)
            )
            if settings.has_oms:
                found.append(Feed("oms-items", every_s, self._oms_items, tells=False))
        if "customers" in played:
            found.append(Feed("erp-customers-kept", every_s, self._customers, tells=False))
        return found

    async def _listings(self, cursor: str) -> Reading:
        """Listings that have been calm, while nothing is under way that may still change them."""
        until_us = self._clock.now_us() - CALM_US
        if self._clock.now_us() < self._due_us or not self._settled():
            return Reading(cursor=cursor)
        rows = await self._around.marketplace.listings_since(int(cursor or 0))
        calm = [row for row in rows if instant_of(row.updated_at) <= until_us]
        if not self._settled():  # It may have begun while the list was read.
            return Reading(cursor=cursor)
        offers = self._stock.offers(self._store, [row.sku for row in calm]) if calm else {}
        owed = [row.sku for row in calm if self._is_ours(row.sku) and row.quantity != offers[row.sku]]
        told = await self._told_again(
            (row.sku, row.updated_at) for row in calm if self._is_other(row, row.price, self._with_tax)
        )
        self._due_us = self._clock.now_us() + self._every_s * SECOND_US
        return Reading(
            [*arrivals_of(owed), *told], owed=owed, forgotten=[(LISTED, one.key) for one in told],
            cursor=str(max(0, until_us)),
        )  # fmt: skip

    async def _oms_items(self, cursor: str) -> Reading:
        rows, following = await self._around.oms.items_after(cursor)
        told = await self._told_again(
            (row.sku, row.title) for row in rows if self._is_other(row, row.price_e4, ten_thousandths)
        )
        return Reading(told, forgotten=[(LISTED, one.key) for one in told], cursor=following)

    async def _customers(self, cursor: str) -> Reading:
        """Customers that changed in the ERP: whether they are as the shop says is for their link to see."""
        rows = await self._around.erp.groups_since(int(cursor or 0))
        arrivals = [
            Arrival(
                "customers", row.external_ref, mark=f"erp@{row.version}", lane=buyer_lane(row.external_ref)
            )
            for row in rows
            if row.external_ref
        ]
        return Reading(arrivals)

    async def _told_again(self, drifted: Iterable[tuple[str, str]]) -> list[Arrival]:
        """Word of items as the ERP has them now; ``drifted`` are copies, with a mark of what they are."""
        arrivals = []
        for sku, mark in drifted:
            product = await self._around.erp.product(sku)
            payload = product.model_dump_json().encode()
            arrivals.append(
                Arrival(Items.name, sku, mark=f"not as told: {mark}", lane=item_lane(sku), payload=payload)
            )
        return arrivals

    def _is_ours(self, sku: str) -> bool:
        return self._store.ref(LISTED, sku) is not None

    def _is_other(
        self, row: ListingRow | ItemRow, price: Decimal | int, shown: Callable[[Decimal], Decimal | int]
    ) -> bool:
        """Whether a copy is not as it was told; ``shown`` says of a net price how that copy has it."""
        told = self._store.ref(LISTED, row.sku)
        if told is None:
            return False
        net, state, title = told.split("|", 2)
        same = (price, row.active) == (shown(Decimal(net)), state == "active")
        return not (same and _begins(title, row.title))

    def _with_tax(self, net: Decimal) -> Decimal:
        return gross_price(net, self._around.settings.listing_tax_rate)


def _begins(told: str, title: str) -> bool:
    """Whether what was told begins with a title; more about the item may follow it."""
    return told == title or told.startswith(f"{title}|")
