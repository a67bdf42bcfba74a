"""In which lane the work on a document belongs, as far as memory tells; else it is found out later."""

from __future__ import annotations

import msgspec

from .decide.fulfilments import order_number_of
from .documents.inventory import Level
from .links.entries import payment_lane
from .links.fulfilments import ROUTE, Route
from .links.items import PUBLISHED_PRICES
from .links.orders import ORDER_OF_OMS
from .links.payments import ERP_PAYMENT
from .links.prices import ANY, GROUP, GROUP_PRICES
from .store import Store
from .whereabouts import ORDER_OF_ERP, buyer_lane, order_lane

_route_form = msgspec.json.Decoder(Route)


class Directory:
    """Looks up lanes, and what is known of stock, in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def lane(self, link: str, key: str) -> str:
        """The lane of work whose key says where it belongs."""
        match link:
            case "orders":
                return order_lane(key)
            case "customers":
                return buyer_lane(key)
            case "payments":
                return payment_lane(key)
            case "fulfilments":
                return self._fulfilment_lane(key)
        return ""

    def oms_lane(self, number: str) -> str:
        """The lane of an order by its number in the OMS."""
        return self._order_lane(ORDER_OF_OMS, number)

    def erp_lane(self, number: str) -> str:
        """The lane of an order by its number in the ERP."""
        return self._order_lane(ORDER_OF_ERP, number)

    def shipment_lane(self, reference: str) -> str:
        """The lane of what the warehouse did, by what it was asked under."""
        return self._fulfilment_lane(reference) or self.erp_lane(order_number_of(reference))

    def has_prices(self, sku: str) -> bool:
        """Whether prices of this item were published besides its list price."""
        return self._store.ref(PUBLISHED_PRICES, sku) is not None

    def has_group_prices(self) -> bool:
        """Whether a price of a customer group was seen, so that it matters who is in one."""
        return self._store.ref(GROUP_PRICES, ANY) is not None

    def was_in_a_group(self, buyer_id: str) -> bool:
        """Whether the marketplace was told of a group of this buyer."""
        return self._store.ref(GROUP, buyer_id) is not None

    def unbooked(self, entries: list[str]) -> set[str]:
        """Those entries of payments that are not known to be booked in the ERP."""
        return set(entries) - self._store.known_of(ERP_PAYMENT, entries)

    def changed(self, levels: list[Level]) -> list[Level]:
        """Those levels that are not known at the version that they are listed with."""
        known = self._store.level_version
        return [level for level in levels if level.version != known(level.sku, level.site)]

    def _fulfilment_lane(self, fulfilment_id: str) -> str:
        route = self._store.ref(ROUTE, fulfilment_id)
        return order_lane(_route_form.decode(route).order_key) if route else ""

    def _order_lane(self, kind: str, number: str) -> str:
        order_key = self._store.ref(kind, number)
        return order_lane(order_key) if order_key else ""
