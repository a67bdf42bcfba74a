"""Pages are counted from 1, in order of change, and move while documents change."""

from __future__ import annotations

from typing import Any

from tests.wms.stand import Stand

SECOND_US = 1_000_000


def ids(stand: Stand, query: str) -> list[str]:
    return [each["id"] for each in page(stand, query)["outbounds"]]


def page(stand: Stand, query: str) -> Any:
    answer = stand.ask("GET", "/outbounds", query=query)
    assert answer.status == 200
    return answer.body


def test_an_empty_listing_has_one_empty_page(stand: Stand) -> None:
    assert page(stand, "") == {"outbounds": [], "page": 1, "pages": 1}


def test_pages_hold_every_document_once(stand: Stand) -> None:
    made = [stand.accepts(f"F{number}", ("MUG", 1)) for number in range(5)]
    assert page(stand, "page=1&size=2")["pages"] == 3
    seen = [each for number in (1, 2, 3) for each in ids(stand, f"page={number}&size=2")]
    assert seen == made
    assert ids(stand, "page=4&size=2") == []
    assert page(stand, "page=1&size=5")["pages"] == 1


def test_a_page_takes_a_hundred_unless_told(stand: Stand) -> None:
    for number in range(101):
        stand.accepts(f"F{number}", ("MUG", 1))
    assert (len(ids(stand, "")), page(stand, "")["pages"]) == (100, 2)
    assert len(ids(stand, "size=500")) == 101


def test_a_document_that_changes_moves_to_the_end(stand: Stand) -> None:
    first, second = stand.accepts("F1", ("MUG", 1)), stand.accepts("F2", ("CUP", 1))
    assert ids(stand, "") == [first, second]
    stand.wait(SECOND_US)
    stand.receives("MUG", 1)
    assert ids(stand, "") == [second, first]


def test_a_listing_since_an_instant_includes_that_instant(stand: Stand) -> None:
    stand.accepts("F1", ("MUG", 1))
    stand.wait(1500)
    second = stand.accepts("F2", ("MUG", 1))
    changed_ms = stand.ask("GET", f"/outbounds/{second}").body["changed_ms"]
    assert ids(stand, f"changed_since_ms={changed_ms}") == [second]
    assert ids(stand, f"changed_since_ms={changed_ms + 1}") == []
    assert len(ids(stand, f"changed_since_ms={changed_ms - 1}")) == 2


def test_every_listing_has_its_documents_and_pages(stand: Stand) -> None:
    stand.receives("MUG", 2)
    stand.works("dispatch", stand.accepts("F1", ("MUG", 1)))
    stand.announces("RMA1", ("MUG", 1))
    for path, name, count in (
        ("/outbounds", "outbounds", 1), ("/shipments", "shipments", 1),
        ("/inbound-returns", "inbound_returns", 1), ("/movements", "movements", 2),
        ("/stock", "stock", 1),
    ):  # fmt: skip
        body = stand.ask("GET", path, query="size=1").body
        assert set(body) == {name, "page", "pages"}
        assert (len(body[name]), body["pages"]) == (1, count)
