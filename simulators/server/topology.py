"""Which systems a world can have, and how each is made."""

from __future__ import annotations

from collections.abc import Callable

from ..erp.api import build as build_erp
from ..erp.policy import POLICIES as ERP_POLICIES
from ..kernel.chance import Chance
from ..kernel.clock import Clock
from ..kernel.identifiers import Identifiers
from ..kernel.journal import Journal
from ..kernel.outbox import Outbox
from ..kernel.policy import Policy
from ..kernel.settings import Settings
from ..kernel.system import Context, System
from ..kernel.tables import Store
from ..marketplace.api import build as build_marketplace
from ..marketplace.policy import POLICIES as MARKETPLACE_POLICIES
from ..oms.api import build as build_oms
from ..oms.policy import POLICIES as OMS_POLICIES
from ..wms.api import build as build_wms
from ..wms.policy import POLICIES as WMS_POLICIES

TOPOLOGIES: dict[str, tuple[str, ...]] = {
    "shop-erp": ("marketplace", "erp"),
    "shop-erp-wms": ("marketplace", "erp", "wms"),
    "full": ("marketplace", "oms", "erp", "wms"),
}

BUILDERS: dict[str, Callable[[Context, Settings], System]] = {
    "marketplace": build_marketplace,
    "oms": build_oms,
    "erp": build_erp,
    "wms": build_wms,
}

POLICIES: tuple[Policy, ...] = (*MARKETPLACE_POLICIES, *OMS_POLICIES, *ERP_POLICIES, *WMS_POLICIES)
"""What can be declared of the systems of a world."""


def fresh_system(name: str, clock: Clock, chance: Chance, journal: Journal, *, settings: Settings) -> System:
    """A system that holds nothing yet."""
    outbox = Outbox(name, clock, chance, journal)
    store = Store(name, clock.now_us)
    context = Context(name, clock, chance, Identifiers(), store, outbox, journal, settings.layout.policies)
    return BUILDERS[name](context, settings)
