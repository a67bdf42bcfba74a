"""A slow vendor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from ..kernel.disturbance import Passage
from ..kernel.wire import WireReply
from .fault import MILLISECOND_US, CallFault, Moment


@dataclass(frozen=True)
class Latency(CallFault):
    """The system takes its time: the answer comes ``delay_ms`` later, and up to ``jitter_ms`` more."""

    delay_ms: Annotated[int, Meta(ge=0, le=3_600_000)] = 2_000
    jitter_ms: Annotated[int, Meta(ge=0, le=3_600_000)] = 0

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """What is asked is done at once; only its answer is late."""
        reply = await passage.proceed(passage.request)
        await moment.wait((self.delay_ms + moment.draw(self.jitter_ms + 1)) * MILLISECOND_US)
        return reply
