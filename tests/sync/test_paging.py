"""Lists that move while they are read."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import respx

from ordergate.harness.sync.errors import Misread, Rejected
from ordergate.harness.sync.vendors import paging
from ordergate.harness.sync.vendors.erp import Erp
from ordergate.harness.sync.vendors.marketplace import Marketplace
from ordergate.harness.sync.vendors.oms import Oms
from ordergate.harness.sync.vendors.wms import Wms
from tests.sync.http_stage import BASE_URL, SECOND_US, Stage
from tests.sync.timing import Timing

SINCE_US = 1_306_917_000 * SECOND_US  # 2011-06-01 09:30 in London


@pytest.fixture
def stage() -> Stage:
    return Stage()


def orders(*ids: str, following: str | None = None) -> httpx.Response:
    body: dict[str, Any] = {"orders": [{"id": one, "store": "main"} for one in ids]}
    return httpx.Response(200, json=body | ({"nextToken": following} if following else {}))


@respx.mock
def test_next_tokens_are_followed_to_the_end_each_once(stage: Stage) -> None:
    route = respx.get(f"{BASE_URL}/orders").mock(
        side_effect=[orders("1", "2", following="t1"), orders(following="t2"), orders("3")]
    )
    rows = stage.run(Marketplace(stage.caller()).orders_since(SINCE_US))
    assert [row.id for row in rows] == ["1", "2", "3"]
    asked = [dict(call.request.url.params) for call in route.calls]
    since = {"limit": "200", "updatedAfter": "2011-06-01T09:30:00+01:00"}
    assert asked == [since, since | {"nextToken": "t1"}, since | {"nextToken": "t2"}]


@respx.mock
def test_the_first_reading_of_all_has_no_beginning(stage: Stage) -> None:
    route = respx.get(f"{BASE_URL}/orders").mock(return_value=orders())
    assert stage.run(Marketplace(stage.caller()).orders_since(0)) == []
    assert dict(route.calls.last.request.url.params) == {"limit": "200"}


@respx.mock
def test_a_token_that_is_used_up_ends_the_reading_without_a_result(stage: Stage) -> None:
    refusal = httpx.Response(400, json={"detail": "nextToken is used already"})
    respx.get(f"{BASE_URL}/orders").mock(side_effect=[orders("1", following="t1"), refusal])
    with pytest.raises(Rejected, match="nextToken is used already"):
        stage.run(Marketplace(stage.caller()).orders_since(0))


@respx.mock
def test_a_short_page_is_not_the_last_one(stage: Stage) -> None:
    def row(sku: str) -> dict[str, Any]:
        return {"sku": sku, "site": "MAIN", "available": 1}

    route = respx.get(f"{BASE_URL}/stock").mock(
        side_effect=[
            httpx.Response(200, json={"stock": [row("A"), row("B")], "next_cursor": "c1"}),
            httpx.Response(200, json={"stock": [], "next_cursor": "c2"}),
            httpx.Response(200, json={"stock": [row("C")], "next_cursor": "c3"}),
            httpx.Response(200, json={"stock": [], "next_cursor": "c3"}),
        ]
    )
    levels, cursor = stage.run(Oms(stage.caller()).levels_after("c0"))
    assert [level.sku for level in levels] == ["A", "B", "C"]
    assert cursor == "c3"
    assert [call.request.url.params["cursor"] for call in route.calls] == ["c0", "c1", "c2", "c3"]


@respx.mock
def test_pages_of_a_list_in_order_of_change_are_read_from_the_end(stage: Stage) -> None:
    route = respx.get(f"{BASE_URL}/Returns").mock(
        side_effect=lambda request: httpx.Response(
            200,
            json={
                "Value": [{"Number": request.url.params["Offset"], "ExternalRef": "MR-1"}],
                "Count": 401,
            },
        )
    )
    rows = stage.run(Erp(stage.caller(), site="MAIN", zone="Europe/London").returns_since(SINCE_US))
    assert [row.number for row in rows] == ["0", "200", "400"]
    asked = [call.request.url.params["Offset"] for call in route.calls]
    assert asked == ["0", "400", "200", "0"]
    assert route.calls.last.request.url.params["ChangedSince"] == "2011-06-01T08:30:00"


@respx.mock
@pytest.mark.parametrize(("count", "calls"), [(0, 1), (1, 1), (200, 1), (201, 3)])
def test_a_list_at_the_edge_of_a_page_is_read_whole(stage: Stage, count: int, calls: int) -> None:
    rows = [{"Number": str(number), "ExternalRef": ""} for number in range(count)]

    def page(request: httpx.Request) -> httpx.Response:
        offset = int(request.url.params["Offset"])
        return httpx.Response(200, json={"Value": rows[offset : offset + 200], "Count": count})

    route = respx.get(f"{BASE_URL}/Returns").mock(side_effect=page)
    found = stage.run(Erp(stage.caller(), site="MAIN", zone="Europe/London").returns_since(0))
    assert [row.number for row in found] == [str(number) for number in range(count)]
    assert route.call_count == calls


@respx.mock
def test_the_warehouse_is_asked_by_milliseconds_and_page_numbers(stage: Stage) -> None:
    route = respx.get(f"{BASE_URL}/movements").respond(
        200, json={"movements": [{"id": "WM1", "kind": "receipt"}], "page": 1, "pages": 1}
    )
    assert stage.run(Wms(stage.caller()).movements_since(SINCE_US)) == [("WM1", "receipt")]
    assert dict(route.calls.last.request.url.params) == {
        "size": "500",
        "changed_since_ms": "1306917000000",
        "page": "1",
    }


@pytest.mark.parametrize("moving", range(9))
def test_rows_that_change_while_pages_turn_hide_none_that_does_not(timing: Timing, moving: int) -> None:
    rows = list("ABCDEFGHI")
    changed = set()

    async def read(number: int) -> tuple[list[str], int]:
        page = rows[(number - 1) * 2 : number * 2]
        changed.add(rows[moving])
        rows.append(rows.pop(moving))  # A change moves a row to the end; the next poll finds it.
        return page, 5

    found = timing.run(paging.from_the_end(read, "rows"))
    assert set("ABCDEFGHI") - changed <= set(found)


def test_paging_in_circles_ends(timing: Timing) -> None:
    async def read(mark: str) -> tuple[list[int], str]:
        return [], "b" if mark == "a" else "a"

    with pytest.raises(Misread, match="rows has more than 10000 pages"):
        timing.run(paging.while_there_is_more(read, "", "rows"))


def test_a_page_that_comes_again_is_not_the_end(timing: Timing) -> None:
    answers = [(["A"], "1"), (["A"], "1"), (["B"], "2"), ([], "2")]

    async def read(mark: str) -> tuple[list[str], str]:
        del mark
        return answers.pop(0)

    assert timing.run(paging.while_there_is_more(read, "0", "rows")) == (["A", "A", "B"], "2")


def test_a_page_that_comes_for_ever_is_misread(timing: Timing) -> None:
    async def read(mark: str) -> tuple[list[str], str]:
        del mark
        return ["A"], "1"

    with pytest.raises(Misread, match="rows gives the same page again and again, with the mark 1"):
        timing.run(paging.while_there_is_more(read, "1", "rows"))
