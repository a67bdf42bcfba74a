"""An answer that is no JSON."""

from __future__ import annotations

from dataclasses import dataclass

from ..kernel.disturbance import Passage
from ..kernel.wire import WireReply
from .fault import CallFault, Moment

_PAGE = b"<html><head><title>Please wait</title></head><body>One moment, please ...</body></html>"


@dataclass(frozen=True)
class MalformedBody(CallFault):
    """The system does what it is asked, and a proxy puts a page of its own in place of the answer."""

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The status of the system, with a body that is not what its header says."""
        del moment
        reply = await passage.proceed(passage.request)
        return WireReply(reply.status, reply.headers, _PAGE)
