"""An answer that breaks off."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from ..kernel.disturbance import LostConnection, Passage
from ..kernel.wire import Pieces, WireReply
from .fault import CallFault, Moment


@dataclass(frozen=True)
class TruncatedBody(CallFault):
    """The system does what it is asked, and the connection ends in the middle of the answer.

    The header named the whole length, so that a client can know.
    https://www.rfc-editor.org/rfc/rfc9112#section-8
    """

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The status, the header and the first half of the body; of one that is too short, nothing."""
        reply = await passage.proceed(passage.request)
        if len(reply.body) < 2:
            raise LostConnection(f"the answer to {passage.operation.name} broke off")

        async def at_once() -> None:
            await moment.wait(0)

        return msgspec.structs.replace(reply, pieces=Pieces(2, at_once, broken=True))
