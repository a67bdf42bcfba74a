"""The feeds of each topology: which lists are read, and what their rows are word of."""

from __future__ import annotations

from collections.abc import Sequence

from .decide.stock import rule_for
from .directory import Directory
from .links import items, prices, stock
from .polls import Feed, Reading
from .settings import Settings, Topology
from .surroundings import Surroundings
from .whereabouts import order_lane
from .work import Arrival


class Feeds:
    """Reads the vendors' lists of what has changed."""

    def __init__(self, around: Surroundings, directory: Directory) -> None:
        self._around = around
        self._settings = around.settings
        self._directory = directory
        self._links: Sequence[str] = ()

    def of_topology(self, links: Sequence[str]) -> list[Feed]:
        """The feeds that bring word of documents that these links carry."""
        polls = self._settings.polls
        self._links = links
        found = [
            (
                self._first_of("orders", "reviews"),
                Feed("marketplace-orders", polls.safety_s, self._orders),
            ),
            ("cancellations", Feed("marketplace-cancellations", polls.safety_s, self._cancelled)),
            ("amendments", Feed("marketplace-amendments", polls.safety_s, self._amended)),
            ("returns", Feed("marketplace-returns", polls.safety_s, self._returns)),
            ("payments", Feed("marketplace-payments", polls.safety_s, self._payments)),
            ("customers", Feed("marketplace-buyers", polls.safety_s, self._buyers)),
            ("items", Feed("erp-items", polls.erp_s, self._items)),
            ("holds", Feed("erp-holds", polls.erp_s, self._holds)),
            ("prices", Feed("erp-price-rules", polls.prices_s or polls.erp_s, self._price_rules)),
            ("prices" if "items" not in links else "", Feed("erp-items", polls.erp_s, self._priced_items)),
            ("price-groups", Feed("erp-customers", polls.erp_s, self._price_groups)),
        ]
        if self._settings.has_oms:
            found += [
                ("fulfilments", Feed("oms-fulfilments", polls.safety_s, self._fulfilments)),
                ("seller-cancellations", Feed("oms-cancellations", polls.safety_s, self._oms_cancelled)),
                ("erp-movements", Feed("erp-movements", polls.erp_s, self._erp_movements)),
                ("stock", Feed("oms-stock", polls.stock_s, self._oms_stock)),
            ]
        else:
            found.append(("stock", Feed("erp-stock", polls.stock_s, self._erp_stock)))
        found += self._of_goods(self._settings)
        return [feed for link, feed in found if link in links]

    def _of_goods(self, settings: Settings) -> list[tuple[str, Feed]]:
        safety_s = settings.polls.safety_s
        if settings.topology is Topology.SHOP_ERP:
            erp_s = settings.polls.erp_s
            return [
                (
                    self._first_of("deliveries", "seller-cancellations"),
                    Feed("erp-deliveries", erp_s, self._deliveries),
                ),
                ("inspections", Feed("erp-returns", erp_s, self._received_returns)),
            ]
        return [
            ("shipments", Feed("wms-shipments", safety_s, self._shipments)),
            ("shortages", Feed("wms-outbounds", safety_s, self._shortages)),
            ("warehouse-movements", Feed("wms-movements", safety_s, self._movements)),
            ("inspections", Feed("wms-inbound-returns", safety_s, self._inspections)),
        ]

    def _arrivals(self, link: str, keys: Sequence[str]) -> list[Arrival]:
        return [Arrival(link, key, lane=self._directory.lane(link, key)) for key in keys]

    async def _orders(self, cursor: str) -> Reading:
        rows = await self._around.marketplace.orders_since(_instant(cursor))
        arrivals = [
            *self._arrivals("orders", [row.order_key for row in rows]),
            *[
                Arrival("reviews", row.order_key, lane=order_lane(row.order_key))
                for row in rows
                if row.reviewed
            ],
        ]
        return Reading([arrival for arrival in arrivals if arrival.link in self._links])

    async def _cancelled(self, cursor: str) -> Reading:
        rows = await self._around.marketplace.cancellations_since(_instant(cursor))
        return Reading(_wishes("cancellations", [(row.id, row.order_key) for row in rows]))

    async def _amended(self, cursor: str) -> Reading:
        rows = await self._around.marketplace.amendments_since(_instant(cursor))
        return Reading(_wishes("amendments", [(row.id, row.order_key) for row in rows]))

    async def _returns(self, cursor: str) -> Reading:
        rows = await self._around.marketplace.returns_since(_instant(cursor))
        return Reading(_wishes("returns", [(row.id, row.order_key) for row in rows]))

    async def _payments(self, cursor: str) -> Reading:
        """Those with money that moved and is not booked: what nobody told of, such as refunds by hand."""
        rows = await self._around.marketplace.payments_since(_instant(cursor))
        entries = [one.id for row in rows for one in row.entries]
        unbooked = self._directory.unbooked(entries)
        keys = [row.id for row in rows if any(one.id in unbooked for one in row.entries)]
        return Reading(self._arrivals("payments", keys))

    async def _buyers(self, cursor: str) -> Reading:
        rows = await self._around.marketplace.buyers_since(_instant(cursor))
        return Reading(
            [
                Arrival(
                    "customers", row.id, mark=row.updated_at,
                    lane=self._directory.lane("customers", row.id),
                )
                for row in rows
            ]
        )  # fmt: skip

    async def _items(self, cursor: str) -> Reading:
        products = await self._around.erp.products_since(_instant(cursor))
        return Reading([items.arrival_of(product) for product in products])

    async def _holds(self, cursor: str) -> Reading:
        rows = await self._around.erp.holds_since(_instant(cursor))
        return Reading(
            [
                Arrival("holds", row.number, mark=row.state, lane=self._directory.erp_lane(row.order))
                for row in rows
            ]
        )

    async def _price_rules(self, cursor: str) -> Reading:
        rows = await self._around.erp.price_rules_since(_instant(cursor))
        return Reading(prices.price_arrivals(rows))

    async def _priced_items(self, cursor: str) -> Reading:
        """Where somebody else carries items: news of those whose prices may hang on the list price."""
        products = await self._around.erp.products_since(_instant(cursor))
        priced = [product for product in products if self._directory.has_prices(product.sku)]
        return Reading(
            [items.prices_arrival(one.sku, mark=f"{items.OF_ITEM}@{one.version}") for one in priced]
        )

    async def _price_groups(self, cursor: str) -> Reading:
        """Nobody asks who is in which group before there is a price of one; then from the beginning."""
        if "prices" in self._links and not self._directory.has_group_prices():
            return Reading(cursor="")
        rows = await self._around.erp.groups_since(_instant(cursor))
        told = [row for row in rows if row.group or self._directory.was_in_a_group(row.external_ref)]
        return Reading([prices.group_arrival(row) for row in told])

    async def _fulfilments(self, cursor: str) -> Reading:
        rows, following = await self._around.oms.fulfilments_after(cursor)
        keys = [str(row.id) for row in rows if row.state == "open"]
        return Reading(self._arrivals("fulfilments", keys), cursor=following)

    async def _oms_stock(self, cursor: str) -> Reading:
        levels, following = await self._around.oms.levels_after(cursor)
        return Reading(stock.arrivals_of([level.sku for level in levels]), levels, cursor=following)

    async def _erp_stock(self, cursor: str) -> Reading:
        levels = await self._around.erp.levels_since(_instant(cursor))
        changed = self._directory.changed(levels)
        return Reading(stock.arrivals_of([level.sku for level in changed]), changed)

    async def _erp_movements(self, cursor: str) -> Reading:
        rows = await self._around.erp.movements_since(_instant(cursor))
        return self._told("erp-movements", [(row.number, row.kind) for row in rows])

    async def _movements(self, cursor: str) -> Reading:
        rows = await self._around.wms.movements_since(_instant(cursor))
        return self._told("warehouse-movements", rows)

    async def _shipments(self, cursor: str) -> Reading:
        rows = await self._around.wms.shipments_since(_instant(cursor))
        return Reading(
            [
                Arrival("shipments", key, lane=self._directory.shipment_lane(reference))
                for key, reference in rows
            ]
        )

    async def _shortages(self, cursor: str) -> Reading:
        outbounds = await self._around.wms.outbounds_since(_instant(cursor))
        short = [(one.id, sum(line.short for line in one.lines)) for one in outbounds]
        return Reading([Arrival("shortages", key, mark=f"{count} short") for key, count in short if count])

    async def _inspections(self, cursor: str) -> Reading:
        found = await self._around.wms.inbound_returns_since(_instant(cursor))
        return Reading(self._arrivals("inspections", [one.id for one in found if one.done]))

    async def _received_returns(self, cursor: str) -> Reading:
        rows = await self._around.erp.returns_since(_instant(cursor))
        keys = [row.number for row in rows if row.state == "received"]
        return Reading(self._arrivals("inspections", keys))

    def _first_of(self, *links: str) -> str:
        """The first of several links of one feed that is played."""
        return next((link for link in links if link in self._links), "")

    async def _deliveries(self, cursor: str) -> Reading:
        deliveries = await self._around.erp.deliveries_since(_instant(cursor))
        arrivals = []
        for one in deliveries:
            lane = self._directory.erp_lane(one.order)
            payload = one.model_dump_json().encode()
            arrivals.append(Arrival("deliveries", one.number, payload=payload, lane=lane))
            if one.cancelled:
                arrivals.append(Arrival("seller-cancellations", one.number, lane=lane))
        return Reading([arrival for arrival in arrivals if arrival.link in self._links])

    async def _oms_cancelled(self, cursor: str) -> Reading:
        rows, following = await self._around.oms.cancellations_after(cursor)
        arrivals = [
            Arrival("seller-cancellations", row.reference, lane=self._directory.oms_lane(str(row.order_id)))
            for row in rows
            if row.by == "oms"
        ]
        return Reading(arrivals, cursor=following)

    def _told(self, link: str, rows: Sequence[tuple[str, str]]) -> Reading:
        rules = [(key, rule_for(kind)) for key, kind in rows]
        keys = [key for key, rule in rules if rule is None]
        passed_over = [(link, key, rule) for key, rule in rules if rule is not None]
        return Reading(self._arrivals(link, keys), passed_over=passed_over)


def _wishes(link: str, rows: Sequence[tuple[str, str]]) -> list[Arrival]:
    return [Arrival(link, key, lane=order_lane(order_key)) for key, order_key in rows]


def _instant(cursor: str) -> int:
    return int(cursor or 0)
