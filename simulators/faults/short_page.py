"""A page with fewer rows than were asked for, and more to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from ..kernel.disturbance import Passage
from ..kernel.system import System
from ..kernel.wire import Operation, WireReply
from .fault import CallFault, Moment
from .listing import TOKENS, as_listing, asked_for, lists, parameter


@dataclass(frozen=True)
class ShortPage(CallFault):
    """A page holds ``rows`` rows at most, and says how to go on; a page that is not full is not the last.

    https://developer-docs.amazon.com/sp-api/docs/get-orders-with-filtering-criteria
    """

    rows: Annotated[int, Meta(ge=1, le=200)] = 1

    def fits(self, operation: Operation, system: System) -> bool:
        """Lists that say themselves how they go on."""
        del system
        return lists(operation, frozenset(TOKENS)) and "limit" in operation.query

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The answer to the same question with a smaller limit."""
        asked = parameter(passage.request, "limit")
        if asked.isdigit() and int(asked) <= self.rows:
            moment.spare()
            return await passage.proceed(passage.request)
        reply = await passage.proceed(asked_for(passage.request, "limit", self.rows))
        listing = as_listing(reply)
        if listing is None or len(listing.rows) < self.rows:
            moment.spare()
        return reply
