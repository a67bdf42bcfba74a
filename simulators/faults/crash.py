"""A connector that dies in the middle of its work."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from ..kernel.disturbance import LostConnection, Passage
from ..kernel.wire import WireReply
from .fault import CallFault, Moment


class Crashed(LostConnection):
    """Whoever asked is no more; it comes up again after ``down_s``, if whoever runs it sees to that."""

    def __init__(self, down_s: int) -> None:
        super().__init__("the connector that asked has crashed")
        self.down_s = down_s


@dataclass(frozen=True)
class Crash(CallFault):
    """The connector dies just before or after a call, or a commit of its store, and is down ``down_s``."""

    when: Literal["before", "after"] = "after"
    down_s: Annotated[int, Meta(ge=0, le=86_400)] = 10

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The system does what it is asked, or never hears of it; nobody is there to hear the answer."""
        del moment
        if self.when == "after":
            with suppress(LostConnection):
                await passage.proceed(passage.request)
        raise Crashed(self.down_s)
