"""A webhook that never comes."""

from __future__ import annotations

from dataclasses import dataclass

from ..kernel.disturbance import Assumed, Posting
from .fault import Moment, WebhookFault


@dataclass(frozen=True)
class DroppedWebhook(WebhookFault):
    """The system believes that a webhook was taken, and nobody ever saw it; only polls find what it told."""

    @property
    def stops(self) -> bool:
        """Whether nothing gets past it: nothing is delivered."""
        return True

    async def around_post(self, posting: Posting, moment: Moment) -> int | None:
        """Nothing is delivered."""
        del posting, moment
        return Assumed(200)
