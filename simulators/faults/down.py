"""A system that is down."""

from __future__ import annotations

from dataclasses import dataclass

from ..kernel.disturbance import Proceed
from ..kernel.wire import Operation, WireReply, WireRequest


@dataclass(frozen=True)
class Down:
    """Every request is answered 503 and does nothing; real systems do so in maintenance windows.

    ``retry_after_s`` is sent as Retry-After when it is not 0.
    """

    retry_after_s: int = 0
    name: str = "down"

    async def around(self, request: WireRequest, operation: Operation, proceed: Proceed) -> WireReply:
        """503, without asking the system."""
        del request, operation, proceed
        headers = {"content-type": "application/problem+json"}
        if self.retry_after_s:
            headers["retry-after"] = str(self.retry_after_s)
        body = b'{"type":"urn:problem:down","title":"down","status":503,"detail":"the system is down"}'
        return WireReply(503, headers, body)
