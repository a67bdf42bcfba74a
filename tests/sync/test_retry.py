"""Pauses between attempts."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from ordergate.harness.sync.ports import SECOND_US, NoJitter
from ordergate.harness.sync.retry import RetryPolicy

POLICY = RetryPolicy()


class AlmostAll:
    """The highest share that there can be."""

    def share(self, *fields: str | int) -> float:
        return 0.999


def test_pauses_double_up_to_a_cap() -> None:
    pauses_s = [POLICY.pause_us(attempts) // SECOND_US for attempts in range(1, 11)]
    assert pauses_s == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]


def test_a_vendor_that_asks_for_a_longer_pause_gets_it() -> None:
    due_us = POLICY.due_us(0, 1, asked_us=60 * SECOND_US, jitter=NoJitter(), name="orders 1")
    assert due_us == 60 * SECOND_US


def test_a_shorter_pause_asked_for_does_not_shorten_ours() -> None:
    due_us = POLICY.due_us(0, 3, asked_us=SECOND_US, jitter=NoJitter(), name="orders 1")
    assert due_us == 20 * SECOND_US


def test_jitter_lengthens_a_pause_by_less_than_a_tenth() -> None:
    due_us = POLICY.due_us(0, 2, asked_us=None, jitter=AlmostAll(), name="orders 1")
    assert 10 * SECOND_US < due_us < 11 * SECOND_US


def test_a_policy_without_attempts_is_refused() -> None:
    with pytest.raises(ValidationError, match="attempts_max"):
        RetryPolicy(attempts_max=0)
