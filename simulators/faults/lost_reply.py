"""It committed, and the answer was lost."""

from __future__ import annotations

from dataclasses import dataclass

from ..kernel.disturbance import LostConnection, Passage
from ..kernel.wire import WireReply
from .fault import CallFault, Moment


@dataclass(frozen=True)
class LostReply(CallFault):
    """The system does what it is asked, and its answer never arrives: whoever asks again orders twice."""

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The system's state changes; the caller sees the connection end."""
        del moment
        await passage.proceed(passage.request)
        raise LostConnection(f"the answer to {passage.operation.name} was lost on its way")
