"""What a client sees of the faults that spoil lists and bulk requests, and what the system holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ordergate.simulators.faults.adversary import Adversary, Struck
from ordergate.simulators.faults.rule import read_rule
from ordergate.simulators.kernel.chance import Chance
from tests.marketplace.shop import Answer, Shop


class SpoiledShop(Shop):
    """A shop that an adversary makes misbehave."""

    def __init__(self) -> None:
        super().__init__()
        self.adversary = Adversary(
            {"marketplace": self.system}, Chance(3), self.clock, self.system.context.journal
        )

    def suffers(self, rule: str) -> Struck:
        return self.adversary.begin(read_rule(rule))

    def buys_three(self) -> list[str]:
        """Three orders, a second apart."""
        orders = []
        for _ in range(3):
            self.wait(1)
            orders.append(self.buys(1).id)
        return orders

    def put(self, *skus: str) -> Answer:
        rows = [{"sku": sku, "title": sku, "price": "1.0000", "active": True} for sku in skus]
        return self.partner("POST", "/listings/bulk", {"listings": rows})

    def listed(self) -> list[str]:
        return [row["sku"] for row in self.partner("GET", "/listings")["listings"]]


@pytest.fixture
def shop() -> Iterator[SpoiledShop]:
    made = SpoiledShop()
    assert made.listed() == []  # Now the token is a good one.
    yield made
    made.close()


def ids(page: Any) -> list[str]:
    return [order["id"] for order in page["orders"]]


def test_what_changed_just_now_is_in_no_list_and_comes_with_its_old_stamp(shop: SpoiledShop) -> None:
    order = shop.buys(1).id
    struck = shop.suffers("late_visible on marketplace.list_orders lag_s=30")
    assert ids(shop.partner("GET", "/orders")) == []
    assert shop.partner("GET", f"/orders/{order}")["id"] == order
    shop.wait(31)
    (row,) = shop.partner("GET", "/orders")["orders"]
    assert (row["id"], row["updatedAt"]) == (order, "2011-06-01T10:30:00.000+01:00")
    assert struck.fired == 1


def test_a_page_is_shorter_than_asked_for_and_says_how_to_go_on(shop: SpoiledShop) -> None:
    orders = shop.buys_three()
    struck = shop.suffers("short_page on marketplace.list_orders rows=2 nth=1")
    first = shop.partner("GET", "/orders", limit=50)
    rest = shop.partner("GET", "/orders", limit=50, nextToken=first["nextToken"])
    assert (ids(first), ids(rest)) == (orders[:2], orders[2:])
    assert struck.fired == 1


def test_a_list_that_is_shorter_still_is_not_spoiled(shop: SpoiledShop) -> None:
    order = shop.buys(1).id
    struck = shop.suffers("short_page on marketplace.list_orders rows=2")
    assert ids(shop.partner("GET", "/orders")) == [order]
    assert struck.fired == 0


def test_a_repeated_page_leaves_its_token_good(shop: SpoiledShop) -> None:
    orders = shop.buys_three()
    struck = shop.suffers("repeated_page on marketplace.list_orders nth=2")
    pages = [shop.partner("GET", "/orders", limit=2)]
    for _ in range(2):
        pages.append(shop.partner("GET", "/orders", limit=2, nextToken=pages[-1]["nextToken"]))
    assert [ids(page) for page in pages] == [orders[:2], orders[:2], orders[2:]]
    assert struck.fired == 1


def test_a_page_is_repeated_as_often_as_asked_for(shop: SpoiledShop) -> None:
    orders = shop.buys_three()
    shop.suffers("repeated_page on marketplace.list_orders copies=2")
    token = shop.partner("GET", "/orders", limit=2)["nextToken"]
    pages = [shop.partner("GET", "/orders", limit=2, nextToken=token) for _ in range(3)]
    assert [ids(page) for page in pages] == [orders[:2], orders[:2], orders[2:]]


def test_of_a_batch_the_first_items_are_done_and_have_results(shop: SpoiledShop) -> None:
    struck = shop.suffers("partial_batch on marketplace.offer_listings nth=1")
    results = shop.put("A", "B", "C")["results"]
    assert 1 <= len(results) < 3
    assert shop.listed() == [one["sku"] for one in results] == ["A", "B", "C"][: len(results)]
    assert shop.put("A", "B", "C").status == 200
    assert (sorted(shop.listed()), struck.fired) == (["A", "B", "C"], 1)


def test_a_batch_may_be_answered_500_and_be_done_in_part(shop: SpoiledShop) -> None:
    shop.suffers("partial_batch on marketplace.offer_listings nth=1 answer=error")
    assert shop.put("A", "B", "C").status == 500
    assert 1 <= len(shop.listed()) < 3


def test_a_batch_of_one_has_no_parts(shop: SpoiledShop) -> None:
    struck = shop.suffers("partial_batch on marketplace.offer_listings")
    assert len(shop.put("A")["results"]) == 1
    assert struck.fired == 0
