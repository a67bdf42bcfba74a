"""A quota that is used up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from ..kernel.clock import SECOND_US
from ..kernel.disturbance import Passage
from ..kernel.wire import WireReply
from .fault import CallFault, Moment


@dataclass(frozen=True)
class Throttled(CallFault):
    """Requests beyond a quota are answered 429 with Retry-After, and do nothing.

    ``bucket`` is ``none`` where every call that is struck is refused, ``token`` where ``capacity`` calls may
    come at once and one more each ``every_ms`` (as Amazon's; ``leaky``, as Shopify's, is the same seen from
    the other side), and ``concurrency`` where ``capacity`` calls may be under way at once.
    https://developer-docs.amazon.com/sp-api/docs/usage-plans-and-rate-limits
    https://shopify.dev/docs/api/usage/limits
    """

    bucket: Literal["none", "token", "leaky", "concurrency"] = "none"
    capacity: Annotated[int, Meta(ge=1, le=100_000)] = 10
    every_ms: Annotated[int, Meta(ge=1, le=3_600_000)] = 500
    retry_after_s: Annotated[int, Meta(ge=1, le=86_400)] = 30

    @property
    def stops(self) -> bool:
        """Whether nothing gets past it: not without a bucket."""
        return self.bucket == "none"

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """429 when there is no room; otherwise the call takes its place in the bucket."""
        wait_s = self._wait_s(moment)
        if wait_s:
            return _refused(wait_s)
        moment.spare()
        moment.kept["under way"] = moment.kept.get("under way", 0) + 1
        try:
            return await passage.proceed(passage.request)
        finally:
            moment.kept["under way"] -= 1

    def _wait_s(self, moment: Moment) -> int:
        if self.bucket == "none":
            return self.retry_after_s
        if self.bucket == "concurrency":
            return self.retry_after_s if moment.kept.get("under way", 0) >= self.capacity else 0
        every_us, now_us = self.every_ms * SECOND_US // 1000, moment.clock.now_us()
        # The instant at which all that was let in so far will have drained away.
        drained_us: int = max(moment.kept.get("drained", now_us), now_us)
        ahead_us = drained_us - now_us
        beyond_us = ahead_us - (self.capacity - 1) * every_us
        if beyond_us > 0:
            return -(-beyond_us // SECOND_US)
        moment.kept["drained"] = drained_us + every_us
        return 0


def _refused(wait_s: int) -> WireReply:
    problem = {
        "type": "urn:problem:too-many", "title": "too many requests", "status": 429,
        "detail": f"the quota is used up; try again after {wait_s} seconds",
    }  # fmt: skip
    headers = {"content-type": "application/problem+json", "retry-after": str(wait_s)}
    return WireReply(429, headers, msgspec.json.encode(problem))
