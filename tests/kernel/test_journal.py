"""What happened, in order, one object a line, each body once."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from ordergate.simulators.kernel.journal import Journal
from tests.kernel.parts import START_US, Hand


def lines(sink: io.BytesIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in sink.getvalue().splitlines()]


def test_entries_are_numbered_and_stamped(hand: Hand) -> None:
    sink = io.BytesIO()
    journal = Journal(hand.now_us, sink)
    assert journal.write("call", op="pack") == 1
    hand.at_us += 7
    assert journal.write("reply", of=1) == 2
    assert lines(sink) == [
        {"n": 1, "at": START_US, "kind": "call", "op": "pack"},
        {"n": 2, "at": START_US + 7, "kind": "reply", "of": 1},
    ]


def test_the_order_of_fields_does_not_depend_on_the_writer(hand: Hand) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    Journal(hand.now_us, first).write("x", a=1, b={"d": 1, "c": 2})
    Journal(hand.now_us, second).write("x", b={"c": 2, "d": 1}, a=1)
    assert first.getvalue() == second.getvalue()


def test_a_body_is_written_once_before_what_refers_to_it(hand: Hand) -> None:
    sink = io.BytesIO()
    journal = Journal(hand.now_us, sink)
    reference = journal.body(b'{"a": 1}')
    assert journal.body(b'{"a": 1}') == reference
    assert journal.body(b"other") != reference
    assert [entry["text"] for entry in lines(sink)] == ['{"a": 1}', "other"]
    assert lines(sink)[0]["body"] == reference


def test_no_body_has_no_reference(hand: Hand) -> None:
    journal = Journal(hand.now_us, io.BytesIO())
    assert journal.body(b"") is None
    assert journal.entries == 0


def test_a_body_that_is_no_text_is_kept_as_well_as_can_be(hand: Hand) -> None:
    sink = io.BytesIO()
    Journal(hand.now_us, sink).body(b"a\xff")
    assert lines(sink)[0]["text"] == "a\ufffd"


def test_bodies_can_be_left_out(hand: Hand) -> None:
    sink = io.BytesIO()
    journal = Journal(hand.now_us, sink, bodies=False)
    assert journal.body(b"secret") == journal.body(b"secret")
    assert lines(sink) == []


def test_a_body_that_was_long_ago_is_written_again(hand: Hand) -> None:
    sink = io.BytesIO()
    journal = Journal(hand.now_us, sink)
    journal.body(b"first")
    for number in range(4096):
        journal.body(str(number).encode())
    journal.body(b"first")
    assert [entry["text"] for entry in lines(sink)].count("first") == 2


def test_a_body_that_is_used_again_is_remembered_longer(hand: Hand) -> None:
    sink = io.BytesIO()
    journal = Journal(hand.now_us, sink)
    journal.body(b"often")
    for number in range(5000):
        journal.body(str(number).encode())
        journal.body(b"often")
    assert [entry["text"] for entry in lines(sink)].count("often") == 1


def test_listeners_see_each_entry_even_without_a_file(hand: Hand) -> None:
    journal, seen = Journal(hand.now_us), list[dict[str, Any]]()
    journal.write("before")
    journal.listen(seen.append)
    journal.write("after", a=1)
    assert seen == [{"n": 2, "at": START_US, "kind": "after", "a": 1}]


def test_a_file_is_made_with_its_folder_and_closed_once(hand: Hand, tmp_path: Path) -> None:
    path = tmp_path / "runs" / "journal.ndjson"
    journal = Journal.to_file(hand.now_us, path)
    journal.write("call")
    journal.flush()
    assert path.read_bytes().count(b"\n") == 1
    journal.close()
    journal.close()
    journal.write("late")
    assert path.read_bytes().count(b"\n") == 1
