"""When a world that does not come to rest is given up."""

from __future__ import annotations

import pytest

from ordergate.harness.world.in_process import Calm
from ordergate.simulators.kernel.clock import HOUR_US

CALM = Calm(since_us=5 * HOUR_US, calls=1_000)


@pytest.mark.parametrize(
    ("hours", "calls", "said"),
    [
        (0.9, 900_000, ""),
        (1, 72_999, ""),
        (1, 73_000, "the connector asked 72,000 times while no document changed"),
        (2, 144_999, ""),
        (95, 2_000, ""),
        (96, 2_000, "no document changed for 96 hours"),
    ],
)
def test_what_asks_without_end_or_waits_for_ever_is_not_waited_for(
    hours: float, calls: int, said: str
) -> None:
    assert CALM.hopeless(5 * HOUR_US + round(hours * HOUR_US), calls) == said
