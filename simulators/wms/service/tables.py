"""What the warehouse holds, and how it is found."""

from __future__ import annotations

from ...kernel.problems import Unprocessable
from ...kernel.system import Context
from ..model import (
    Cancellation,
    InboundReturn,
    Movement,
    Outbound,
    Shipment,
    Stock,
    Substitutes,
    Transfer,
    Waiting,
)


class Tables:
    """The documents of one warehouse company, and the sites that it runs (none named: any)."""

    def __init__(self, context: Context, sites: tuple[str, ...]) -> None:
        store = context.store
        self.sites = sites
        self.stock = store.table("stock", _stock_key)
        self.outbounds = store.table("outbounds", _outbound_id)
        self.outbounds.indexed("reference", _reference).indexed("shippable", _shippable)
        self.waiting = store.table("waiting", _waiting_key).indexed("stock", _waited_for)
        self.cancellations = store.table("cancellations", _cancellation_key)
        self.shipments = store.table("shipments", _shipment_id)
        self.movements = store.table("movements", _movement_id)
        self.transfers = store.table("transfers", _transfer_id)
        self.inbound_returns = store.table("inbound_returns", _inbound_id)
        self.inbound_returns.indexed("reference", _reference)
        self.substitutes = store.table("substitutes", _substituted_sku)

    def check_site(self, site: str, field: str = "site") -> None:
        """Refuse a site that the warehouse does not run; ``field`` is where the request names it."""
        if self.sites and site not in self.sites:
            raise Unprocessable(f"there is no site {site}; there are: {', '.join(self.sites)}", field=field)


def _stock_key(stock: Stock) -> str:
    return stock.key


def _outbound_id(outbound: Outbound) -> str:
    return outbound.id


def _reference(document: Outbound | InboundReturn) -> str:
    return document.reference


def _shippable(outbound: Outbound) -> bool | None:
    for line in outbound.lines:
        if line.allocated:
            return True
    return None


def _waiting_key(waiting: Waiting) -> str:
    return waiting.key


def _waited_for(waiting: Waiting) -> str | None:
    return waiting.stock_key if waiting.quantity else None


def _cancellation_key(cancellation: Cancellation) -> str:
    return cancellation.key


def _shipment_id(shipment: Shipment) -> str:
    return shipment.id


def _movement_id(movement: Movement) -> str:
    return movement.id


def _transfer_id(transfer: Transfer) -> str:
    return transfer.id


def _inbound_id(inbound: InboundReturn) -> str:
    return inbound.id


def _substituted_sku(substitutes: Substitutes) -> str:
    return substitutes.sku
