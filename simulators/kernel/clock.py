"""Time is given, never taken: the port that every system is handed, and its adapters.

An instant is an integer number of microseconds since 1970-01-01T00:00:00Z.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
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


@dataclass(frozen=True)
class ClockPosition:
    """What a clock said at an instant of the wall, and how it goes on from there."""

    wall_us: int
    now_us: int
    scale: int = 1
    frozen: bool = False


class WallClock:
    """Real time, told as instants after a chosen start and, if wanted, scaled, moved or stopped.

    ``scale`` is how many seconds pass in the world for each second on the wall.
    """

    def __init__(self, start_us: int | None = None, *, scale: int = 1) -> None:
        self._origin_ns = time.monotonic_ns()
        self._start_us = _wall_us() if start_us is None else start_us
        self.scale = scale
        self.frozen = False
        self._sleepers: dict[asyncio.Future[None], int] = {}

    @classmethod
    def resumed(cls, position: ClockPosition, not_before_us: int = 0) -> WallClock:
        """A clock that goes on from where another stood: what passed on the wall passed in it too."""
        passed_us = 0 if position.frozen else max(_wall_us() - position.wall_us, 0) * position.scale
        clock = cls(max(position.now_us + passed_us, not_before_us), scale=position.scale)
        clock.frozen = position.frozen
        return clock

    def position(self) -> ClockPosition:
        """Where it stands now."""
        return ClockPosition(_wall_us(), self.now_us(), self.scale, self.frozen)

    def now_us(self) -> int:
        """The instant, in microseconds since the epoch."""
        if self.frozen:
            return self._start_us
        return self._start_us + (time.monotonic_ns() - self._origin_ns) * self.scale // 1000

    async def sleep_until(self, at_us: int) -> None:
        """Return at this instant, or at once if it has passed; a clock that was moved is noticed."""
        while (wait_us := at_us - self.now_us()) > 0:
            moved = asyncio.get_running_loop().create_future()
            self._sleepers[moved] = at_us
            try:
                limit_s = None if self.frozen else wait_us / SECOND_US / self.scale
                await asyncio.wait({moved}, timeout=limit_s)
            finally:
                del self._sleepers[moved]

    def next_timer_us(self) -> int | None:
        """The earliest instant that anybody sleeps until."""
        return min(self._sleepers.values(), default=None)

    def advance(self, by_us: int) -> None:
        """Move the world's time forward."""
        assert by_us >= 0, f"time never goes back, but was asked to advance by {by_us} us"
        self._start_us += by_us
        self._wake_sleepers()

    def pace(self, *, scale: int, frozen: bool) -> None:
        """Go on from now at another speed; a frozen clock stands still until it is moved."""
        self._start_us, self._origin_ns = self.now_us(), time.monotonic_ns()
        self.scale, self.frozen = scale, frozen
        self._wake_sleepers()

    def _wake_sleepers(self) -> None:
        for moved in self._sleepers:
            if not moved.done():
                moved.set_result(None)


def _wall_us() -> int:
    return time.time_ns() // 1000


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
