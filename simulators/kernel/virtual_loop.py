"""An event loop whose time is virtual: when nothing is ready, it jumps to the next timer.

Time is an integer number of microseconds inside, so that runs repeat exactly. Real sockets,
subprocesses and threads have no place on it and are refused by name: they would wait for the
wall while nobody moves the virtual clock.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Mapping
from typing import Any, NoReturn


class NotVirtual(RuntimeError):
    """Something on the virtual loop asked for the real world."""


class Deadlock(RuntimeError):
    """Everything on the virtual loop waits, and no timer is due: time would stand still for ever."""


class _JumpingSelector(selectors.BaseSelector):
    """Waits for nothing: being asked to wait moves the virtual time by as much."""

    def __init__(self) -> None:
        self.now_us = 0

    def register(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotVirtual("virtual time has no sockets; run this against served systems instead")

    def unregister(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotVirtual("virtual time has no sockets; run this against served systems instead")

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise Deadlock("every task waits and no timer is due; nothing can ever happen again")
        if timeout > 0:
            self.now_us += max(1, round(timeout * 1_000_000))
        return []

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return {}


class VirtualLoop(asyncio.base_events.BaseEventLoop):
    """The loop of a world in process; ``time()`` starts at 0 and only ever jumps."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _JumpingSelector()
        self._clock_resolution = 0.5e-6  # With a whole one, timers would ring a microsecond early.

    def time(self) -> float:
        """Seconds of virtual time since the loop was made."""
        return self._selector.now_us / 1_000_000

    def now_us(self) -> int:
        """Microseconds of virtual time since the loop was made."""
        return self._selector.now_us

    def _process_events(self, event_list: list[Any]) -> None:
        assert not event_list, "the virtual selector never reports an event"

    def call_soon_threadsafe(self, *args: Any, **kwargs: Any) -> NoReturn:  # type: ignore[override]  # refuses whatever it is asked
        """Refused: a second thread would race with virtual time."""
        raise NotVirtual("virtual time has one thread; run this against served systems instead")

    def run_in_executor(self, *args: Any, **kwargs: Any) -> NoReturn:  # type: ignore[override]  # refuses whatever it is asked
        """Refused: a second thread would race with virtual time."""
        raise NotVirtual("virtual time has one thread; run this against served systems instead")

    async def subprocess_exec(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: a child process lives in wall time."""
        raise NotVirtual("virtual time has no subprocesses; run this against served systems instead")

    async def subprocess_shell(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: a child process lives in wall time."""
        raise NotVirtual("virtual time has no subprocesses; run this against served systems instead")

    async def getaddrinfo(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: a name is looked up on a real network."""
        raise NotVirtual("virtual time has no network; run this against served systems instead")

    async def create_connection(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: a connection is a real socket."""
        raise NotVirtual("virtual time has no sockets; run this against served systems instead")

    async def create_datagram_endpoint(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: a datagram leaves through a real socket."""
        raise NotVirtual("virtual time has no sockets; run this against served systems instead")

    async def create_unix_connection(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: a connection is a real socket."""
        raise NotVirtual("virtual time has no sockets; run this against served systems instead")

    async def create_server(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: a server is a real socket."""
        raise NotVirtual("virtual time has no sockets; run this against served systems instead")
