"""Which scenarios a run takes up: each is in exactly one shard, and what is left out has its reason."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordergate.harness.errors import UsageError
from ordergate.harness.running.choosing import Case, Choice, Shard, chosen, shard_of, why_not


def case(number: int = 1, topology: str = "full", tags: tuple[str, ...] = ()) -> Case:
    return Case(f"S{number:02}", f"scenario {number}", "", topology, tags)


@settings(deadline=None)
@given(count=st.integers(0, 40), parts=st.integers(1, 9))
def test_shards_are_disjoint_and_complete_and_about_equal(count: int, parts: int) -> None:
    cases = [case(number) for number in range(count)]
    taken = [chosen(cases, Choice(shard=Shard(part, parts))) for part in range(1, parts + 1)]
    assert [sum(column) for column in zip(*taken, strict=True)] == [1] * count
    sizes = [sum(part) for part in taken]
    assert max(sizes) - min(sizes) <= 1


def test_a_shard_is_of_what_would_run_without_it() -> None:
    cases = [case(1), case(2, "shop-erp"), case(3), case(4, "shop-erp"), case(5)]
    choice = Choice(topologies=["full"], shard=Shard(2, 2))
    assert chosen(cases, choice) == [False, False, True, False, False]


@pytest.mark.parametrize(
    "text", ["0/2", "3/2", "1/0", "1", "1/2/3", "a/b", "-1/2", "01/2", " 1/2", "1/99999"]
)
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--shard takes a part and the number of parts, such as 2/4, not "):
        shard_of(text)


def test_a_shard_is_read() -> None:
    assert shard_of("2/4") == Shard(2, 4)


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        (Choice(), None),
        (Choice(ids=["S07"], topologies=["full"], tags=["x", "smoke"], offered=["full"]), None),
        (Choice(ids=["S08", "s07"]), None),
        (Choice(offered=["shop-erp"]), "the connector does not work in full (connector.topologies)"),
        (Choice(ids=["S08"]), "not asked for by id"),
        (Choice(topologies=["shop-erp"]), "not asked for in full"),
        (Choice(tags=["slow", "outage"]), "has no tag slow or outage"),
    ],
)
def test_what_is_left_out_has_its_reason(choice: Choice, reason: str | None) -> None:
    assert why_not(case(7, tags=("smoke",)), choice) == reason
