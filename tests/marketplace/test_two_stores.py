"""Stores give numbers of their own: one number may name an order in each of them."""

from __future__ import annotations

from typing import Any

import pytest

from .shop import Placed, Shop, parcel

NUMBER = "408-0000001-0000001"


@pytest.fixture
def twins(shop: Shop) -> tuple[Placed, Placed]:
    return shop.buys(5, store="north", number=NUMBER), shop.buys(3, store="south", number=NUMBER)


def test_a_number_names_one_order_of_a_store(shop: Shop, twins: tuple[Placed, Placed]) -> None:
    line = {"sku": "MUG", "quantity": 1, "tax_rate": "0.20"}
    body = {"buyer_id": shop.buyer(), "lines": [line], "store": "south", "number": NUMBER}
    again = shop.world("POST", "/orders", body)
    assert (again.status, again.body["field"]) == (409, "number")
    assert "store south has an order 408-0000001-0000001 already" in again.body["detail"]


@pytest.mark.parametrize("store", ["north", "south"])
def test_the_store_says_which_order_is_meant(shop: Shop, twins: tuple[Placed, Placed], store: str) -> None:
    found = shop.partner("GET", f"/orders/{NUMBER}", store=store)
    assert (found.body["store"], found.body["id"]) == (store, NUMBER)


def test_a_number_of_several_stores_is_not_guessed(shop: Shop, twins: tuple[Placed, Placed]) -> None:
    refused = shop.partner("GET", f"/orders/{NUMBER}")
    assert (refused.status, refused.body["field"]) == (409, "store")
    assert "in each of the stores north, south" in refused.body["detail"]


def test_a_number_of_one_store_needs_no_store(shop: Shop) -> None:
    order = shop.buys(5, store="north")
    assert shop.partner("GET", f"/orders/{order.id}").body["store"] == "north"
    assert shop.partner("GET", f"/orders/{order.id}", store="south").status == 404


def test_what_is_done_to_one_order_leaves_its_twin_alone(shop: Shop, twins: tuple[Placed, Placed]) -> None:
    north, south = twins
    wish: dict[str, Any] = {"reason": "spare", "lines": [{"line_id": south.line_ids[0], "quantity": 1}]}
    made = shop.world("POST", f"/orders/{NUMBER}/cancellations", wish, store="south")
    sent = shop.partner("POST", f"/orders/{NUMBER}/shipments", parcel(north, [2]), store="north")
    assert sent.status == 201
    assert shop.partner("GET", f"/cancellations/{made['id']}").body["store"] == "south"
    assert shop.partner("GET", f"/orders/{NUMBER}", store="north").body["status"] == "partially_shipped"
    assert shop.partner("GET", f"/orders/{NUMBER}", store="south").body["status"] == "unshipped"
    assert shop.partner("GET", f"/orders/{NUMBER}/shipments", store="south").body["shipments"] == []


def test_a_line_of_the_twin_is_refused(shop: Shop, twins: tuple[Placed, Placed]) -> None:
    north, _ = twins
    refused = shop.partner("POST", f"/orders/{NUMBER}/shipments", parcel(north, [1]), store="south")
    assert refused.status == 422
    assert f"has no line {north.line_ids[0]}" in refused.body["detail"]
