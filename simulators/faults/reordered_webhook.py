"""Webhooks that overtake each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from ..kernel.clock import SECOND_US
from ..kernel.disturbance import Posting
from .fault import Moment, WebhookFault


@dataclass(frozen=True)
class ReorderedWebhook(WebhookFault):
    """A webhook waits until a later one has gone, at most ``hold_s``: *updated* comes before *created*.

    https://docs.stripe.com/webhooks#event-ordering
    """

    hold_s: Annotated[int, Meta(ge=1, le=86_400)] = 300

    async def around_post(self, posting: Posting, moment: Moment) -> int | None:
        """Looks every second whether something went past it."""
        outbox = moment.outbox
        began_us, issued = moment.clock.now_us(), outbox.issued
        while moment.clock.now_us() - began_us < self.hold_s * SECOND_US:
            await moment.wait(SECOND_US)
            later = [event for event in outbox.pending.values() if event.at_us > posting.event.at_us]
            if outbox.issued > issued and not later:
                break
        return await posting.carry(posting.request)
