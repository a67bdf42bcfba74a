"""While a great many documents are kept the collector looks seldom; afterwards it is as it was."""

from __future__ import annotations

import gc

import pytest

from ordergate.harness.running.collector import seldom_collected


def test_the_collector_looks_seldom_inside_and_as_before_afterwards() -> None:
    usual = gc.get_threshold()
    with seldom_collected():
        assert gc.get_threshold() == (100_000, 1_000, 1_000)
        assert gc.get_freeze_count() > 0
    assert (gc.get_threshold(), gc.get_freeze_count()) == (usual, 0)


def test_the_collector_is_as_before_when_an_error_leaves_the_block() -> None:
    usual = gc.get_threshold()
    with pytest.raises(ValueError), seldom_collected():
        raise ValueError
    assert (gc.get_threshold(), gc.get_freeze_count()) == (usual, 0)
