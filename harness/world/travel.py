"""How long requests and answers travel in a world in process, drawn from its seed."""

from __future__ import annotations

from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.clock import Clock

MILLISECOND_US = 1000
TRAVEL_MS = (2, 120)
"""The shortest and the longest way of a request to a vendor, and of its answer back."""


class Travel:
    """The way between the connector and one system; every message draws its own time."""

    def __init__(self, system: str, clock: Clock, chance: Chance, bounds_ms: tuple[int, int]) -> None:
        self._clock = clock
        self._draw = chance.stream(f"travel {system}")
        self._bounds_us = (bounds_ms[0] * MILLISECOND_US, bounds_ms[1] * MILLISECOND_US)

    async def take(self) -> None:
        """Let pass the time that one message is on its way."""
        await self._clock.sleep_until(self._clock.now_us() + self._draw.randint(*self._bounds_us))
