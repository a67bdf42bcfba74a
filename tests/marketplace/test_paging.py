from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.marketplace.shop import Shop


def ids(page: Any) -> list[str]:
    return [order["id"] for order in page["orders"]]


def walked(shop: Shop, path: str, **query: Any) -> list[Any]:
    """All rows of a listing, page by page."""
    name = path.strip("/")
    page = shop.partner("GET", path, **query)
    rows = list(page[name])
    while "nextToken" in page.body:
        page = shop.partner("GET", path, nextToken=page["nextToken"], limit=query["limit"])
        rows += page[name]
    return rows


def test_pages_follow_each_other_without_gap_or_repetition(shop: Shop) -> None:
    orders = [shop.buys(1).id for _ in range(7)]
    for limit in (1, 2, 3, 6, 7, 8):
        assert [row["id"] for row in walked(shop, "/orders", limit=limit)] == orders


@pytest.mark.parametrize("name", ["buyers", "listings", "cancellations", "returns"])
def test_every_listing_has_pages(shop: Shop, name: str) -> None:
    for number in range(3):
        shop.offers(f"S{number}")
        order = shop.buys(5)
        shop.ships(order, 2)
        shop.wants_to_cancel(order, 1)
        shop.wants_to_return(order, 1)
    rows = walked(shop, f"/{name}", limit=2)
    assert len(rows) == (4 if name == "listings" else 3)
    assert rows == shop.partner("GET", f"/{name}")[name]


def test_a_token_works_once(shop: Shop) -> None:
    for _ in range(3):
        shop.buys(1)
    token = shop.partner("GET", "/orders", limit=1)["nextToken"]
    assert shop.partner("GET", "/orders", nextToken=token, limit=1).status == 200

    again = shop.partner("GET", "/orders", nextToken=token, limit=1)

    assert (again.status, again["field"]) == (400, "nextToken")
    assert again["detail"] == (
        f"nextToken {token} is unknown, used already, or not one of these orders; start again without it"
    )


def test_a_token_belongs_to_its_listing_and_is_not_used_up_elsewhere(shop: Shop) -> None:
    shop.buys(1)
    shop.buys(1)
    token = shop.partner("GET", "/orders", limit=1)["nextToken"]
    assert shop.partner("GET", "/buyers", nextToken=token).status == 400
    assert shop.partner("GET", "/orders", nextToken=token, limit="ten").status == 400
    assert shop.partner("GET", "/orders", nextToken=token).status == 200


def test_a_token_overrides_what_else_is_asked_with_it(shop: Shop) -> None:
    first, second = shop.buys(1).id, shop.buys(1).id
    shop.wait(60)
    page = shop.partner("GET", "/orders", limit=1)
    later = "2011-06-01T10:31:00+01:00"
    rest = shop.partner("GET", "/orders", nextToken=page["nextToken"], updatedAfter=later)
    assert ids(page) + ids(rest) == [first, second]


def test_changes_since_a_time_include_that_time(shop: Shop) -> None:
    first = shop.buys(1)
    shop.wait(60)
    second = shop.buys(1)

    def since(text: str) -> list[str]:
        return ids(shop.partner("GET", "/orders", updatedAfter=text))

    assert since("2011-06-01T10:30:00+01:00") == [first.id, second.id]
    assert since("2011-06-01T09:30:00.001Z") == [second.id]
    assert since("2011-06-01T10:31:00+01:00") == [second.id]
    assert since("2011-06-01T10:31:00.000001+01:00") == []


def test_an_order_that_changes_comes_again_at_the_end_and_once(shop: Shop) -> None:
    first, second = shop.buys(5), shop.buys(5)
    shop.wait(60)
    shop.ships(first, 1)
    assert ids(shop.partner("GET", "/orders")) == [second.id, first.id]


def test_an_order_that_changes_while_pages_are_read_is_left_to_the_next_query(shop: Shop) -> None:
    first, second, third = shop.buys(5), shop.buys(5), shop.buys(5)
    page = shop.partner("GET", "/orders", limit=1)
    shop.wait(60)
    shop.ships(second, 1)

    rest = shop.partner("GET", "/orders", nextToken=page["nextToken"], limit=50)

    assert (ids(page), ids(rest)) == ([first.id], [third.id])
    assert "nextToken" not in rest.body
    since = shop.partner("GET", "/orders", updatedAfter="2011-06-01T10:30:01+01:00")
    assert ids(since) == [second.id]


@pytest.mark.parametrize(
    ("limit", "count"), [("0", 1), ("1", 1), ("200", 200), ("201", 200), ("999999999", 200)]
)
def test_a_limit_is_brought_within_bounds(shop: Shop, limit: str, count: int) -> None:
    for number in range(202):
        shop.service.offer(f"S{number}", title="", price=Decimal(1), active=True)
    assert len(shop.partner("GET", "/listings", limit=limit)["listings"]) == count
    assert len(shop.partner("GET", "/listings")["listings"]) == 50


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "-1"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"limit": "9" * 5000}, "limit"),
        ({"limit": ""}, "limit"),
        ({"limit": "²"}, "limit"),
        ({"updatedAfter": "yesterday"}, "updatedAfter"),
        ({"updatedAfter": "2011-06-01"}, "updatedAfter"),
        ({"updatedAfter": "2011-06-01T10:30:00"}, "updatedAfter"),
        ({"updatedAfter": "2011-06-01T10:30:00 01:00"}, "updatedAfter"),
        ({"updatedAfter": "0001-01-01T00:00:00+23:59"}, "updatedAfter"),
        ({"updatedAfter": "9999-12-31T23:59:59-23:59"}, "updatedAfter"),
        ({"updated_after": "2011-06-01T10:30:00Z"}, "updated_after"),
        ({"nextToken": ""}, "nextToken"),
        ({"nextToken": "0123456789abcdef"}, "nextToken"),
    ],
)
def test_a_query_that_makes_no_sense_names_its_parameter(
    shop: Shop, query: dict[str, str], field: str
) -> None:
    answer = shop.partner("GET", "/orders", **query)
    assert (answer.status, answer["field"]) == (400, field)
    assert answer.headers["content-type"] == "application/problem+json"
