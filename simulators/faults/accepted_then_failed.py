"""202 Accepted, and then it failed."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from ..kernel.disturbance import Passage
from ..kernel.system import System
from ..kernel.wire import Operation, Surface, WireReply
from .fault import CallFault, Moment


@dataclass(frozen=True)
class AcceptedThenFailed(CallFault):
    """An order to do something is accepted for later (202), and the job fails; nobody is told."""

    @property
    def stops(self) -> bool:
        """Whether nothing gets past it: the system is never asked."""
        return True

    def fits(self, operation: Operation, system: System) -> bool:
        """What changes something."""
        del system
        return operation.method != "GET" and operation.surface is Surface.PARTNER

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The number of a job that never comes to anything."""
        del passage
        body = {"job": f"job-{moment.draw(10**8):08d}", "status": "queued"}
        return WireReply(202, {"content-type": "application/json"}, msgspec.json.encode(body))
