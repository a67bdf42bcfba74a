"""Commits that share a disk's sync: what is written while one is under way goes into the next."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec

from ..kernel.problems import Refusal
from .disk import Deed

_TROUBLE = (OSError, sqlite3.Error, msgspec.MsgspecError, TypeError, ValueError)
_RETRY_S = 1


class NotWritten(Refusal):
    """The disk takes nothing; what happened in memory may yet be written, or be gone after a crash."""

    status = 503
    code = "storage-unavailable"

    def __init__(self, trouble: str) -> None:
        super().__init__(
            f"the disk takes no writes ({trouble}); what was asked may have happened and is not safe: make "
            "room, and send it again with the same idempotency-key",
            retry_after_s=_RETRY_S,
        )


class Database(Protocol):
    """What takes groups of deeds."""

    def begin(self, deeds: Iterable[Deed]) -> None:
        """Write deeds down in a transaction that ``commit`` ends."""

    def commit(self) -> None:
        """Return when everything that was written down is safe on the disk."""

    def roll_back(self) -> None:
        """Take back what was written down since ``begin``."""


class GroupCommit:
    """Writes deeds down in the order in which they came, many in one transaction.

    ``before`` is called ahead of each group, and may raise OSError. A group that the disk refuses is
    kept and tried again; ``trouble`` says why until it is written.
    """

    def __init__(self, disk: Database, before: Callable[[], None]) -> None:
        self._disk = disk
        self._before = before
        self._queue: list[Deed] = []
        self._heavy = False
        self._woken = asyncio.Event()
        self._outcome = asyncio.Event()
        self._closed = asyncio.Event()
        self.written = 0
        self.trouble: str | None = None

    @property
    def taken(self) -> int:
        """How many deeds were handed in so far, written or not."""
        return self.written + len(self._queue)

    def put(self, deed: Deed, *, heavy: bool = False) -> None:
        """Hand in a deed; a heavy one must not keep the event loop waiting."""
        self._queue.append(deed)
        self._heavy = self._heavy or heavy
        self._woken.set()

    async def synced(self, number: int) -> None:
        """Return when so many deeds are safe; NotWritten when the disk refuses them."""
        while self.written < number:
            if self.trouble is not None:
                raise NotWritten(self.trouble)
            await self._outcome.wait()

    async def outlasted(self, number: int) -> None:
        """Return when so many deeds are safe, however long the disk refuses them."""
        while self.written < number:
            await self._outcome.wait()

    async def run(self) -> None:
        """Write until ``close`` is called, and then what is left."""
        loop = asyncio.get_running_loop()
        while self._queue or not self._closed.is_set():
            if not self._queue:
                await self._woken.wait()
                self._woken.clear()
                continue
            group, heavy = list(self._queue), self._heavy
            try:
                if heavy:
                    self._before()
                    await loop.run_in_executor(None, self._disk.begin, group)
                else:
                    self._begin(group)
                await loop.run_in_executor(None, self._disk.commit)
            except _TROUBLE as error:
                self._refused(error)
                if self._closed.is_set():
                    return
                await self._pause()
            else:
                self._done(group)

    def write_now(self) -> None:
        """Write all that was handed in, where no event loop runs yet."""
        group = list(self._queue)
        self._begin(group)
        self._disk.commit()
        self._done(group)

    def close(self) -> None:
        """Let ``run`` come to its end."""
        self._closed.set()
        self._woken.set()

    async def _pause(self) -> None:
        closed = asyncio.ensure_future(self._closed.wait())
        await asyncio.wait({closed}, timeout=_RETRY_S)
        closed.cancel()

    def _begin(self, group: list[Deed]) -> None:
        self._before()
        self._disk.begin(group)

    def _done(self, group: list[Deed]) -> None:
        del self._queue[: len(group)]
        self.written += len(group)
        self._heavy = self._heavy and bool(self._queue)
        self._tell(None)

    def _refused(self, error: Exception) -> None:
        self._disk.roll_back()
        self._tell(str(error) or type(error).__name__)

    def _tell(self, trouble: str | None) -> None:
        self.trouble = trouble
        self._outcome.set()
        self._outcome = asyncio.Event()
