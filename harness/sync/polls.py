"""Asking vendors what has changed, so that what no event told is found all the same.

A feed that goes by time reaches back behind its last reading, because changes can become visible
late and clocks differ a little; a feed that goes by a cursor of the vendor's does not need to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from ..errors import OrdergateError
from .documents.inventory import Level
from .errors import Resting
from .ports import SECOND_US, ClockPort
from .queue import Queue
from .retry import RetryPolicy
from .store import Store
from .work import Arrival

CURSOR_WRITTEN_EVERY_US = 3600 * SECOND_US
"""So often the place to go on from is written down while a feed tells nothing."""


@dataclass(frozen=True)
class Reading:
    """What a feed told: documents, stock levels, what is passed over, and where to go on.

    ``passed_over`` is (kind, key, rule); the stock of items that are ``owed`` is to be published again;
    what was remembered of (kind, source) in ``forgotten`` does not hold any more. Without a ``cursor``
    the feed goes by time.
    """

    arrivals: Sequence[Arrival] = ()
    levels: Sequence[Level] = ()
    passed_over: Sequence[tuple[str, str, str]] = ()
    owed: Sequence[str] = ()
    forgotten: Sequence[tuple[str, str]] = ()
    cursor: str | None = None

    def tells_something(self) -> bool:
        """Whether there is more in it than where to go on."""
        return bool(self.arrivals or self.levels or self.passed_over)


@dataclass
class Feed:
    """A list of a vendor's that is read again and again.

    ``read`` is given the cursor, or for a feed by time the instant to read from, 0 at first.
    ``tells`` is False if it never brings word of documents.
    """

    name: str
    every_s: int
    read: Callable[[str], Awaitable[Reading]]
    tells: bool = True
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    cursor: str | None = None
    written_us: int = 0
    began_us: int = 0
    failures: int = 0
    trouble: str = ""


class Poller:
    """Reads feeds when their time comes, or all at once when asked to."""

    def __init__(
        self,
        feeds: Sequence[Feed],
        store: Store,
        queue: Queue,
        clock: ClockPort,
        *,
        overlap_s: int,
        retry: RetryPolicy,
        news: Callable[[], None],
    ) -> None:
        self.feeds = list(feeds)
        self._store = store
        self._queue = queue
        self._clock = clock
        self._overlap_us = overlap_s * SECOND_US
        self._retry = retry
        self._news = news

    def busy(self) -> bool:
        """Whether a feed is being read."""
        return any(feed.reading.locked() for feed in self.feeds)

    def read_since_us(self) -> int:
        """The instant since which every feed has been read from the beginning to its end."""
        began = [feed.began_us for feed in self.feeds if feed.tells]
        return min(began, default=self._clock.now_us())

    async def sweep(self) -> int:
        """Read all feeds now, one after the other; returns how much was news."""
        return sum([await self.read(feed) for feed in self.feeds if feed.tells])

    async def keep_reading(self, feed: Feed) -> None:
        """Read a feed in its rhythm, for ever; after trouble with a growing pause."""
        if feed.began_us:
            await self._clock.sleep_until(feed.began_us + feed.every_s * SECOND_US)
        while True:
            pause_us = feed.every_s * SECOND_US
            try:
                await self.read(feed)
                feed.failures, feed.trouble = 0, ""
            except OrdergateError as trouble:
                feed.failures += 1
                feed.trouble = str(trouble)
                pause_us = min(pause_us, self._retry.pause_us(feed.failures))
                if isinstance(trouble, Resting):
                    pause_us = trouble.until_us - self._clock.now_us()
            await self._clock.sleep_until(self._clock.now_us() + pause_us)

    async def read(self, feed: Feed) -> int:
        """Read a feed once and write down what it told, together with where to go on."""
        async with feed.reading:
            began_us = self._clock.now_us()
            if feed.cursor is None:
                feed.cursor = self._store.cursor(feed.name)
            reading = await feed.read(feed.cursor)
            cursor = reading.cursor
            if cursor is None:
                cursor = str(max(0, began_us - self._overlap_us))
            found = 0
            if reading.tells_something() or began_us >= feed.written_us + CURSOR_WRITTEN_EVERY_US:
                found = self._write_down(feed, reading, cursor)
                feed.written_us = began_us
            feed.began_us, feed.cursor = began_us, cursor
        if found:
            self._news()
        return found

    def _write_down(self, feed: Feed, reading: Reading, cursor: str) -> int:
        levels = [(one.sku, one.site, one.available, one.version) for one in reading.levels]
        with self._store.transaction():
            self._store.set_levels(levels)
            self._store.pass_over(reading.passed_over)
            self._store.owe_stock(reading.owed)
            for kind, source in reading.forgotten:
                self._store.forget(kind, source)
            self._store.set_cursor(feed.name, cursor)
            return self._queue.admit(reading.arrivals, self._clock.now_us())
