"""A change that lists tell late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from ..kernel.clock import SECOND_US
from ..kernel.disturbance import Passage
from ..kernel.system import System
from ..kernel.wire import Operation, WireReply
from .fault import CallFault, Moment
from .listing import SINCE, as_listing, changed_us, lists, with_rows


@dataclass(frozen=True)
class LateVisible(CallFault):
    """Lists by time leave out what changed less than ``lag_s`` ago, and tell it later with its old stamp.

    Who asks next time for what is newer than the newest row so far never hears of it. Transactions that
    stamp a row before they commit, and search indexes behind the API, are why.
    https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_getupdated.htm
    """

    lag_s: Annotated[int, Meta(ge=1, le=3600)] = 30

    def fits(self, operation: Operation, system: System) -> bool:
        """Lists that are asked for by time: a cursor stands for what was committed."""
        del system
        return lists(operation, SINCE)

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The list without what is too young."""
        reply = await passage.proceed(passage.request)
        listing = as_listing(reply)
        known_us = moment.clock.now_us() - self.lag_s * SECOND_US
        old = [] if listing is None else [row for row in listing.rows if changed_us(row) <= known_us]
        if listing is None or len(old) == len(listing.rows):
            moment.spare()
            return reply
        return with_rows(reply, listing, old)
