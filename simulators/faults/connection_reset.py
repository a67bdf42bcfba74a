"""A connection that breaks."""

from __future__ import annotations

from dataclasses import dataclass

from ..kernel.disturbance import LostConnection, Passage
from ..kernel.wire import WireReply
from .fault import CallFault, Moment


@dataclass(frozen=True)
class ConnectionReset(CallFault):
    """The connection breaks: by the toss of a coin before the system read, or after it did what was asked."""

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """Whether something was done nobody can know."""
        if moment.draw(2):
            await passage.proceed(passage.request)
        raise LostConnection(f"the connection for {passage.operation.name} was reset", reset=True)
