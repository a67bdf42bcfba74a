"""A world's clock is frozen, sped up, and jumps when nothing happens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ordergate.simulators.kernel.clock import HOUR_US, SECOND_US, instant
from ordergate.simulators.kernel.outbox import SHOPIFY_RETRIES_S
from ordergate.simulators.server.idle import IdleWatch
from tests.server.hall import BUYER, Hall

CLOCK = "/worlds/w/clock"
START = datetime(2026, 1, 2, 8, 30, tzinfo=UTC)
HOOK = "http://127.0.0.1:9/marketplace"


class Wall:
    """A wall clock that stands still until it is told."""

    def __init__(self) -> None:
        self.us = 0

    def now_us(self) -> int:
        return self.us

    async def sleep_until(self, at_us: int) -> None:
        raise AssertionError("nobody sleeps by this clock")


class Watched:
    """A hall with an idle watch that looks when it is told, after so much time on the wall."""

    def __init__(self, hall: Hall, **pace: object) -> None:
        self.hall = hall
        self.world = hall.open(start=START.isoformat())
        hall.ask("POST", CLOCK, {"frozen": True, **pace})
        self._wall = Wall()
        self._watch = IdleWatch(hall.host, self._wall)

    def owes(self, *statuses: int | None) -> None:
        """A webhook that its receiver answers so."""
        self.hall.post.statuses = list(statuses)
        assert self.hall.connector("marketplace", "POST", "/webhooks", {"url": HOOK}).status == 201
        self.hall.person("marketplace", "POST", "/_world/buyers", BUYER)
        self.hall.wait(0)

    def looks(self, after_s: float) -> int:
        """The world's time since its start, in seconds, after another look."""
        self._wall.us += int(after_s * SECOND_US)
        self._watch.look()
        self.hall.wait(0.01)
        return (self.world.clock.now_us() - instant(START)) // SECOND_US


def told(hall: Hall, body: object) -> Any:
    return hall.ask("POST", CLOCK, body)


def test_a_frozen_clock_stands_still_until_it_is_moved(hall: Hall) -> None:
    hall.open(start=START.isoformat(), scale=1000)
    frozen = told(hall, {"frozen": True})
    hall.wait(0.01)
    assert hall.ask("GET", CLOCK)["now_us"] == frozen["now_us"] and frozen["frozen"] is True
    assert told(hall, {"advance_s": 60})["now_us"] == frozen["now_us"] + 60 * SECOND_US
    thawed = told(hall, {"frozen": False})
    hall.wait(0.01)
    assert hall.ask("GET", CLOCK)["now_us"] >= thawed["now_us"] + 10 * SECOND_US


def test_a_scale_is_changed_while_time_passes(hall: Hall) -> None:
    hall.open(start=START.isoformat())
    before = told(hall, {"scale": 10_000})
    hall.wait(0.01)
    after = told(hall, {"scale": 1})
    assert 100 * SECOND_US <= after["now_us"] - before["now_us"] < HOUR_US
    assert (before["scale"], after["scale"]) == (10_000, 1)
    assert after["unmoved_us"] - before["unmoved_us"] < 60 * SECOND_US


def test_a_frozen_clock_keeps_webhooks_waiting_and_a_moved_one_lets_them_go(hall: Hall) -> None:
    watched = Watched(hall)
    watched.owes(200)
    hall.wait(0.05)
    assert hall.post.taken == []
    timer_us = hall.ask("GET", CLOCK)["next_timer_us"]
    assert timer_us > watched.world.clock.now_us()
    told(hall, {"until_us": timer_us})
    hall.wait(0.01)
    assert len(hall.post.taken) == 1
    assert hall.ask("GET", CLOCK)["next_timer_us"] is None


def test_a_clock_that_goes_on_lets_webhooks_go(hall: Hall) -> None:
    watched = Watched(hall)
    watched.owes(200)
    told(hall, {"frozen": False, "scale": 10_000})
    hall.wait(0.05)
    assert len(hall.post.taken) == 1


@pytest.mark.parametrize("what", ["a request", "a delivery"])
def test_a_world_does_not_jump_while_something_is_under_way(hall: Hall, what: str) -> None:
    watched = Watched(hall, when_idle=True)
    watched.owes(500)
    told(hall, {"advance_s": 1})
    hall.wait(0.01)
    if what == "a request":
        watched.world.systems["oms"].in_flight = 1
    else:
        watched.world.delivering = 1
    assert [watched.looks(10) for _ in range(2)] == [1, 1]
    watched.world.systems["oms"].in_flight = watched.world.delivering = 0
    assert watched.looks(10) > 1


def test_an_idle_world_jumps_through_a_schedule_of_hours(hall: Hall) -> None:
    watched = Watched(hall, when_idle=True)
    watched.owes(None)
    passed = [watched.looks(0.6) for _ in range(2 * len(SHOPIFY_RETRIES_S) + 4)]
    assert passed[-1] == sum(SHOPIFY_RETRIES_S)
    assert len(hall.post.taken) == len(SHOPIFY_RETRIES_S) + 1
    assert hall.ask("GET", "/worlds/w/quiet")["exhausted"] == 1


def test_a_world_jumps_only_after_its_calm(hall: Hall) -> None:
    watched = Watched(hall, when_idle=True, calm_s=2)
    watched.owes(500)
    told(hall, {"advance_s": 1})
    hall.wait(0.01)
    assert [watched.looks(each) for each in (0, 1.9, 0.2)] == [1, 1, 1 + SHOPIFY_RETRIES_S[0]]


def test_a_request_begins_the_calm_anew(hall: Hall) -> None:
    watched = Watched(hall, when_idle=True)
    watched.owes(500)
    told(hall, {"advance_s": 1})
    hall.wait(0.01)
    for _ in range(5):
        assert watched.looks(0.4) == 1
        assert hall.connector("oms", "GET", "/orders").status == 200


def test_a_world_that_was_not_told_to_does_not_jump(hall: Hall) -> None:
    watched = Watched(hall)
    watched.owes(500)
    assert [watched.looks(10) for _ in range(3)] == [0, 0, 0]
    told(hall, {"when_idle": True})
    assert watched.looks(0) == 0
    told(hall, {"when_idle": False})
    assert watched.looks(10) == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"scale": 0}, "scale"), ({"scale": 10_001}, "scale"), ({"scale": 1.5}, "scale"),
        ({"frozen": 1}, "frozen"), ({"when_idle": "yes"}, "when_idle"), ({"calm_s": 0}, "calm_s"),
        ({"calm_s": 61}, "calm_s"), ({"advance_s": 1, "until_us": 1}, None), ({}, None),
    ],
)  # fmt: skip
def test_a_pace_that_cannot_be_is_refused_and_changes_nothing(
    hall: Hall, body: object, field: str | None
) -> None:
    hall.open()
    before = hall.ask("GET", CLOCK)
    assert hall.refusal("POST", CLOCK, body) == (400, field)
    after = hall.ask("GET", CLOCK)
    kept = ("scale", "frozen", "when_idle", "calm_s")
    assert [after[name] for name in kept] == [before[name] for name in kept]


def test_a_clock_is_moved_and_frozen_in_one_request(hall: Hall) -> None:
    hall.open(start=START.isoformat())
    said = told(hall, {"until_us": instant(START) + HOUR_US, "frozen": True, "when_idle": True, "calm_s": 1})
    assert said["now_us"] - instant(START) - HOUR_US < SECOND_US
    assert (said["frozen"], said["when_idle"], said["calm_s"], said["scale"]) == (True, True, 1.0, 1)
