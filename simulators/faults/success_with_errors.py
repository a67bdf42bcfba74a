"""200 OK, and nothing was done."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from ..kernel.disturbance import Passage
from ..kernel.system import System
from ..kernel.wire import Operation, Surface, WireReply
from .fault import CallFault, Moment


@dataclass(frozen=True)
class SuccessWithErrors(CallFault):
    """An order to do something is answered 200, with errors in the body, and nothing is done.

    GraphQL APIs answer so. https://shopify.dev/docs/api/admin-graphql#status_and_error_codes
    """

    @property
    def stops(self) -> bool:
        """Whether nothing gets past it: the system is never asked."""
        return True

    def fits(self, operation: Operation, system: System) -> bool:
        """What changes something."""
        del system
        return operation.method != "GET" and operation.surface is Surface.PARTNER

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The status says yes, and the body no."""
        del passage, moment
        body = {
            "data": None,
            "errors": [{"message": "internal error; nothing was changed", "code": "INTERNAL"}],
        }
        return WireReply(200, {"content-type": "application/json"}, msgspec.json.encode(body))
