"""What the order management system holds, and the words that its parts share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from ...kernel.problems import Unprocessable
from ...kernel.system import Context
from ...kernel.tables import Table
from ..model import (
    Amendment,
    Backorder,
    Cancellation,
    FulfilmentOrder,
    Item,
    Reservation,
    Return,
    SalesOrder,
    Shipment,
    Shortage,
    StockLevel,
    StockMovement,
)

DocT = TypeVar("DocT")


class Booked(NamedTuple, Generic[DocT]):
    """What a request came to; ``already`` when an earlier one like it had done so before."""

    document: DocT
    already: bool = False


class NamesLine(Protocol):
    """Something that a request says of an order line."""

    @property
    def line_id(self) -> int:
        """The order line."""


class LineQuantity(NamesLine, Protocol):
    """Some units of an order line."""

    @property
    def quantity(self) -> int:
        """How many."""


class Tables:
    """All documents of the system; sites are asked for stock in their order."""

    def __init__(self, context: Context, sites: tuple[str, ...] = ("MAIN",)) -> None:
        assert sites, "an order management system needs at least one site"
        self.context = context
        self.sites = sites
        table = context.store.table
        self.items: Table[Item] = table("items", lambda item: item.sku)
        self.stock: Table[StockLevel] = table("stock", lambda level: level.key)
        self.stock_movements: Table[StockMovement] = table(
            "stock_movements", lambda movement: movement.reference
        )
        self.orders: Table[SalesOrder] = table("orders", lambda order: order.id)
        self.fulfilments: Table[FulfilmentOrder] = table("fulfilments", lambda work: work.id)
        self.reservations: Table[Reservation] = table("reservations", lambda held: held.id)
        self.shipments: Table[Shipment] = table("shipments", lambda shipment: shipment.id)
        self.shortages: Table[Shortage] = table("shortages", lambda shortage: shortage.reference)
        self.cancellations: Table[Cancellation] = table(
            "cancellations", lambda cancellation: cancellation.reference
        )
        self.amendments: Table[Amendment] = table("amendments", lambda amendment: amendment.reference)
        self.returns: Table[Return] = table("returns", lambda announced: announced.id)
        self.backorders: Table[Backorder] = table("backorders", lambda waiting: waiting.line_id)
        self._keep_indexes()

    def _keep_indexes(self) -> None:
        self.stock.indexed("sku", lambda level: level.sku)
        self.orders.indexed("external_id", lambda order: order.external_id)
        self.fulfilments.indexed("order", lambda work: work.order_id)
        self.shipments.indexed("reference", lambda shipment: shipment.reference)
        self.cancellations.indexed("order", lambda cancellation: cancellation.order_id)
        self.returns.indexed("order", lambda announced: announced.order_id)
        self.returns.indexed("external_id", lambda announced: announced.external_id)
        self.backorders.indexed("sku", lambda waiting: waiting.sku if waiting.quantity else None)

    def announce_order(self, topic: str, order_id: int) -> None:
        """Tell the subscribers what became of an order."""
        version = self.orders.row(order_id).version
        self.context.outbox.publish(topic, str(order_id), order_id=order_id, version=version)


def stands_once(lines: Sequence[NamesLine], known: Iterable[int], owner: str) -> None:
    """Refuse lines that the owner does not have, and lines that a request names twice."""
    left = dict.fromkeys(known)
    asked: set[int] = set()
    for index, line in enumerate(lines):
        field = f"lines[{index}].line_id"
        if line.line_id in asked:
            raise Unprocessable(
                f"line {line.line_id} stands twice; name it once with all its units", field=field
            )
        if line.line_id not in left:
            has = ", ".join(map(str, list(left)[:5])) + (", ..." if len(left) > 5 else "")
            raise Unprocessable(f"{owner} has no line {line.line_id}; it has: {has or 'none'}", field=field)
        asked.add(line.line_id)


def at_most(lines: Sequence[LineQuantity], limits: dict[int, int], owner: str, what: str) -> dict[int, int]:
    """The units asked for by line, or a refusal of the first line that asks for too many."""
    stands_once(lines, limits, owner)
    for index, line in enumerate(lines):
        if line.quantity > limits[line.line_id]:
            raise Unprocessable(
                f"{owner} has {limits[line.line_id]} units of line {line.line_id} {what}, "
                f"not {line.quantity}",
                field=f"lines[{index}].quantity",
            )
    return {line.line_id: line.quantity for line in lines}
