"""A webhook that comes twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from ..kernel.clock import SECOND_US
from ..kernel.disturbance import Posting
from .fault import Moment, WebhookFault


@dataclass(frozen=True)
class DuplicateWebhook(WebhookFault):
    """A webhook that was taken is delivered again, ``copies`` times, ``after_s`` apart.

    Vendors promise at least once. https://shopify.dev/docs/apps/build/webhooks/ignore-duplicates
    """

    copies: Annotated[int, Meta(ge=1, le=100)] = 1
    after_s: Annotated[int, Meta(ge=0, le=86_400)] = 1

    async def around_post(self, posting: Posting, moment: Moment) -> int | None:
        """The status of the first delivery; the others follow it."""
        status = await posting.carry(posting.request)
        for _ in range(self.copies):
            await moment.wait(self.after_s * SECOND_US)
            await posting.carry(posting.request)
        return status
