"""The feed of changes and the journal, read from outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ordergate.simulators.kernel.tables import Change
from ordergate.simulators.server.feed import Feed, NoLongerKept
from tests.server.hall import Hall


def a_change(number: int) -> Change:
    return Change("oms", "items", f"SKU-{number}", 1, number, None, None, "ann", "test")


def test_a_change_tells_who_did_what_to_which_document(hall: Hall) -> None:
    hall.open()
    order_id = hall.buys()
    told = hall.ask("GET", "/worlds/w/changes")["changes"]
    assert [(row["n"], row["system"], row["table"], row["document"]) for row in told] == [
        (1, "marketplace", "listings", "Listing"), (2, "marketplace", "buyers", "Buyer"),
        (3, "marketplace", "orders", "Order"), (4, "marketplace", "payments", "Payment"),
    ]  # fmt: skip
    placed = next(row for row in told if row["table"] == "orders")
    assert (placed["key"], placed["version"], placed["who"]) == (f"main/{order_id}", 1, "ann")
    assert placed["before"] is None
    assert placed["after"]["lines"][0]["total"] == "6.12"


def test_changes_are_read_in_pages(hall: Hall) -> None:
    hall.open()
    for _ in range(3):
        hall.buys()
    everything = hall.ask("GET", "/worlds/w/changes")
    read, after = [], 0
    while after < everything["last"]:
        page = hall.ask("GET", f"/worlds/w/changes?after={after}&limit=2")["changes"]
        read += page
        after = page[-1]["n"]
    assert read == everything["changes"]
    assert hall.ask("GET", f"/worlds/w/changes?after={after + 10}")["changes"] == []


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=5001", "since=3"])
def test_a_bad_page_of_changes_is_refused(hall: Hall, query: str) -> None:
    hall.open()
    assert hall.refusal("GET", f"/worlds/w/changes?{query}") == (400, query.partition("=")[0])


def test_a_feed_keeps_the_newest_and_says_when_older_ones_are_asked_for() -> None:
    feed = Feed(1, kept_max=100)
    for number in range(1, 1001):
        feed.observe([a_change(number)])
    assert [number for number, _ in feed.after(990, 500)] == list(range(991, 1001))
    assert [change.at_us for _, change in feed.after(900, 2)] == [901, 902]
    with pytest.raises(NoLongerKept, match="the changes up to 8"):
        feed.after(0, 500)


def test_a_mark_of_a_feed_is_not_touched_by_later_changes() -> None:
    feed = Feed(1)
    feed.observe([a_change(1)])
    mark = feed.mark()
    feed.observe([a_change(2)])
    again = Feed(2, mark)
    again.observe([a_change(3)])
    assert [change.at_us for _, change in again.after(0, 9)] == [1, 3]
    assert mark.last == 1 and len(mark.kept) == 1


def test_the_journal_is_read_from_its_end_or_page_by_page(hall: Hall, tmp_path: Path) -> None:
    hall.open()
    hall.buys()
    long_text = "x" * 700_000  # Two of them do not fit into a page.
    for _ in range(3):
        hall.ask("POST", "/worlds/w/journal", {"kind": "say", "fields": {"who": "ann", "text": long_text}})
    last = hall.ask("GET", "/worlds/w/journal?tail=2")
    assert [entry["kind"] for entry in last["entries"]] == ["say", "say"]
    read, position, pages = [], 0, 0
    at_end = False
    while not at_end:
        page = hall.ask("GET", f"/worlds/w/journal?position={position}")
        read += page["entries"]
        position, at_end, pages = page["next"], page["at_end"], pages + 1
    assert pages > 1
    assert read == [json.loads(line) for line in (tmp_path / "w-1.ndjson").open("rb")]
    assert [entry["n"] for entry in read] == list(range(1, len(read) + 1))


def test_the_whole_of_a_short_journal_is_its_end(hall: Hall) -> None:
    hall.open()
    assert [entry["kind"] for entry in hall.ask("GET", "/worlds/w/journal")["entries"]] == ["world"]
    assert hall.ask("GET", "/worlds/w/journal?tail=1")["entries"][0]["topology"] == "full"


@pytest.mark.parametrize("position", ["5", "999999", "x"])
def test_a_position_between_entries_only(hall: Hall, position: str) -> None:
    hall.open()
    assert hall.refusal("GET", f"/worlds/w/journal?position={position}") == (400, "position")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "say", "fields": {"at": 1}}, "fields.at"),
        ({"kind": "say", "fields": {"kind": "x"}}, "fields.kind"),
        ({"kind": ""}, "kind"), ({"fields": {}}, "kind"), ({"kind": "say", "fields": []}, "fields"),
    ],
)  # fmt: skip
def test_a_bad_entry_is_refused(hall: Hall, body: object, field: str) -> None:
    hall.open()
    assert hall.refusal("POST", "/worlds/w/journal", body) == (400, field)
    assert hall.host.worlds["w"].journal.entries == 1
