from __future__ import annotations

from typing import Any

import pytest

from tests.marketplace.shop import ADDRESS, Shop, buyer_body


def test_a_buyer_is_told_in_the_wire_form(shop: Shop) -> None:
    buyer_id = shop.buyer()
    assert shop.partner("GET", f"/buyers/{buyer_id}").body == {
        "id": buyer_id,
        **buyer_body(),
        "updatedAt": "2011-06-01T10:30:00.000+01:00",
    }


@pytest.mark.parametrize(
    "change", [{"company": "New Ltd"}, {"phone": ""}, {"address": {**ADDRESS, "city": "York"}}]
)
def test_a_buyer_changes_what_it_names_and_nothing_else(shop: Shop, change: dict[str, Any]) -> None:
    buyer_id = shop.buyer()
    shop.wait(1)

    answer = shop.world("PATCH", f"/buyers/{buyer_id}", change)

    assert (answer.status, answer.body) == (200, {"id": buyer_id})
    read = shop.partner("GET", f"/buyers/{buyer_id}").body
    assert read.pop("updatedAt") == "2011-06-01T10:30:01.000+01:00"
    assert read == {"id": buyer_id, **buyer_body(), **change}


@pytest.mark.parametrize("change", [{}, {"company": "Archer Ltd"}])
def test_changing_nothing_makes_no_new_version(shop: Shop, change: dict[str, Any]) -> None:
    buyer_id = shop.buyer()
    assert shop.world("PATCH", f"/buyers/{buyer_id}", change).status == 200
    assert shop.service.buyers.row(buyer_id).version == 1


def test_an_order_keeps_the_address_that_it_was_placed_with(shop: Shop) -> None:
    order = shop.buys(1)
    buyer_id = shop.order(order).buyer_id
    shop.world("PATCH", f"/buyers/{buyer_id}", {"address": {**ADDRESS, "city": "York"}})
    assert shop.order(order).ship_to.city == "Leeds"
