"""An answer that is out of date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from ..kernel.clock import SECOND_US
from ..kernel.disturbance import Passage
from ..kernel.system import System
from ..kernel.wire import Operation, Surface, WireReply
from .fault import CallFault, Moment


@dataclass(frozen=True)
class StaleRead(CallFault):
    """A replica, or a cache before the system, answers reads with what was true up to ``lag_s`` ago."""

    lag_s: Annotated[int, Meta(ge=1, le=86_400)] = 60

    def fits(self, operation: Operation, system: System) -> bool:
        """What reads."""
        del system
        return operation.method == "GET" and operation.surface is Surface.PARTNER

    @property
    def watches(self) -> bool:
        """It has to know what was true before."""
        return True

    def watch(self, passage: Passage, reply: WireReply, moment: Moment) -> None:
        """Keep an answer with when it was true."""
        if reply.status == 200:
            moment.kept[_asked(passage)] = (moment.clock.now_us(), reply)

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """What the same question was answered before, while that is no older than the lag."""
        known: tuple[int, WireReply] | None = moment.kept.get(_asked(passage))
        if known is not None and moment.clock.now_us() - known[0] <= self.lag_s * SECOND_US:
            return known[1]
        moment.spare()
        reply = await passage.proceed(passage.request)
        self.watch(passage, reply, moment)
        return reply


def _asked(passage: Passage) -> str:
    return f"{passage.request.path}?{passage.request.query}"
