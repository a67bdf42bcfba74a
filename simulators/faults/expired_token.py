"""A token that expires in the middle of the work."""

from __future__ import annotations

from dataclasses import dataclass

from ..kernel.access import OAuth2
from ..kernel.disturbance import Passage
from ..kernel.system import System
from ..kernel.wire import Operation, Surface, WireReply
from .fault import CallFault, Moment


@dataclass(frozen=True)
class ExpiredToken(CallFault):
    """No token that the system gave out is good any more, as after a vendor's restart; new ones are."""

    def fits(self, operation: Operation, system: System) -> bool:
        """What asks for a token."""
        return operation.surface is Surface.PARTNER and isinstance(system.access, OAuth2)

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The system answers 401 by itself."""
        assert isinstance(moment.system.access, OAuth2), "the rule fits only systems that give out tokens"
        moment.system.access.expire_all()
        return await passage.proceed(passage.request)
