"""The start page: every world with its systems, what they hold, and its latest orders."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from ...kernel.problems import Refusal
from ...kernel.system import System
from ..worlds import HostedWorld, WorldHost
from .papers import states_of, table_of
from .shop import ItemSeen, buyers_of, items_of

ORDERS_SHOWN = 50
_ORDERS_SHOWN_MIN = 5
_MAIN: dict[str, tuple[str, ...]] = {
    "marketplace": (
        "listings",
        "buyers",
        "orders",
        "shipments",
        "cancellations",
        "amendments",
        "returns",
        "payments",
    ),
    "oms": ("items", "orders", "fulfilments", "shipments", "returns"),
    "erp": ("items", "customers", "orders", "deliveries", "invoices", "credit_memos", "returns", "payments"),
    "wms": ("stock", "outbounds", "shipments", "inbound_returns"),
}
"""The documents of each system that people ask about first."""


@dataclass(frozen=True)
class SystemSeen:
    """A system: where it is, how many documents of each kind it holds, where its API is described.

    ``of`` is the system that this is a further API of, empty for a system itself.
    """

    name: str
    base_url: str
    counts: dict[str, int]
    description: str | None
    of: str = ""


@dataclass(frozen=True)
class OrderSeen:
    """An order with its state in each system that holds orders."""

    order: Any
    states: dict[str, str | None]


@dataclass(frozen=True)
class WorldSeen:
    """A world as the start page shows it."""

    world: HostedWorld
    now_us: int
    systems: tuple[SystemSeen, ...]
    orders: tuple[OrderSeen, ...]
    orders_held: int
    items: tuple[ItemSeen, ...] = ()
    items_held: int = 0
    buyers: tuple[Any, ...] = ()

    @property
    def holders(self) -> tuple[str, ...]:
        """The systems that hold orders."""
        return tuple(name for name in ("marketplace", "oms", "erp") if name in self.world.systems)


def overview(host: WorldHost) -> list[WorldSeen]:
    """All worlds; many of them share the number of orders that one page shows."""
    shown = max(ORDERS_SHOWN // max(len(host.worlds), 1), _ORDERS_SHOWN_MIN)
    return [_seen(host, world, shown) for world in host.worlds.values()]


def _seen(host: WorldHost, world: HostedWorld, shown: int) -> WorldSeen:
    systems = tuple(
        _system(f"{host.base_url}/worlds/{world.plan.name}/{name}", system)
        for name, system in world.systems.served.items()
    )
    held = table_of(world, "marketplace", "orders")
    latest = [] if held is None else [held.get(key) for key in islice(reversed(held.keys()), shown)]
    orders = tuple(OrderSeen(order, states_of(world, order)) for order in latest)
    items = table_of(world, "marketplace", "listings")
    return WorldSeen(
        world, world.clock.now_us(), systems, orders, 0 if held is None else len(held),
        tuple(items_of(world)), 0 if items is None else len(items), tuple(buyers_of(world)),
    )  # fmt: skip


def _system(base_url: str, system: System) -> SystemSeen:
    tables, holder = system.context.store.tables(), system.context.store.system
    description = f"{base_url}/openapi.json" if _described(system) else None
    if system.name != holder:
        return SystemSeen(system.name, base_url, {}, description, of=holder)
    counts = {name: len(tables[name]) for name in _MAIN[holder]}
    return SystemSeen(system.name, base_url, counts, description)


def _described(system: System) -> bool:
    try:
        system.routes.find("GET", "/openapi.json")
    except Refusal:
        return False
    return True
