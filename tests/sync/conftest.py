"""Virtual time for every test that wants it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ordergate.simulators.kernel.clock import VirtualClock
from ordergate.simulators.kernel.virtual_loop import VirtualLoop
from tests.sync.engine_stage import EngineStage
from tests.sync.timing import START_US, Timing


@pytest.fixture
def timing() -> Iterator[Timing]:
    loop = VirtualLoop()
    timing = Timing(loop, VirtualClock(loop, START_US))
    yield timing
    timing.end()


@pytest.fixture
def stage(timing: Timing) -> Iterator[EngineStage]:
    made = EngineStage(timing)
    yield made
    made.stops()
