"""The order management system on the wire: snake_case, integers, an API key, opaque cursors."""

from __future__ import annotations

from ...kernel.access import ApiKey
from ...kernel.outbox import (
    STANDARD_WEBHOOKS_RETRIES_S,
    Outbox,
    WebhookHabits,
    standard_webhooks,
)
from ...kernel.settings import Settings
from ...kernel.subscriptions import webhook_operations
from ...kernel.system import Context, System
from ...kernel.wire import Operation, Topics
from ..service import Oms
from .amendments import AmendmentApi
from .fulfilments import FulfilmentApi
from .orders import OrderApi
from .returns import ReturnApi
from .stock import StockApi

TOPICS: Topics = {
    "order.created": {"order_id": int, "version": int},
    "order.changed": {"order_id": int, "version": int},
    "fulfilment.created": {"fulfilment_id": int, "order_id": int},
    "return.changed": {"return_id": int, "order_id": int, "version": int},
    "cancellation.made": {"cancellation_ref": str, "order_id": int},
}
WEBHOOKS = WebhookHabits(standard_webhooks, STANDARD_WEBHOOKS_RETRIES_S)


def operations(service: Oms, outbox: Outbox) -> list[Operation]:
    """Everything that a connector can ask."""
    return [
        *OrderApi(service).operations(),
        *AmendmentApi(service).operations(),
        *FulfilmentApi(service).operations(),
        *ReturnApi(service).operations(),
        *StockApi(service).operations(),
        *webhook_operations(outbox, TOPICS),
    ]


def build(context: Context, settings: Settings) -> System:
    """An order management system that holds nothing yet."""
    context.outbox.habits = WEBHOOKS
    service = Oms(context, settings.layout.sites)
    access = ApiKey(context.chance.hexadecimal(context.system, "api_key"))
    return System(context, service, operations(service, context.outbox), access)


__all__ = ["TOPICS", "build", "operations"]
