"""A vendor that gives up on a subscription."""

from __future__ import annotations

from dataclasses import dataclass

from ..kernel.disturbance import Posting
from .fault import Moment, WebhookFault


@dataclass(frozen=True)
class Unsubscribed(WebhookFault):
    """The vendor removes the subscription, as after too many failures in a row, and says nothing.

    https://shopify.dev/docs/apps/build/webhooks/troubleshooting-webhooks
    """

    @property
    def stops(self) -> bool:
        """Whether nothing gets past it: nothing is delivered."""
        return True

    async def around_post(self, posting: Posting, moment: Moment) -> int | None:
        """The webhook and all later ones are gone, until somebody subscribes again."""
        moment.outbox.unsubscribe(posting.subscription.id)
        return None
