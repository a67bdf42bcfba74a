"""A request that never arrives."""

from __future__ import annotations

from dataclasses import dataclass

from ..kernel.disturbance import LostConnection, Passage
from ..kernel.wire import WireReply
from .fault import CallFault, Moment


@dataclass(frozen=True)
class LostRequest(CallFault):
    """The connection ends before the system reads the request; nothing happens, and nobody can know it."""

    @property
    def stops(self) -> bool:
        """Whether nothing gets past it: the system is never asked."""
        return True

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """Nothing is asked of the system."""
        del moment
        raise LostConnection(f"the request {passage.operation.name} was lost on its way")
