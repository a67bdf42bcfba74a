"""Time is told to the microsecond, and never goes back."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordergate.simulators.kernel.clock import (
    DAY_US,
    HOUR_US,
    SECOND_US,
    VirtualClock,
    WallClock,
    business_date,
    instant,
    moment,
    sleep,
)
from ordergate.simulators.kernel.virtual_loop import VirtualLoop
from tests.kernel.parts import START_US


def test_an_instant_is_exact_and_knows_zones() -> None:
    at = datetime(2024, 3, 31, 2, 30, 0, 123457, tzinfo=timezone(timedelta(hours=1)))
    assert moment(instant(at)) == at
    assert instant(datetime(1970, 1, 1, tzinfo=UTC)) == 0
    with pytest.raises(AssertionError, match="needs a zone"):
        instant(datetime(2024, 1, 1))


@given(st.integers(-(10**15), 4 * 10**15))
def test_every_microsecond_comes_back_as_it_went(at_us: int) -> None:
    assert instant(moment(at_us)) == at_us
    assert instant(moment(at_us, "Europe/London")) == at_us


def test_the_business_day_is_that_of_the_company() -> None:
    summer_night = instant(datetime(2024, 6, 30, 23, 30, tzinfo=UTC))
    winter_night = instant(datetime(2024, 12, 31, 23, 30, tzinfo=UTC))
    assert business_date(summer_night, "Europe/London") == date(2024, 7, 1)
    assert business_date(summer_night, "UTC") == date(2024, 6, 30)
    assert business_date(winter_night, "Europe/London") == date(2024, 12, 31)


def test_a_virtual_clock_starts_where_it_is_told_on_a_loop_that_has_run() -> None:
    loop = VirtualLoop()
    loop.run_until_complete(asyncio.sleep(5))  # noqa: TID251 - it is virtual
    clock = VirtualClock(loop, START_US)
    assert clock.now_us() == START_US
    loop.run_until_complete(sleep(clock, 3 * HOUR_US))
    assert clock.now_us() == START_US + 3 * HOUR_US
    loop.run_until_complete(clock.sleep_until(START_US))
    assert clock.now_us() == START_US + 3 * HOUR_US
    loop.close()


@given(st.lists(st.integers(1, 400 * DAY_US), min_size=1, max_size=8))
@settings(deadline=None)
def test_a_virtual_sleep_ends_at_its_microsecond(durations: list[int]) -> None:
    loop = VirtualLoop()
    clock = VirtualClock(loop, START_US)
    expected = START_US
    for duration in durations:
        loop.run_until_complete(sleep(clock, duration))
        expected += duration
        assert clock.now_us() == expected
    loop.close()


@pytest.mark.parametrize("first_us", [1, SECOND_US, 10_000 * SECOND_US + 3, 5 * 365 * DAY_US])
def test_timers_a_microsecond_apart_ring_each_at_its_own(first_us: int) -> None:
    loop = VirtualLoop()
    clock = VirtualClock(loop, START_US)
    rang: list[tuple[int, int]] = []

    async def ring(after_us: int) -> None:
        await clock.sleep_until(START_US + after_us)
        rang.append((after_us, clock.now_us() - START_US))

    async def all_of_them() -> None:
        await asyncio.gather(*(ring(first_us + step) for step in reversed(range(20))))

    loop.run_until_complete(all_of_them())
    loop.close()
    assert rang == [(first_us + step, first_us + step) for step in range(20)]


def test_a_wall_clock_can_be_moved_forward_only() -> None:
    clock = WallClock(START_US)
    assert START_US <= clock.now_us() < START_US + 10 * SECOND_US
    clock.advance(DAY_US)
    assert START_US + DAY_US <= clock.now_us() < START_US + DAY_US + 10 * SECOND_US
    with pytest.raises(AssertionError, match="time never goes back"):
        clock.advance(-1)


def test_a_sleeper_on_a_wall_clock_notices_that_it_was_moved() -> None:
    clock = WallClock(START_US)

    async def moved() -> None:
        sleeper = asyncio.ensure_future(clock.sleep_until(START_US + DAY_US))
        clock.advance(DAY_US)
        await sleeper

    asyncio.run(moved())
    assert clock.now_us() >= START_US + DAY_US


def test_a_scaled_clock_runs_faster() -> None:
    clock = WallClock(START_US, scale=1_000_000)
    asyncio.run(clock.sleep_until(START_US + HOUR_US))
    assert clock.now_us() >= START_US + HOUR_US
