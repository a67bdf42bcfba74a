"""A system that is down, or answers nonsense from a proxy before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from ..kernel.disturbance import Passage
from ..kernel.wire import WireReply
from .fault import CallFault, Moment

_PROBLEM = {"content-type": "application/problem+json"}
_TITLES = {
    500: "internal server error",
    502: "bad gateway",
    503: "the system is down",
    504: "gateway timeout",
}


@dataclass(frozen=True)
class ServerError(CallFault):
    """Requests are answered 5xx and do nothing; real systems do so in maintenance windows and deployments.

    ``retry_after_s`` is sent as Retry-After when it is not 0.
    """

    status: Annotated[int, Meta(ge=500, le=599)] = 503
    retry_after_s: Annotated[int, Meta(ge=0, le=86_400)] = 0

    @property
    def stops(self) -> bool:
        """Whether nothing gets past it: the system is never asked."""
        return True

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The status, without asking the system."""
        del passage, moment
        title = _TITLES.get(self.status, "server error")
        problem = {"type": "urn:problem:server-error", "title": title, "status": self.status, "detail": title}
        headers = {**_PROBLEM, "retry-after": str(self.retry_after_s)} if self.retry_after_s else _PROBLEM
        return WireReply(self.status, headers, msgspec.json.encode(problem))
