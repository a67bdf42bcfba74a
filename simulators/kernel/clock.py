"""Time is given, never taken: the port that every system is handed, and its adapters.

An instant is an integer number of microseconds since 1970-01-01T00:00:00Z.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from .virtual_loop import VirtualLoop

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """What a system may know of time."""

    def now_us(self) -> int:
        """The instant, in microseconds since the epoch."""

    async def sleep_until(self, at_us: int) -> None:
        """Return at this instant, or at once if it has passed."""


class VirtualClock:
    """The time of a virtual loop, told as instants after a chosen start."""

    def __init__(self, loop: VirtualLoop, start_us: int) -> None:
        self._loop = loop
        self._start_us = start_us - loop.now_us()

    def now_us(self) -> int:
        """The instant, in microseconds since the epoch."""
        return self._start_us + self._loop.now_us()

    async def sleep_until(self, at_us: int) -> None:
        """Return at this instant, or at once if it has passed."""
        wait_us = at_us - self.now_us()
        if wait_us <= 0:
            return
        await asyncio.sleep(wait_us / SECOND_US)


class WallClock:
    """Real time, told as instants after a chosen start and, if wanted, scaled.

    ``scale`` is how many seconds pass in the world for each second on the wall.
    """

    def __init__(self, start_us: int | None = None, *, scale: int = 1) -> None:
        self._origin_ns = time.monotonic_ns()
        self._start_us = time.time_ns() // 1000 if start_us is None else start_us
        self._scale = scale

    def now_us(self) -> int:
        """The instant, in microseconds since the epoch."""
        return self._start_us + (time.monotonic_ns() - self._origin_ns) * self._scale // 1000

    async def sleep_until(self, at_us: int) -> None:
        """Return at this instant, or at once if it has passed; a clock that was moved is noticed."""
        while (wait_us := at_us - self.now_us()) > 0:
            await asyncio.sleep(min(wait_us / SECOND_US / self._scale, 0.25))

    def advance(self, by_us: int) -> None:
        """Move the world's time forward."""
        assert by_us >= 0, f"time never goes back, but was asked to advance by {by_us} us"
        self._start_us += by_us


async def sleep(clock: Clock, duration_us: int) -> None:
    """Wait for a stretch of the world's time, in microseconds."""
    await clock.sleep_until(clock.now_us() + duration_us)


def instant(at: datetime) -> int:
    """The instant of an aware datetime, exactly, in microseconds since the epoch."""
    assert at.tzinfo is not None, f"an instant needs a zone, {at} has none"
    return (at - _EPOCH) // timedelta(microseconds=1)


def moment(at_us: int, zone: str = "UTC") -> datetime:
    """The aware datetime of an instant, in a zone."""
    utc = _EPOCH + timedelta(microseconds=at_us)
    return utc if zone == "UTC" else utc.astimezone(ZoneInfo(zone))


def business_date(at_us: int, zone: str) -> date:
    """The calendar day of an instant in the zone of a company."""
    return moment(at_us, zone).date()
