"""Each habit of paging shows every row that stands still, and fails at its edges as vendors' do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordergate.simulators.kernel.chance import Chance
from ordergate.simulators.kernel.paging import (
    SingleUseTokens,
    by_cursor,
    by_number,
    by_offset,
)
from ordergate.simulators.kernel.problems import Malformed
from ordergate.simulators.kernel.tables import Row, Store, Table
from tests.kernel.parts import Box, Hand


def a_table(count: int) -> Table[Box]:
    table: Table[Box] = Store("toy", Hand().now_us).table("boxes", lambda box: box.id)
    for number in range(count):
        table.put(Box(str(number)))
    return table


def ids(rows: object) -> list[str]:
    assert isinstance(rows, list)
    return [row.document.id for row in rows]


@given(st.integers(0, 12), st.integers(1, 5))
@settings(deadline=None)
def test_every_habit_shows_every_row_once(count: int, limit: int) -> None:
    table = a_table(count)
    expected = [str(number) for number in range(count)]
    cursor, seen = None, []
    while (page := by_cursor(table, cursor, limit)).rows:
        seen += ids(page.rows)
        cursor = page.following
    assert seen == expected
    rows = table.changed(0)
    for first, read in (("0", by_offset), ("1", by_number)):
        seen = []
        following: str | None = first
        while following is not None:
            counted = read(rows, int(following), limit)
            seen, following = seen + ids(counted.rows), counted.following
            assert counted.total == count
        assert seen == expected


def test_a_cursor_stays_good_and_finds_what_came_later() -> None:
    table = a_table(2)
    cursor = by_cursor(table, None, 10).following
    assert ids(by_cursor(table, cursor, 10).rows) == []
    assert by_cursor(table, cursor, 10).following == cursor
    table.put(Box("0", count=1))
    table.put(Box("2"))
    assert ids(by_cursor(table, cursor, 10).rows) == ["0", "2"]
    assert ids(by_cursor(table, cursor, 1).rows) == ["0"]


@pytest.mark.parametrize(
    "cursor", ["x", "czE!", "cz", "MTI", "c8Kx", "s5", "c-1", "czk5OTk5OTk5OTk5OTk5OTk5OTk5OTk"]
)
def test_a_cursor_that_was_never_given_out_is_refused(cursor: str) -> None:
    with pytest.raises(Malformed) as refusal:
        by_cursor(a_table(1), cursor, 10)
    assert refusal.value.field == "cursor"


def test_rows_that_move_while_pages_are_turned_are_missed() -> None:
    table = a_table(4)
    first = by_offset(table.changed(0), 0, 2)
    table.put(Box("0", count=1))
    second = by_offset(table.changed(0), int(first.following or 0), 2)
    assert (ids(first.rows), ids(second.rows)) == (["0", "1"], ["3", "0"])


def test_a_token_works_once_and_only_for_its_query() -> None:
    tokens = SingleUseTokens("toy", Chance(1))
    token = tokens.issue(5, 9, "limit=2")
    with pytest.raises(Malformed):
        tokens.redeem(token, "limit=3")
    assert tokens.redeem(token, "limit=2") == (5, 9)
    with pytest.raises(Malformed) as refusal:
        tokens.redeem(token, "limit=2")
    assert refusal.value.field == "next_token"
    assert tokens.issue(5, 9, "limit=2") != token


def test_the_oldest_of_a_thousand_open_tokens_is_forgotten() -> None:
    tokens = SingleUseTokens("toy", Chance(1))
    made = [tokens.issue(number, 0, "") for number in range(1001)]
    assert len(set(made)) == 1001
    with pytest.raises(Malformed):
        tokens.redeem(made[0], "")
    assert tokens.redeem(made[1], "") == (1, 0)


def test_a_page_is_a_slice_of_rows() -> None:
    rows = [Row(Box(str(number)), 1, number, 0) for number in range(5)]
    page = by_number(rows, 2, 2)
    assert (ids(page.rows), page.following, page.total) == (["2", "3"], "3", 5)
    assert by_number(rows, 3, 2).following is None
    assert by_number(rows, 1, 5).following is None
    assert by_offset(rows, 0, 5).following is None
    assert by_offset(rows, 0, 4).following == "4"
    assert by_number(rows, 9, 2).rows == []
