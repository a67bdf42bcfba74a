"""The marketplace on the wire: its URLs, its access rules and its habits."""

from __future__ import annotations

from ...kernel.access import OAuth2
from ...kernel.outbox import SHOPIFY_RETRIES_S, Outbox, WebhookHabits, signed_body
from ...kernel.paging import SingleUseTokens
from ...kernel.settings import Settings
from ...kernel.subscriptions import webhook_operations
from ...kernel.system import Context, System
from ...kernel.wire import Operation, Surface, Topics
from ..service import Marketplace
from .amendments import AmendmentDesk
from .billing import BillingDesk
from .buyers import BuyerDesk
from .cancellations import CancellationDesk
from .credit import ReturnDesk
from .forms import in_camel_case
from .orders import OrderDesk
from .prices import PriceDesk
from .reviews import ReviewDesk
from .stock import ListingDesk
from .stores import StoreDesk

_OF_AN_ORDER: dict[str, type] = {"order_id": str, "store": str}
TOPICS: Topics = {
    "order.placed": _OF_AN_ORDER,
    "cancellation.requested": {"cancellation_id": str, **_OF_AN_ORDER},
    "amendment.requested": {"amendment_id": str, **_OF_AN_ORDER},
    "return.requested": {"return_id": str, **_OF_AN_ORDER},
    "buyer.changed": {"buyer_id": str},
    "payment.changed": {"payment_id": str, **_OF_AN_ORDER},
    "order.reviewed": _OF_AN_ORDER,
}
HABITS = WebhookHabits(signed_body("x-marketplace-hmac-sha256"), retries_s=SHOPIFY_RETRIES_S)
TOKEN_LIFETIME_S = 3600

_DESKS = (
    OrderDesk,
    CancellationDesk,
    AmendmentDesk,
    ReturnDesk,
    BillingDesk,
    BuyerDesk,
    ListingDesk,
    PriceDesk,
    StoreDesk,
    ReviewDesk,
)


def operations(service: Marketplace, outbox: Outbox, zone: str = "Europe/London") -> list[Operation]:
    """Everything that the marketplace can be asked; times are told in the zone."""
    context = service.context
    tokens = SingleUseTokens(context.system, context.chance)
    asked = [operation for desk in _DESKS for operation in desk(service, tokens, zone).operations()]
    # Connectors are answered in camel case; the people of the world speak snake case everywhere.
    spoken = [
        operation if operation.surface is Surface.WORLD else in_camel_case(operation) for operation in asked
    ]
    return [*spoken, *webhook_operations(outbox, TOPICS)]


def build(context: Context, settings: Settings) -> System:
    """A marketplace in a world."""
    context.outbox.habits = HABITS
    service = Marketplace(context)
    access = OAuth2(context.system, context.chance, context.now_us, lifetime_s=TOKEN_LIFETIME_S)
    return System(context, service, operations(service, context.outbox, settings.zone), access)
