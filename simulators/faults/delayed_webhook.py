"""A webhook that comes late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from ..kernel.clock import SECOND_US
from ..kernel.disturbance import Posting
from .fault import Moment, WebhookFault


@dataclass(frozen=True)
class DelayedWebhook(WebhookFault):
    """A webhook waits in a queue of the vendor for ``delay_s``; what it tells may be old news by then."""

    delay_s: Annotated[int, Meta(ge=1, le=604_800)] = 600

    async def around_post(self, posting: Posting, moment: Moment) -> int | None:
        """It is delivered as it was when it happened."""
        await moment.wait(self.delay_s * SECOND_US)
        return await posting.carry(posting.request)
