"""A webhook whose signature is wrong."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from ..kernel.disturbance import Assumed, Posting
from .fault import Moment, WebhookFault


@dataclass(frozen=True)
class BadSignature(WebhookFault):
    """Somebody else, or a proxy that rewrites bodies, sends a webhook; who looks does not take it.

    The vendor tries again with the right one.
    """

    async def around_post(self, posting: Posting, moment: Moment) -> int | None:
        """The headers are those of the right body, and the body is another; who takes it is noted down."""
        forged = msgspec.structs.replace(posting.request, body=posting.request.body + b" ")
        status = await posting.carry(forged)
        if status is not None and 200 <= status < 300 and not isinstance(status, Assumed):
            moment.system.conduct.trusts(posting.event.topic)
        return status
