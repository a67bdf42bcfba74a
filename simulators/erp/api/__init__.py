"""The ERP's URLs: a partner API to be polled, and what people do in it."""

from __future__ import annotations

from ...kernel.access import OAuth2
from ...kernel.outbox import Outbox
from ...kernel.settings import Settings
from ...kernel.system import Context, System
from ...kernel.wire import Operation
from ..policy import DUPLICATES, RECOGNISED
from ..service import Erp
from .customers import customer_operations
from .exchange import exchange_operations
from .goods import goods_operations
from .holds import hold_operations
from .listings import reading_operations
from .money import money_operations
from .orders import order_operations
from .people import people_operations
from .price_rules import price_operations
from .substitutes import substitute_operations
from .taxes import tax_operations

TOKEN_LIFETIME_S = 1200


def operations(service: Erp, outbox: Outbox) -> list[Operation]:
    """Everything that the ERP can be asked for."""
    del outbox  # This vendor sends no webhooks.
    return [
        *reading_operations(service),
        *customer_operations(service),
        *order_operations(service),
        *goods_operations(service),
        *money_operations(service),
        *people_operations(service),
        *substitute_operations(service),
        *hold_operations(service),
        *price_operations(service),
        *tax_operations(service),
        *exchange_operations(service),
    ]


def build(context: Context, settings: Settings) -> System:
    """An ERP of a world."""
    service = Erp(context, sites=settings.layout.sites, zone=settings.zone)
    access = OAuth2(context.system, context.chance, context.now_us, lifetime_s=TOKEN_LIFETIME_S)
    system = System(context, service, operations(service, context.outbox), access)
    system.keys.honoured = lambda: context.chosen(DUPLICATES) == RECOGNISED
    return system
