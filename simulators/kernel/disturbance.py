"""The joints at which the world can misbehave: between a request and its answer, and around a webhook."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from .wire import Operation, Surface, WireReply, WireRequest

if TYPE_CHECKING:
    from .outbox import Event, Subscription

Proceed = Callable[[WireRequest], Awaitable[WireReply]]
Carry = Callable[[WireRequest], Awaitable[int | None]]


class LostConnection(Exception):
    """The caller gets no whole answer; whether the request took effect, it cannot know.

    ``reset`` is how the connection ends on the wire: torn down, and not closed in good order.
    """

    def __init__(self, reason: str = "", *, reset: bool = False) -> None:
        super().__init__(reason)
        self.reset = reset


async def arrived(reply: WireReply) -> WireReply:
    """The reply when all of it has come; LostConnection when it breaks off before its end."""
    if reply.pieces is not None:
        for _ in range(reply.pieces.count):
            await reply.pieces.pause()
        if reply.pieces.broken:
            raise LostConnection(f"the answer broke off before its end of {len(reply.body)} bytes")
    return reply


@dataclass(frozen=True)
class Passage:
    """A request on its way to an operation; ``number`` is its entry in the journal.

    ``proceed`` lets the system answer it, or another request instead of it; ``rehearse`` has the system say
    what it would answer, and nothing is done.
    """

    number: int
    request: WireRequest
    operation: Operation
    proceed: Proceed
    rehearse: Callable[[WireRequest], WireReply]


class Assumed(int):
    """A status of a webhook that a system assumes: nobody answered with it."""


@dataclass(frozen=True)
class Posting:
    """A webhook on its way to a connector, for the how-manieth time.

    ``carry`` delivers it, or another request instead of it, and says with which status it was taken.
    """

    event: Event
    subscription: Subscription
    attempt: int
    request: WireRequest
    carry: Carry


class Disturbance(Protocol):
    """One way in which a system misbehaves towards connectors; the people of the world are spared."""

    async def around(self, passage: Passage) -> WireReply:
        """Answer instead of the system, or let it proceed and change what comes of it."""


class PostDisturbance(Protocol):
    """One way in which the webhooks of a system go astray."""

    async def around_post(self, posting: Posting) -> int | None:
        """Carry a webhook otherwise, or not at all; the status that the system believes it was taken with."""


async def disturbed(disturbances: Sequence[Disturbance], passage: Passage) -> WireReply:
    """The answer after all disturbances had their say, the first in the list outermost."""
    if not disturbances or passage.operation.surface is Surface.WORLD:
        return await passage.proceed(passage.request)
    first, rest = disturbances[0], disturbances[1:]

    async def inner(request: WireRequest) -> WireReply:
        return await disturbed(rest, replace(passage, request=request))

    return await first.around(replace(passage, proceed=inner))


async def astray(disturbances: Sequence[PostDisturbance], posting: Posting) -> int | None:
    """The status that a webhook was taken with after all disturbances had their say."""
    if not disturbances:
        return await posting.carry(posting.request)
    first, rest = disturbances[0], disturbances[1:]

    async def inner(request: WireRequest) -> int | None:
        event, subscription, attempt = posting.event, posting.subscription, posting.attempt
        return await astray(rest, Posting(event, subscription, attempt, request, posting.carry))

    return await first.around_post(
        Posting(posting.event, posting.subscription, posting.attempt, posting.request, inner)
    )
