"""An answer that comes in drips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from ..kernel.disturbance import Passage
from ..kernel.wire import Pieces, WireReply
from .fault import MILLISECOND_US, CallFault, Moment


@dataclass(frozen=True)
class SlowBody(CallFault):
    """The header comes at once, and the body in ``pieces`` with ``pause_ms`` before each.

    A client whose timeout is for each read, and not for the whole answer, never gives up.
    """

    pieces: Annotated[int, Meta(ge=1, le=10_000)] = 10
    pause_ms: Annotated[int, Meta(ge=1, le=3_600_000)] = 1000

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The answer of the system, some time later."""
        reply = await passage.proceed(passage.request)
        if not reply.body:
            moment.spare()
            return reply

        async def pause() -> None:
            await moment.wait(self.pause_ms * MILLISECOND_US)

        count = min(self.pieces, len(reply.body))
        return msgspec.structs.replace(reply, pieces=Pieces(count, pause))
