"""Virtual time for every test that wants it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ordergate.simulators.kernel.clock import VirtualClock
from ordergate.simulators.kernel.virtual_loop import VirtualLoop
from tests.sync.timing import START_US, Timing


@pytest.fixture
def timing() -> Iterator[Timing]:
    loop = VirtualLoop()
    yield Timing(loop, VirtualClock(loop, START_US))
    loop.close()
