"""What leaves a durable server leaves when what it tells of is safe on the disk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from ..kernel.outbox import Courier
from ..kernel.problems import Refusal
from ..kernel.wire import WireReply, WireRequest
from .archive import Archive
from .group_commit import NotWritten

Answer = Callable[[WireRequest], Awaitable[WireReply]]
_READING = ("GET", "HEAD")


class SyncedAnswers:
    """Holds every reply back until all that its world did before is written.

    This is so for reading too: what somebody was shown must not be gone after a crash. While the
    disk takes nothing, only the control surface answers, and only questions.
    """

    def __init__(self, answer: Answer, archive: Archive) -> None:
        self._answer = answer
        self._archive = archive

    async def answer(self, request: WireRequest) -> WireReply:
        """The reply once it is safe, or a problem that says that the disk takes nothing."""
        first, _, rest = request.path.removeprefix("/").partition("/")
        if first == "_control" and request.method in _READING:
            return await self._answer(request)
        commits = self._archive.commits
        try:
            if commits.trouble is not None:
                raise NotWritten(commits.trouble)
            reply = await self._answer(request)
            world = rest.partition("/")[0] if first == "worlds" else ""
            await commits.synced(self._archive.last_deed(world))
        except NotWritten as refusal:
            return _refused(refusal)
        return reply


class SyncedCourier:
    """Carries webhooks that tell of what is safe on the disk."""

    def __init__(self, courier: Courier, archive: Archive) -> None:
        self._courier = courier
        self._commits = archive.commits

    async def deliver(self, url: str, request: WireRequest) -> int | None:
        """The status that the receiver answered, or None when it did not in time."""
        await self._commits.outlasted(self._commits.taken)
        return await self._courier.deliver(url, request)


def _refused(refusal: Refusal) -> WireReply:
    headers = {"content-type": "application/problem+json", "retry-after": str(refusal.retry_after_s)}
    return WireReply(refusal.status, headers, msgspec.json.encode(refusal.as_problem()))
