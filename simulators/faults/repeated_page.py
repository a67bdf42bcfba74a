"""A page that comes again instead of the next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from msgspec import Meta

from ..kernel.disturbance import Passage
from ..kernel.system import System
from ..kernel.wire import Operation, WireReply, WireRequest
from .fault import CallFault, Moment
from .listing import TOKENS, as_listing, lists, parameter


@dataclass(frozen=True)
class RepeatedPage(CallFault):
    """Asked for the next page, the system gives the one before again, ``copies`` times at most.

    Its rows come twice, and so does the token for the next page, which has not been used up.
    """

    copies: Annotated[int, Meta(ge=1, le=100)] = 1

    @property
    def watches(self) -> bool:
        """It has to know the page before."""
        return True

    def fits(self, operation: Operation, system: System) -> bool:
        """Lists that say themselves how they go on."""
        del system
        return lists(operation, frozenset(TOKENS))

    def watch(self, passage: Passage, reply: WireReply, moment: Moment) -> None:
        """Keep the page with what leads on from it."""
        listing = as_listing(reply)
        following = "" if listing is None else _following(listing.told)
        if listing is not None and listing.rows and following:
            moment.kept[passage.operation.name] = (following, reply, self.copies)

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The page that led here, once more."""
        following, page, left = moment.kept.get(passage.operation.name, ("", None, 0))
        if page is not None and left and _asked(passage.request) == following:
            moment.kept[passage.operation.name] = (following, page, left - 1)
            known: WireReply = page
            return known
        moment.spare()
        reply = await passage.proceed(passage.request)
        self.watch(passage, reply, moment)
        return reply


def _asked(request: WireRequest) -> str:
    return next((value for name in TOKENS if (value := parameter(request, name))), "")


def _following(told: Any) -> str:
    return next((str(told[name]) for name in TOKENS.values() if told.get(name)), "")
