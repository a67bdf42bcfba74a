"""Virtual time in which tests run coroutines."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from ordergate.simulators.kernel.clock import VirtualClock
from ordergate.simulators.kernel.virtual_loop import VirtualLoop

ResultT = TypeVar("ResultT")
SECOND_US = 1_000_000
START_US = 1_291_192_000 * SECOND_US


@dataclass
class Timing:
    """A loop whose time jumps, and its clock."""

    loop: VirtualLoop
    clock: VirtualClock

    def run(self, coroutine: Coroutine[Any, Any, ResultT]) -> ResultT:
        """What the coroutine comes to."""
        return self.loop.run_until_complete(coroutine)

    def end(self) -> None:
        """End what still runs, such as what a crash left behind."""
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        if tasks:
            self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self.loop.close()

    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return (self.clock.now_us() - START_US) / SECOND_US

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.run(self.clock.sleep_until(self.clock.now_us() + int(seconds * SECOND_US)))
