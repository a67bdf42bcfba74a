"""Which links each topology has."""

from __future__ import annotations

from ...errors import UsageError
from ..settings import Topology
from ..surroundings import Surroundings
from .amendments import Amendments
from .base import Link
from .cancellations import Cancellations
from .customers import Customers
from .fulfilments import Fulfilments
from .holds import Holds
from .inspections import Inspections
from .items import Items
from .movements import ErpMovements, WarehouseMovements
from .orders import Orders
from .payments import Payments
from .prices import PriceGroups, Prices
from .returns import Returns
from .reviews import Reviews
from .seller_cancellations import SellerCancellations
from .shipments import Deliveries, Shipments
from .shortages import Shortages
from .stock import Stock

_EVERYWHERE: tuple[type[Link], ...] = (
    Customers, Items, Orders, Stock, Cancellations, Amendments, Returns, Inspections, Payments,
    Holds,
    Prices, PriceGroups,
    Reviews,
)  # fmt: skip
_BEYOND: dict[Topology, tuple[type[Link], ...]] = {
    Topology.SHOP_ERP: (Deliveries, SellerCancellations),
    Topology.SHOP_ERP_WMS: (Shipments, Shortages, WarehouseMovements),
    Topology.FULL: (
        Fulfilments,
        Shipments,
        Shortages,
        WarehouseMovements,
        ErpMovements,
        SellerCancellations,
    ),
}


def links_of(around: Surroundings) -> dict[str, Link]:
    """The links to play, by name."""
    kinds = {kind.name: kind for kind in _kinds(around.settings.topology)}
    wanted = around.settings.links
    unknown = [name for name in wanted or () if name not in kinds]
    if unknown:
        raise UsageError(
            f"topology {around.settings.topology} has no data flow {', '.join(unknown)}; "
            f"it has: {', '.join(kinds)}"
        )
    return {name: kind(around) for name, kind in kinds.items() if wanted is None or name in wanted}


def link_names(topology: Topology) -> tuple[str, ...]:
    """The names of a topology's data flows."""
    return tuple(kind.name for kind in _kinds(topology))


def _kinds(topology: Topology) -> tuple[type[Link], ...]:
    return (*_EVERYWHERE, *_BEYOND[topology])
