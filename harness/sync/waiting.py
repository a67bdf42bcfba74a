"""Waiting without looking again and again: alarms for instants, and turns taken in order."""

from __future__ import annotations

import asyncio
from bisect import insort

from .ports import ClockPort


class Alarm:
    """Wakes one waiter when it is rung or when the instant comes that it was set to."""

    def __init__(self, clock: ClockPort) -> None:
        self._clock = clock
        self._rung = asyncio.Event()
        self._at_us: int | None = None
        self._timer: asyncio.Task[None] | None = None

    def ring(self) -> None:
        """Wake the waiter now."""
        self._rung.set()

    async def wait(self, until_us: int | None) -> None:
        """Return when rung, or at this instant; None is never."""
        self._set(until_us)
        await self._rung.wait()
        self._rung.clear()

    def stop(self) -> None:
        """Forget the instant."""
        self._set(None)

    def _set(self, at_us: int | None) -> None:
        running = self._timer is not None and not self._timer.done()
        if running and at_us == self._at_us:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._at_us, self._timer = at_us, None
        if at_us is not None:
            self._timer = asyncio.get_running_loop().create_task(self._ring_at(at_us))

    async def _ring_at(self, at_us: int) -> None:
        await self._clock.sleep_until(at_us)
        self._rung.set()


class Turnstile:
    """Lets works pass in the order of their numbers, however long each takes to come to it."""

    def __init__(self) -> None:
        self._coming: list[int] = []
        self._moved = asyncio.Event()

    def approach(self, seq: int) -> None:
        """Announce a work that will pass, or turn back."""
        insort(self._coming, seq)

    async def pass_through(self, seq: int) -> None:
        """Return when all announced works with lower numbers have passed or turned back."""
        while self._coming and self._coming[0] < seq and seq in self._coming:
            await self._moved.wait()
        self.turn_back(seq)

    def turn_back(self, seq: int) -> None:
        """Hold up nobody any more."""
        if seq in self._coming:
            self._coming.remove(seq)
            self._moved.set()
            self._moved = asyncio.Event()
