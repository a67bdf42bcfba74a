"""The warehouse on the wire: ``snake_case``, epoch milliseconds, signed requests, page numbers."""

from __future__ import annotations

from ...kernel.access import SignedRequests
from ...kernel.outbox import Outbox, WebhookHabits, signed_body
from ...kernel.settings import Settings
from ...kernel.subscriptions import webhook_operations
from ...kernel.system import Context, System
from ...kernel.wire import Operation, Topics
from ..service import Wms
from .partner import partner_operations
from .substitutes import substitute_operations
from .world import world_operations

__all__ = ["TOPICS", "build", "operations"]

TOPICS: Topics = {
    "shipment.shipped": {"shipment_id": str, "outbound_id": str, "reference": str},
    "outbound.short": {"outbound_id": str, "reference": str},
    "stock.moved": {"movement_id": str, "kind": str},
    "return.inspected": {"inbound_id": str, "reference": str},
}


def operations(service: Wms, outbox: Outbox) -> list[Operation]:
    """Everything that the warehouse can be asked."""
    return [
        *partner_operations(service),
        *world_operations(service),
        *substitute_operations(service),
        *webhook_operations(outbox, TOPICS),
    ]


def build(context: Context, settings: Settings) -> System:
    """A warehouse with nothing in it."""
    context.outbox.habits = WebhookHabits(signed_body("x-wms-signature"))
    service = Wms(context, settings.layout.sites + settings.layout.warehouse_only)
    access = SignedRequests(
        context.system, context.chance, context.now_us, tolerance_s=settings.signature_tolerance_s
    )
    return System(context, service, operations(service, context.outbox), access)
