"""The engine through its crashes: a new one begins on a copy of what the last had on disk.

A crash is no cancelled task, whose ``finally`` would still act. The files are copied as they are, then
the way to the systems and the store are cut, so that nothing that the old engine still does has an
effect; it is left as it is. What it had sent before arrives, as what lies in sockets does.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ordergate.simulators.faults.crash import Crash

from ..sync.engine import Engine
from ..sync.errors import Severed
from ..sync.ports import SECOND_US, ClockPort, database

NO_FILE = ":memory:"
_WRITES = ("INSERT", "UPDATE", "DELETE")


class Life:
    """One life of the engine, from its start to a crash, if one is ever asked for; ``file`` is its store."""

    def __init__(
        self,
        file: str = NO_FILE,
        at_commit: Callable[[], Crash | None] = lambda: None,
        died: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.file = file
        self.over = False
        self.at_commit = at_commit
        self._died = died
        self._database: sqlite3.Connection | None = None

    def check(self) -> None:
        """Severed when it is over."""
        if self.over:
            raise Severed("this engine has crashed, and nothing that it does has an effect")

    def opens(self, path: str) -> sqlite3.Connection:
        """The file of the store, watched for its commits; memory cannot survive, and needs no watching."""
        self.file = path
        if path == NO_FILE:
            return database(path)
        made = sqlite3.connect(path, isolation_level=None, factory=_Watched)
        made.life = self
        self._database = made
        return made

    def end(self, down_s: int) -> None:
        """Die; who is dead already does not die again."""
        if self.over:
            return
        self._died(down_s)
        self.over = True
        if self._database is not None:
            self._database.close()


class _Watched(sqlite3.Connection):
    """A database whose commits may be what an engine dies of; one that changes nothing is none."""

    life: Life
    _changes = 0

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        self.life.check()
        if not self._commits(sql):
            if sql.startswith("BEGIN"):
                self._changes = self.total_changes
            return super().execute(sql, parameters)
        crash = self.life.at_commit()
        if crash is not None and crash.when == "before":
            self.life.end(crash.down_s)
            self.life.check()
        cursor = super().execute(sql, parameters)
        if crash is not None:
            self.life.end(crash.down_s)
            self.life.check()
        return cursor

    def _commits(self, sql: str) -> bool:
        if sql == "COMMIT":
            return self.total_changes != self._changes
        return sql.startswith(_WRITES) and not self.in_transaction


class Lives:
    """The engine that lives now; ``make`` makes one for each life, whose store lies in ``life.file``.

    Until something may crash it, its store is in memory.
    """

    def __init__(
        self, make: Callable[[Life], Engine], clock: ClockPort, at_commit: Callable[[], Crash | None]
    ) -> None:
        self._make = make
        self._clock = clock
        self._at_commit = at_commit
        self._folder: TemporaryDirectory[str] | None = None
        self._gone: list[Engine] = []
        self._coming_up: set[asyncio.Task[None]] = set()
        self.down = False
        self.number = 1
        self.succeeded: Callable[[Engine], None] = lambda _: None
        self.life = self._born(NO_FILE)
        self.engine = make(self.life)

    def may_crash(self) -> None:
        """Keep the store on disk from now on, where a crash leaves something."""
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="ordergate-")
            self.engine.keep_in(self._file())

    async def stop(self) -> None:
        """End the engine, all that went before it, and what lies on disk."""
        tasks = list(self._coming_up)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for engine in [*self._gone, self.engine]:
            await engine.stop()
        if self._folder is not None:
            self._folder.cleanup()

    def _born(self, file: str) -> Life:
        return Life(file, self._at_commit, self._died)

    def _file(self) -> str:
        assert self._folder is not None, "it is asked for when the store is on disk"
        return str(Path(self._folder.name) / f"engine-{self.number}.sqlite")

    def _died(self, down_s: int) -> None:
        """Copy what the dying engine has on disk, and let another come up from it later."""
        before = self.life.file
        self.number += 1
        for ending in ("", "-wal"):
            if Path(before + ending).exists():
                shutil.copyfile(before + ending, self._file() + ending)
        self.engine.sever()
        self.down = True
        task = asyncio.get_running_loop().create_task(self._come_up(down_s))
        self._coming_up.add(task)
        task.add_done_callback(self._coming_up.discard)

    async def _come_up(self, down_s: int) -> None:
        await self._clock.sleep_until(self._clock.now_us() + down_s * SECOND_US)
        life = self.life = self._born(self._file())
        try:
            engine = self._make(life)
        except Severed:
            return  # It died on the way up, and the next is coming up already.
        self._gone.append(self.engine)
        self.engine = engine
        self.succeeded(engine)
        await engine.start()
        if not life.over:
            self.down = False
