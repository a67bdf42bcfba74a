"""Waiting without looking again and again."""

from __future__ import annotations

import asyncio

from ordergate.harness.sync.waiting import Alarm, Turnstile
from tests.sync.timing import SECOND_US, START_US, Timing


def test_an_alarm_wakes_at_its_instant(timing: Timing) -> None:
    alarm = Alarm(timing.clock)
    timing.run(alarm.wait(START_US + 30 * SECOND_US))
    assert timing.elapsed_s() == 30


def test_an_alarm_that_is_rung_wakes_at_once(timing: Timing) -> None:
    async def story() -> None:
        alarm = Alarm(timing.clock)
        waiting = asyncio.get_running_loop().create_task(alarm.wait(START_US + 3600 * SECOND_US))
        await timing.clock.sleep_until(START_US + 2 * SECOND_US)
        alarm.ring()
        await waiting
        alarm.stop()

    timing.run(story())
    assert timing.elapsed_s() == 2


def test_works_pass_in_order_however_late_the_first_one_comes(timing: Timing) -> None:
    passed: list[int] = []

    async def story() -> None:
        gate = Turnstile()

        async def come(seq: int, after_s: int) -> None:
            gate.approach(seq)
            await timing.clock.sleep_until(START_US + after_s * SECOND_US)
            await gate.pass_through(seq)
            passed.append(seq)

        await asyncio.gather(come(1, 3), come(2, 1), come(3, 2))

    timing.run(story())
    assert passed == [1, 2, 3]


def test_who_turns_back_holds_up_nobody(timing: Timing) -> None:
    async def story() -> None:
        gate = Turnstile()
        gate.approach(1)
        gate.approach(2)
        waiting = asyncio.get_running_loop().create_task(gate.pass_through(2))
        await timing.clock.sleep_until(START_US + SECOND_US)
        assert not waiting.done()
        gate.turn_back(1)
        await waiting

    timing.run(story())
