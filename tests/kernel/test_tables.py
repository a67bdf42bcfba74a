"""Rows with versions: what commits stays, what does not commit never was."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordergate.simulators.kernel.problems import NotFound, StaleVersion
from ordergate.simulators.kernel.tables import Change, Store, Table
from tests.kernel.parts import START_US, Box, Hand


class Stopped(Exception):
    """Something went wrong inside a transaction."""


def a_table(hand: Hand, name: str = "boxes") -> tuple[Store, Table[Box]]:
    store = Store("toy", hand.now_us)
    table: Table[Box] = store.table(name, lambda box: box.id)
    return store, table.indexed("shelf", lambda box: box.shelf)


def held(table: Table[Box]) -> Any:
    """Everything that can be seen of a table."""
    rows = {key: table.row(key) for key in list(table.keys())}
    shelves = {shelf: table.by("shelf", shelf) for shelf in "AB"}
    firsts = {shelf: table.first("shelf", shelf) for shelf in "AB"}
    return list(rows.items()), shelves, firsts, table.changed(0), table.changed_after(0, 99)


def test_a_document_has_a_version_that_counts_its_changes(hand: Hand) -> None:
    _, table = a_table(hand)
    table.put(Box("1"))
    table.put(Box("1", count=1))
    row = table.row("1")
    assert (row.document, row.version, row.sequence, row.at_us) == (Box("1", count=1), 2, 2, START_US)


def test_putting_what_is_held_changes_nothing(hand: Hand) -> None:
    store, table = a_table(hand)
    told: list[list[Change]] = []
    store.listen(told.append)
    first = table.put(Box("1"))
    table.put(Box("1"))
    assert table.row("1").version == 1
    assert table.get("1") is first
    assert len(told) == 1


def test_an_unknown_key_is_named(hand: Hand) -> None:
    _, table = a_table(hand, "inbound_boxes")
    assert table.find("9") is None
    assert "9" not in table
    for read in (table.get, table.row):
        with pytest.raises(NotFound, match="there is no 9 among the inbound boxes"):
            read("9")


def test_a_stale_version_is_refused_and_none_is_any(hand: Hand) -> None:
    _, table = a_table(hand)
    table.put(Box("1"))
    table.put(Box("1", count=1))
    assert table.expect("1", 2) == table.expect("1", None) == Box("1", count=1)
    with pytest.raises(StaleVersion, match="boxes 1 is at version 2, not 1; read it again"):
        table.expect("1", 1)


def test_documents_are_held_in_order_of_creation(hand: Hand) -> None:
    _, table = a_table(hand)
    for name in ("b", "a", "c"):
        table.put(Box(name))
    table.put(Box("b", count=1))
    assert table.keys() == ["b", "a", "c"]
    assert [box.id for box in table] == ["b", "a", "c"]
    assert len(table) == 3


def test_an_index_follows_the_documents_in_order_of_arrival(hand: Hand) -> None:
    _, table = a_table(hand)
    for name, shelf in (("1", "A"), ("2", "A"), ("3", "B"), ("4", None)):
        table.put(Box(name, shelf))
    table.put(Box("1", "B"))
    table.put(Box("2", "A", 7))
    assert [box.id for box in table.by("shelf", "B")] == ["3", "1"]
    assert table.by("shelf", "A") == [Box("2", "A", 7)]
    assert table.first("shelf", "B") == Box("3", "B")
    table.put(Box("2", None))
    assert table.by("shelf", "A") == []
    assert table.first("shelf", "A") is None
    assert table.by("shelf", None) == []


def test_an_index_is_made_before_the_first_document(hand: Hand) -> None:
    _, table = a_table(hand)
    table.put(Box("1"))
    with pytest.raises(AssertionError, match="index count comes after 1 boxes"):
        table.indexed("count", lambda box: box.count)


def test_the_name_of_a_table_is_taken_once(hand: Hand) -> None:
    store, _ = a_table(hand)
    with pytest.raises(AssertionError, match="toy has a table boxes already"):
        store.table("boxes", str)


def test_a_transaction_that_fails_never_was(hand: Hand) -> None:
    store, table = a_table(hand)
    told: list[list[Change]] = []
    for name in ("1", "2", "3"):
        table.put(Box(name, "A"))
    store.listen(told.append)
    before = held(table)
    with pytest.raises(Stopped), store.transaction("ann", "pack"):
        table.put(Box("1", "B"))
        table.put(Box("9", "A"))
        table.put(Box("1", "A", 5))
        table.put(Box("2", None))
        raise Stopped
    assert held(table) == before
    assert told == []
    table.put(Box("2", "A", 1))
    assert [row.document.id for row in table.changed_after(0, 9)] == ["1", "3", "2"]


def test_a_failed_transaction_keeps_the_places_in_a_queue(hand: Hand) -> None:
    store, table = a_table(hand)
    for name in ("1", "2", "3"):
        table.put(Box(name, "A"))
    with pytest.raises(Stopped), store.transaction("ann", "pack"):
        table.put(Box("1", None))
        raise Stopped
    assert table.first("shelf", "A") == Box("1", "A")


def test_a_commit_tells_each_document_once_from_first_to_last(hand: Hand) -> None:
    store, table = a_table(hand)
    table.put(Box("1"))
    told: list[list[Change]] = []
    store.listen(told.append)
    hand.at_us += 5
    with store.transaction("ann", "pack"):
        table.put(Box("1", count=1))
        table.put(Box("2"))
        table.put(Box("1", count=2))
    ((first, second),) = told
    assert first == Change("toy", "boxes", "1", 3, START_US + 5, Box("1"), Box("1", count=2), "ann", "pack")
    assert (second.key, second.version, second.before, second.after) == ("2", 1, None, Box("2"))


def test_a_change_outside_of_a_transaction_is_a_commit_of_its_own(hand: Hand) -> None:
    store, table = a_table(hand)
    told: list[list[Change]] = []
    store.listen(told.append)
    table.put(Box("1"))
    table.put(Box("2"))
    assert [[change.key for change in commit] for commit in told] == [["1"], ["2"]]
    assert (told[0][0].who, told[0][0].why) == ("toy", "direct")


def test_a_transaction_without_changes_is_not_told(hand: Hand) -> None:
    store, table = a_table(hand)
    table.put(Box("1"))
    told: list[list[Change]] = []
    store.listen(told.append)
    with store.transaction("ann", "pack"):
        table.put(Box("1"))
    assert told == []


def test_transactions_do_not_nest_and_the_outer_one_is_undone(hand: Hand) -> None:
    store, table = a_table(hand)
    with pytest.raises(AssertionError, match="transactions do not nest"), store.transaction("ann", "a"):
        table.put(Box("1"))
        with store.transaction("ann", "b"):
            pass
    assert len(table) == 0
    with store.transaction("ann", "c"):
        table.put(Box("1"))
    assert len(table) == 1


def test_a_snapshot_is_not_touched_by_what_comes_later(hand: Hand) -> None:
    store, table = a_table(hand)
    table.put(Box("1", "A"))
    table.put(Box("2", "A"))
    before, snapshot = held(table), store.snapshot()
    table.put(Box("1", "B"))
    table.put(Box("3", "A"))
    store.restore(snapshot)
    assert held(table) == before
    table.put(Box("1", "B"))
    store.restore(snapshot)
    assert held(table) == before


def test_a_restored_store_counts_on_from_the_snapshot(hand: Hand) -> None:
    store, table = a_table(hand)
    table.put(Box("1"))
    snapshot = store.snapshot()
    table.put(Box("2"))
    store.restore(snapshot)
    table.put(Box("3"))
    assert table.row("3").sequence == 2


def test_changes_are_found_by_instant_both_ends_included(hand: Hand) -> None:
    _, table = a_table(hand)
    for name in ("1", "2", "3"):
        table.put(Box(name))
        hand.at_us += 10
    table.put(Box("1", count=1))

    def ids(since_us: int, until_us: int | None = None) -> list[str]:
        rows = table.changed(START_US + since_us, None if until_us is None else START_US + until_us)
        return [row.document.id for row in rows]

    assert ids(0) == ["2", "3", "1"]
    assert ids(10) == ["2", "3", "1"]
    assert ids(11) == ["3", "1"]
    assert ids(10, 20) == ["2", "3"]
    assert ids(10, 19) == ["2"]
    assert ids(30, 30) == ["1"]
    assert ids(31) == []


def test_changes_are_found_after_a_sequence_number_as_many_as_wanted(hand: Hand) -> None:
    _, table = a_table(hand)
    for name in ("1", "2", "3"):
        table.put(Box(name))
    table.put(Box("1", count=1))
    assert [(row.document.id, row.sequence) for row in table.changed_after(0, 2)] == [("2", 2), ("3", 3)]
    assert [row.document.id for row in table.changed_after(3, 2)] == ["1"]
    assert table.changed_after(4, 2) == []
    assert table.changed_after(0, 0) == []


def test_what_was_replaced_long_ago_takes_no_room_and_changes_are_found_all_the_same(hand: Hand) -> None:
    store, table = a_table(hand)
    for number in range(1_000):
        table.put(Box(str(number % 2), count=number))
        hand.at_us += 1
    log = store.snapshot().tables["boxes"][1]
    assert len(log) < 100
    assert [row.document.count for row in table.changed(START_US)] == [998, 999]
    assert [row.document.count for row in table.changed(START_US + 999)] == [999]
    assert [row.sequence for row in table.changed_after(998, 9)] == [999, 1000]
    with pytest.raises(Stopped), store.transaction("ann", "pack"):
        table.put(Box("0"))
        raise Stopped
    assert [row.document.count for row in table.changed(START_US)] == [998, 999]


PUT = st.tuples(st.sampled_from("12345"), st.sampled_from(["A", "B", None]), st.integers(0, 2))
STEP = st.tuples(st.lists(PUT, max_size=5), st.booleans(), st.integers(0, 3))


@given(st.lists(STEP, max_size=12))
@settings(max_examples=300, deadline=None)
def test_failed_transactions_leave_no_trace_whatever_they_did(steps: Any) -> None:
    """A store with failures looks like one that never saw them, but for sequence numbers."""
    hand = Hand()
    (store, table), (clean_store, clean) = a_table(hand), a_table(hand)
    for puts, fails, ticks in steps:
        hand.at_us += ticks
        before = held(table)
        try:
            with store.transaction("ann", "pack"):
                for put in puts:
                    table.put(Box(*put))
                if fails:
                    raise Stopped
        except Stopped:
            assert held(table) == before
            continue
        with clean_store.transaction("ann", "pack"):
            for put in puts:
                clean.put(Box(*put))
    assert list(table) == list(clean)
    for shelf in "AB":
        assert table.by("shelf", shelf) == clean.by("shelf", shelf)
    seen, expected = table.changed(0), clean.changed(0)
    assert [(row.document, row.version, row.at_us) for row in seen] == [
        (row.document, row.version, row.at_us) for row in expected
    ]
    assert table.changed_after(0, 99) == seen
