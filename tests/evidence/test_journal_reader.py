from __future__ import annotations

from pathlib import Path

import pytest

from ordergate.harness.evidence.errors import UnreadableJournal
from ordergate.harness.evidence.journal_reader import (
    Delivery,
    Event,
    Exchange,
    Found,
    Said,
    Settled,
    slices,
)
from tests.evidence.fabricated import MONDAY_US, ORDER, World


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.ndjson"


def events_of(path: Path) -> list[Event]:
    return [event for part in slices(path) for event in part]


def test_a_call_is_joined_with_its_reply_its_bodies_and_what_it_changed(path: Path) -> None:
    world = World(path)
    world.call("oms", "create_order", "POST /api/orders?dry=no", 201, sent={"sku": "MUG-01"},
               answer={"id": 7}, changed=["order 7", "stock MUG-01"])  # fmt: skip
    world.journal.close()
    (event,) = events_of(path)
    assert event == Exchange(
        number=2,
        at_us=MONDAY_US,
        system="oms",
        operation="create_order",
        caller="connector",
        method="POST",
        path="/api/orders",
        query="dry=no",
        status=201,
        replied_us=MONDAY_US + 40_000,
        request='{"sku": "MUG-01"}',
        reply='{"id": 7}',
        reply_reference="c5f41cd4f5e510a7",
        changed=("order 7", "stock MUG-01"),
        created=("order 7", "stock MUG-01"),
    )


def test_webhooks_words_verdicts_and_the_end_are_read(path: Path) -> None:
    world = World(path)
    world.say("buyer", "orders 10")
    world.webhook("marketplace", "order.placed", None, attempt=3)
    world.settled(ok=False, reason="2 webhooks are pending")
    world.journal.write("finding", rule="I07", text="8, not 10")
    world.journal.close()
    late = MONDAY_US + 300_000
    assert events_of(path) == [
        Said(1, MONDAY_US, "buyer", "orders 10"),
        Delivery(2, late, "marketplace", "order.placed", ORDER, "evt_order.placed",
                 "http://connector.test/hooks?token=c4n4ry-hook", 3, None),
        Settled(3, late, False, "2 webhooks are pending"),
        Found(4, late, "I07", "8, not 10"),
    ]  # fmt: skip


def test_what_is_created_is_told_from_what_is_changed(path: Path) -> None:
    world = World(path)
    world.call("oms", "create", "POST /", 201, changed=["orders 7"])
    world.call("oms", "ship", "POST /", 201, changed=["orders 7", "fulfilments 9"])
    world.journal.close()
    read = [event for event in events_of(path) if isinstance(event, Exchange)]
    assert read[1].changed == ("orders 7", "fulfilments 9")
    assert read[1].created == ("fulfilments 9",)


def test_events_come_in_the_order_in_which_they_began(path: Path) -> None:
    world = World(path)
    slow = world.journal.write("call", system="erp", op="slow", method="GET", path="/")
    world.call("oms", "quick", "GET /")
    world.say("buyer", "waits")
    world.journal.write("reply", of=slow, system="erp", status=200)
    world.journal.close()
    assert [event.number for event in events_of(path)] == [1, 2, 4]


def test_a_lost_answer_is_told_from_a_refusal_and_from_a_call_under_way(path: Path) -> None:
    world = World(path)
    world.call("erp", "lost", "POST /", None, changed=["order 1"])
    world.journal.write("call", system="erp", op="?", method="GET", path="/nowhere", status=404)
    world.journal.write("call", system="erp", op="under_way", method="GET", path="/")
    world.journal.close()
    read = [event for event in events_of(path) if isinstance(event, Exchange)]
    assert [(each.operation, each.status, each.changed) for each in read] == [
        ("lost", None, ("order 1",)),
        ("?", 404, ()),
        ("under_way", None, ()),
    ]


def test_a_journal_is_sliced_by_scenario(path: Path) -> None:
    world = World(path)
    world.say("harness", "stocks the shop")
    for scenario in ("S01", "S07"):
        world.journal.write("scenario", id=scenario, title=f"title of {scenario}")
        world.call("oms", "read", "GET /", answer={"same": "body"})
    world.journal.close()
    read = [(part.id, part.title, len(list(part))) for part in slices(path)]
    assert read == [(None, "", 1), ("S01", "title of S01", 1), ("S07", "title of S07", 1)]


def test_a_slice_that_is_not_read_does_not_disturb_the_next_one(path: Path) -> None:
    world = World(path)
    for scenario in ("S01", "S07"):
        world.journal.write("scenario", id=scenario, title="")
        world.call("oms", "read", "GET /", answer={"same": "body"})
    world.journal.close()
    last = [list(part) if part.id == "S07" else [] for part in slices(path)][-1]
    assert [event.reply for event in last if isinstance(event, Exchange)] == ['{"same": "body"}']


def test_a_body_is_found_however_long_ago_it_was_written(path: Path) -> None:
    world = World(path)
    for number in range(5_000):
        world.call("oms", "read", "GET /", answer={"page": number})
        world.call("oms", "read", "GET /", answer={"page": "the same every time"})
    world.call("oms", "read", "GET /", answer={"page": 0})
    world.journal.close()
    read = [event.reply for event in events_of(path) if isinstance(event, Exchange)]
    assert read[-3:] == ['{"page": 4999}', '{"page": "the same every time"}', '{"page": 0}']
    assert None not in read


def test_without_bodies_the_references_still_tell_equal_answers(path: Path) -> None:
    world = World(path, bodies=False)
    world.call("oms", "read", "GET /", answer={"id": 7})
    world.journal.close()
    (event,) = events_of(path)
    assert isinstance(event, Exchange)
    assert (event.reply, event.reply_reference) == (None, "c5f41cd4f5e510a7")


def test_a_line_that_was_torn_off_by_a_crash_is_left_out(path: Path) -> None:
    world = World(path)
    world.say("buyer", "orders 10")
    world.journal.close()
    with path.open("ab") as file:
        file.write(b'{"n":2,"at":1,"kind":"sa')
    assert [event.number for event in events_of(path)] == [1]


@pytest.mark.parametrize("line", [b"nonsense\n", b"[1]\n", b"\xff\n"])
def test_a_line_that_is_no_entry_is_named(path: Path, line: bytes) -> None:
    path.write_bytes(b'{"n":1,"at":1,"kind":"say"}\n' + line)
    with pytest.raises(UnreadableJournal, match=r"^line 2 of journal journal\.ndjson is not an"):
        events_of(path)


def test_a_missing_journal_is_named(path: Path) -> None:
    expected = (
        "journal journal.ndjson cannot be read (No such file or directory); "
        "run the scenarios again to record it"
    )
    with pytest.raises(UnreadableJournal) as caught:
        events_of(path)
    assert str(caught.value) == expected


def test_a_call_that_is_never_answered_does_not_hold_everything_back(path: Path) -> None:
    world = World(path)
    world.journal.write("call", system="erp", op="hangs", method="GET", path="/")
    for _ in range(10_100):
        world.say("buyer", "waits")
    world.journal.close()
    assert [event.number for event in events_of(path)] == list(range(1, 10_102))
