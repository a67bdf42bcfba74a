"""A bulk request of which only a part is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from ..kernel.disturbance import Passage
from ..kernel.system import System
from ..kernel.wire import Operation, WireReply
from .fault import CallFault, Moment


@dataclass(frozen=True)
class PartialBatch(CallFault):
    """Of a bulk request the first items are done, how many is drawn, and the others are not.

    ``answer`` is ``short`` where the answer has results for those alone, and ``error`` where it is 500.
    """

    answer: Literal["short", "error"] = "short"

    def fits(self, operation: Operation, system: System) -> bool:
        """What takes many items at once."""
        del system
        return operation.each is not None

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The answer of the system to the first items."""
        name, asked = _items(passage.request.body)
        if len(asked.get(name, ())) < 2:
            moment.spare()
            return await passage.proceed(passage.request)
        done = asked[name][: 1 + moment.draw(len(asked[name]) - 1)]
        body = msgspec.json.encode({**asked, name: done})
        reply = await passage.proceed(msgspec.structs.replace(passage.request, body=body))
        if reply.status >= 400:
            moment.spare()
        return reply if self.answer == "short" or reply.status >= 400 else _failed()


def _items(body: bytes) -> tuple[str, dict[str, Any]]:
    """Where the items of a request are, and all that it says; nothing when it cannot be read."""
    try:
        asked = msgspec.json.decode(body)
    except msgspec.DecodeError:
        asked = None
    told: dict[str, Any] = asked if isinstance(asked, dict) else {}
    return next((name for name, value in told.items() if isinstance(value, list)), ""), told


def _failed() -> WireReply:
    problem = {
        "type": "urn:problem:server-error", "title": "internal server error", "status": 500,
        "detail": "the request was not finished",
    }  # fmt: skip
    return WireReply(500, {"content-type": "application/problem+json"}, msgspec.json.encode(problem))
