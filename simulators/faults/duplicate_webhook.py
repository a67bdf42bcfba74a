"""A webhook that comes twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from ..kernel.clock import SECOND_US
from ..kernel.disturbance import Posting
from ..kernel.wire import WireRequest
from .fault import Moment, WebhookFault


@dataclass(frozen=True)
class DuplicateWebhook(WebhookFault):
    """A webhook that was taken is delivered again, ``copies`` times, ``after_s`` apart.

    With ``new_id=yes`` each copy has an event id of its own: only what it says tells that it is the same.
    Vendors promise at least once. https://shopify.dev/docs/apps/build/webhooks/ignore-duplicates
    """

    copies: Annotated[int, Meta(ge=1, le=100)] = 1
    after_s: Annotated[int, Meta(ge=0, le=86_400)] = 1
    new_id: Literal["no", "yes"] = "no"

    async def around_post(self, posting: Posting, moment: Moment) -> int | None:
        """The status of the first delivery; the others follow it."""
        status = await posting.carry(posting.request)
        for number in range(self.copies):
            await moment.wait(self.after_s * SECOND_US)
            await posting.carry(_as_new(posting, moment, number) if self.new_id == "yes" else posting.request)
        return status


def _as_new(posting: Posting, moment: Moment, number: int) -> WireRequest:
    """The same news under another id, signed as the vendor signs."""
    event_id = f"{posting.event.id}{number + 2}"
    payload = msgspec.json.encode({**msgspec.json.decode(posting.event.payload), "event_id": event_id})
    event = replace(posting.event, id=event_id, payload=payload)
    headers = moment.outbox.habits.sign(event, posting.subscription, moment.clock.now_us())
    return msgspec.structs.replace(
        posting.request, headers={**posting.request.headers, **headers}, body=payload
    )
