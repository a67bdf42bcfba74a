"""All documents that the systems of a world hold about one order of a shop."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ...kernel.problems import NotFound
from ...kernel.tables import Table
from ...marketplace.model import Order, order_key
from ..worlds import HostedWorld

Kind = tuple[str, str]
"""A system and one of its tables."""


class Papers:
    """The documents of one order, by system and table, in order of creation."""

    def __init__(self, order: Order, held: dict[Kind, list[Any]]) -> None:
        self.order = order
        self._held = held

    def all(self, system: str, table: str) -> list[Any]:
        """The documents of one kind."""
        return self._held.get((system, table), [])

    def one(self, system: str, table: str) -> Any:
        """The first document of one kind, or None."""
        return next(iter(self.all(system, table)), None)

    def kinds(self) -> Iterable[tuple[Kind, list[Any]]]:
        """All documents, kind by kind."""
        return self._held.items()

    def warehouse_line(self, line_id: str) -> str | None:
        """What the warehouse calls a line of the shop: as the system did that asked it to ship."""
        oms, erp = self.one("oms", "orders"), self.one("erp", "orders")
        for line in oms.lines if oms is not None else ():
            if line.external_line == line_id:
                return str(line.id)
        for line in erp.lines if oms is None and erp is not None else ():
            if line.external_line == line_id:
                return str(line.line_no)
        return None


def table_of(world: HostedWorld, system: str, table: str) -> Table[Any] | None:
    """A table of a system, None where the world lacks the system."""
    if system not in world.systems:
        return None
    return world.systems[system].context.store.tables()[table]


def states_of(world: HostedWorld, order: Order) -> dict[str, str | None]:
    """The state of the order in each system that holds orders; None where it has not arrived."""
    found: dict[str, str | None] = {"marketplace": str(order.state)}
    for system, held in (("oms", _in_oms(world, order)), ("erp", _in_erp(world, order))):
        if system in world.systems:
            found[system] = str(held[0].state) if held else None
    return found


def papers_of(world: HostedWorld, store: str, order_id: str) -> Papers:
    """Everything about an order; NotFound when the shop never heard of it."""
    orders = table_of(world, "marketplace", "orders")
    order = None if orders is None else orders.find(order_key(store, order_id))
    if order is None:
        raise NotFound(f"there is no order {order_id} of store {store} in world {world.plan.name}")
    gathered = _Gathered(world)
    gathered.hold("marketplace", "orders", [order])
    for table in ("payments", "shipments", "invoices", "cancellations", "amendments", "returns"):
        gathered.take(
            "marketplace", table, lambda document: (document.store, document.order_id) == (store, order_id)
        )
    gathered.hold("oms", "orders", _in_oms(world, order))
    gathered.hold("erp", "orders", _in_erp(world, order))
    gathered.take_of(
        "oms", ("fulfilments", "shipments", "cancellations", "amendments", "returns"), "order_id", "id"
    )
    erp_tables = (
        "deliveries",
        "invoices",
        "credit_memos",
        "returns",
        "payments",
        "cancellations",
        "amendments",
        "holds",
    )
    gathered.take_of("erp", erp_tables, "order", "number")
    gathered.take_warehouse()
    return Papers(order, gathered.held)


class _Gathered:
    """Documents as they are found."""

    def __init__(self, world: HostedWorld) -> None:
        self._world = world
        self.held: dict[Kind, list[Any]] = {}

    def hold(self, system: str, table: str, documents: list[Any]) -> None:
        if documents:
            self.held[(system, table)] = documents

    def take(self, system: str, table: str, belongs: Callable[[Any], bool]) -> None:
        found = table_of(self._world, system, table)
        if found is not None:
            self.hold(system, table, [document for document in found if belongs(document)])

    def take_of(self, system: str, tables: Iterable[str], field: str, own: str) -> None:
        names = {getattr(order, own) for order in self.held.get((system, "orders"), [])}
        for table in tables if names else ():
            self.take(system, table, lambda document: getattr(document, field) in names)

    def take_warehouse(self) -> None:
        self.take(
            "wms", "outbounds", self._asked_by(("oms", "fulfilments", "id"), ("erp", "orders", "number"))
        )
        self.take(
            "wms", "inbound_returns", self._asked_by(("oms", "returns", "id"), ("erp", "returns", "number"))
        )
        outbounds = {outbound.id for outbound in self.held.get(("wms", "outbounds"), [])}
        for table in ("shipments", "cancellations"):
            self.take("wms", table, lambda document: document.outbound_id in outbounds)

    def _asked_by(self, *askers: tuple[str, str, str]) -> Callable[[Any], bool]:
        references = {
            str(getattr(document, own))
            for system, table, own in askers
            for document in self.held.get((system, table), [])
        }
        # What is asked for later, such as by an amendment, begins with the number of the order.
        return lambda document: document.reference.partition("-")[0] in references


def _in_oms(world: HostedWorld, order: Order) -> list[Any]:
    orders = table_of(world, "oms", "orders")
    found = [] if orders is None else orders.by("external_id", order.id)
    return [document for document in found if document.channel == order.store]


def _in_erp(world: HostedWorld, order: Order) -> list[Any]:
    orders = table_of(world, "erp", "orders")
    return [] if orders is None else orders.by("external_ref", f"{order.store}/{order.id}")
