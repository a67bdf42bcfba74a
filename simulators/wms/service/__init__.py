"""What the warehouse can do, without any HTTP."""

from __future__ import annotations

from ...kernel.system import Context
from ..model import Outbound
from .floor import Floor
from .inspections import Cleared, Inspections
from .orders import Orders
from .returns import Found, Returns
from .stock import StockRoom
from .substituting import Instead, Substituting
from .tables import Tables
from .transfers import Arrived, Transfers

__all__ = ["Arrived", "Cleared", "Found", "Instead", "Wms"]


class Wms:
    """One warehouse company: its documents, and who does what with them.

    Without ``sites`` any site may be named.
    """

    def __init__(self, context: Context, sites: tuple[str, ...] = ()) -> None:
        self.tables = Tables(context, sites)
        self.stock = self.tables.stock
        self.outbounds = self.tables.outbounds
        self.waiting = self.tables.waiting
        self.cancellations = self.tables.cancellations
        self.shipments = self.tables.shipments
        self.movements = self.tables.movements
        self.inbound_returns = self.tables.inbound_returns
        self.transfers = self.tables.transfers
        self.substitutes = self.tables.substitutes
        self.room = StockRoom(context, self.tables)
        self.orders = Orders(context, self.tables, self.room)
        self.floor = Floor(context, self.tables, self.room)
        self.returns = Returns(context, self.tables, self.room)
        self.inspections = Inspections(self.tables, self.room)
        self.transport = Transfers(context, self.tables, self.room)
        self.substituting = Substituting(self.tables, self.room, self.floor)

    def backlog(self, site: str | None = None) -> list[Outbound]:
        """The orders that have units to ship, those that got them first in front."""
        shippable = self.outbounds.by("shippable", True)
        return [outbound for outbound in shippable if site is None or outbound.site == site]
