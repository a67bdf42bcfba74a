"""The joint at which the world can misbehave: what may come between a request and its answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from .wire import Operation, Surface, WireReply, WireRequest

Proceed = Callable[[], Awaitable[WireReply]]


class LostConnection(Exception):
    """The caller gets no answer at all; whether the request took effect, it cannot know."""


class Disturbance(Protocol):
    """One way in which a system misbehaves towards connectors; the people of the world are spared."""

    @property
    def name(self) -> str:
        """What users call it."""

    async def around(self, request: WireRequest, operation: Operation, proceed: Proceed) -> WireReply:
        """Answer instead of the system, or let it ``proceed`` and change what comes of it."""


async def disturbed(
    disturbances: list[Disturbance], request: WireRequest, operation: Operation, proceed: Proceed
) -> WireReply:
    """The answer after all disturbances had their say, the first in the list outermost."""
    if not disturbances or operation.surface is Surface.WORLD:
        return await proceed()
    first, rest = disturbances[0], disturbances[1:]

    async def inner() -> WireReply:
        return await disturbed(rest, request, operation, proceed)

    return await first.around(request, operation, inner)
