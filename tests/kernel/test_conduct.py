"""Pauses that a system asks for, and requests that fail again and again."""

from __future__ import annotations

import pytest

from ordergate.simulators.kernel.conduct import Conduct
from ordergate.simulators.kernel.wire import Pieces, WireReply, WireRequest
from tests.kernel.parts import START_US, Hand

SECOND_US = 1_000_000
ASK = WireRequest("POST", "/orders", body=b"{}")
BUSY = WireReply(429, {"retry-after": "30"})


class Watched:
    """A conduct, and the hand of its clock."""

    def __init__(self) -> None:
        self.hand = Hand()
        self.conduct = Conduct(self.hand.now_us)

    def calls(self, *, after_s: int, reply: WireReply | None = None) -> None:
        self.hand.at_us += after_s * SECOND_US
        self.conduct.begins("place")
        if reply is None or reply.status >= 400:
            self.conduct.ends("place", ASK, reply)

    def offences(self) -> list[tuple[str, str, int]]:
        return [(one.kind, one.operation, one.count) for one in self.conduct.offences]


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_whoever_waits_as_long_as_asked_offends_nobody(watched: Watched) -> None:
    watched.calls(after_s=0, reply=BUSY)
    for _ in range(5):
        watched.calls(after_s=30, reply=BUSY)
    assert watched.offences() == []


def test_three_calls_may_come_too_early_and_those_after_them_may_not(watched: Watched) -> None:
    watched.calls(after_s=0, reply=BUSY)
    for _ in range(5):
        watched.calls(after_s=3, reply=WireReply(200))
    assert watched.offences() == [("early", "place", 2)]
    assert watched.conduct.offences[0].at_us == START_US + 12 * SECOND_US


def test_whoever_is_told_again_to_wait_has_come_too_early_all_the_same(watched: Watched) -> None:
    for _ in range(6):
        watched.calls(after_s=3, reply=BUSY)
    assert watched.offences() == [("early", "place", 2)]


def test_a_pause_lasts_as_long_as_the_last_word_of_it(watched: Watched) -> None:
    watched.calls(after_s=0, reply=BUSY)
    watched.calls(after_s=20, reply=BUSY)
    for _ in range(5):
        watched.calls(after_s=5, reply=WireReply(200))
    assert watched.offences() == [("early", "place", 3)]


def test_who_comes_up_after_a_crash_was_not_told_of_the_pause(watched: Watched) -> None:
    watched.calls(after_s=0, reply=BUSY)
    watched.conduct.starts_anew()
    for _ in range(5):
        watched.calls(after_s=3, reply=WireReply(200))
    assert watched.offences() == []


def test_what_was_on_its_way_when_the_pause_began_is_no_offence(watched: Watched) -> None:
    watched.calls(after_s=0, reply=BUSY)
    for _ in range(10):
        watched.calls(after_s=0, reply=WireReply(200))
    assert watched.offences() == []


def test_a_pause_that_nobody_heard_of_does_not_count(watched: Watched) -> None:
    async def never() -> None:
        raise AssertionError("nobody reads it")

    watched.calls(
        after_s=0, reply=WireReply(429, {"retry-after": "30"}, b"{}", Pieces(2, never, broken=True))
    )
    for _ in range(10):
        watched.calls(after_s=2, reply=WireReply(200))
    assert watched.offences() == []


@pytest.mark.parametrize("reply", [WireReply(500), None])
def test_the_same_request_may_fail_twenty_times_a_minute(watched: Watched, reply: WireReply | None) -> None:
    for _ in range(60):
        watched.calls(after_s=4, reply=reply)
    assert watched.offences() == []
    watched.hand.at_us += 60 * SECOND_US
    for _ in range(23):
        watched.calls(after_s=2, reply=reply)
    assert watched.offences() == [("hammered", "place", 3)]
