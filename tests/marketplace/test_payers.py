"""An account may have a parent that pays; there is always exactly one who does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.marketplace.shop import Shop, buyer_body


def site(shop: Shop, payer: str) -> str:
    made = shop.world("POST", "/buyers", {**buyer_body("Archer North"), "payer_id": payer})
    assert made.status == 201, made.body
    return str(made["id"])


def order(shop: Shop, buyer: str) -> Any:
    if "MUG" not in shop.service.listings:
        shop.offers("MUG")
    lines = [{"sku": "MUG", "quantity": 1, "tax_rate": "0.20"}]
    placed = shop.world("POST", "/orders", {"buyer_id": buyer, "lines": lines})
    return shop.partner("GET", f"/orders/{placed['id']}").body


def test_an_account_and_its_orders_name_who_pays(shop: Shop) -> None:
    parent = shop.buyer()
    north = site(shop, parent)
    assert shop.partner("GET", f"/buyers/{north}")["payerId"] == parent
    assert order(shop, north)["payerId"] == parent
    assert "payerId" not in order(shop, parent)


def test_an_order_keeps_the_payer_that_it_was_placed_with(shop: Shop) -> None:
    parent = shop.buyer()
    north = site(shop, parent)
    before = order(shop, north)
    assert shop.world("PATCH", f"/buyers/{north}", {"payer_id": ""}).status == 200
    assert shop.partner("GET", f"/orders/{before['id']}")["payerId"] == parent
    assert "payerId" not in order(shop, north)


@pytest.mark.parametrize(
    ("who", "payer", "reason"),
    [
        ("north", "M999999999", "there is no buyer M999999999"),
        ("north", "north", "cannot be its own payer"),
        ("other", "north", "name"),
        ("parent", "other", "give"),
    ],
)
def test_a_payer_who_could_not_pay_is_refused(shop: Shop, who: str, payer: str, reason: str) -> None:
    parent, other = shop.buyer(), shop.buyer("Other Ltd")
    ids = {"parent": parent, "other": other, "north": site(shop, parent)}
    answer = shop.world("PATCH", f"/buyers/{ids[who]}", {"payer_id": ids.get(payer, payer)})
    assert (answer.status, answer["field"]) == (422, "payer_id")
    assert reason in answer["detail"]
