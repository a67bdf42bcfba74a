"""Which systems a world can have."""

from __future__ import annotations

from collections.abc import Callable

from ..erp.api import build as build_erp
from ..kernel.settings import Settings
from ..kernel.system import Context, System
from ..marketplace.api import build as build_marketplace
from ..oms.api import build as build_oms
from ..wms.api import build as build_wms

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
