"""Many answers share one sync of the disk, and none leaves before it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

import pytest

from ordergate.simulators.server.disk import Deed
from ordergate.simulators.server.group_commit import GroupCommit, NotWritten
from ordergate.simulators.server.keeping import Statement

DEED = Statement("SELECT 1", ())


class Slate:
    """A disk that counts, and that is full as often as it is told."""

    def __init__(self, full: int = 0) -> None:
        self.groups: list[int] = []
        self.safe = 0
        self._full = full
        self._open = 0

    def begin(self, deeds: Iterable[Deed]) -> None:
        self._open = len(list(deeds))

    def commit(self) -> None:
        if self._full:
            self._full -= 1
            raise OSError("no space left on device")
        self.groups.append(self._open)
        self.safe += self._open

    def roll_back(self) -> None:
        self._open = 0


def written(slate: Slate, story: Callable[[GroupCommit], Coroutine[Any, Any, None]]) -> None:
    """Play a story with a group commit that runs beside it."""

    async def play() -> None:
        commits = GroupCommit(slate, lambda: None)
        running = asyncio.ensure_future(commits.run())
        await story(commits)
        commits.close()
        await running

    asyncio.run(play())


async def deed_done(commits: GroupCommit, slate: Slate) -> bool:
    """Whether a deed was safe when it was said to be."""
    commits.put(DEED)
    number = commits.taken
    await commits.synced(number)
    return slate.safe >= number


def test_many_deeds_share_a_sync_and_none_is_answered_before_it() -> None:
    slate = Slate()

    async def story(commits: GroupCommit) -> None:
        done = [deed_done(commits, slate) for _ in range(100)]
        assert all(await asyncio.gather(*done))

    written(slate, story)
    assert sum(slate.groups) == 100 and len(slate.groups) <= 2


def test_a_deed_that_the_disk_refuses_is_said_so_and_written_when_there_is_room() -> None:
    slate = Slate(full=1)

    async def story(commits: GroupCommit) -> None:
        with pytest.raises(NotWritten, match="no space left on device"):
            await deed_done(commits, slate)
        assert commits.trouble == "no space left on device"
        await commits.outlasted(1)
        assert slate.groups == [1]
        assert await deed_done(commits, slate)

    written(slate, story)
    assert slate.groups == [1, 1]


def test_what_was_handed_in_is_written_before_the_end() -> None:
    slate = Slate()

    async def story(commits: GroupCommit) -> None:
        for _ in range(5):
            commits.put(DEED)

    written(slate, story)
    assert slate.safe == 5


def test_a_full_disk_does_not_keep_the_end_waiting() -> None:
    slate = Slate(full=2)

    async def story(commits: GroupCommit) -> None:
        commits.put(DEED)

    written(slate, story)
    assert slate.groups == []


def test_a_refusal_is_a_problem_that_may_be_tried_again() -> None:
    refusal = NotWritten("disk full")
    assert (refusal.status, refusal.retry_after_s) == (503, 1)
    assert "idempotency-key" in refusal.detail
