"""Real time for an engine that runs as a process of its own."""

from __future__ import annotations

import asyncio
import time

from ..ports import SECOND_US

_LONGEST_SLEEP_S = 60.0


class WallClock:
    """The wall's time, or a time that began at a given instant and runs faster.

    ``scale`` is how many seconds pass for the engine with each second on the wall. It has to go with
    the vendors' clocks: a signed request carries its time.
    """

    def __init__(self, start_us: int | None = None, *, scale: int = 1) -> None:
        self._origin_ns = time.monotonic_ns()
        self._start_us = time.time_ns() // 1000 if start_us is None else start_us
        self._scale = scale

    def now_us(self) -> int:
        """The instant, in microseconds since the epoch."""
        return self._start_us + (time.monotonic_ns() - self._origin_ns) * self._scale // 1000

    async def sleep_until(self, at_us: int) -> None:
        """Return at this instant, or at once if it has passed."""
        while (wait_us := at_us - self.now_us()) > 0:
            await asyncio.sleep(min(wait_us / SECOND_US / self._scale, _LONGEST_SLEEP_S))
