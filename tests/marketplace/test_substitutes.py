"""The buyer says what may ship, sees what did, and may send back that."""

from __future__ import annotations

from typing import Any

import pytest

from tests.marketplace.shop import Placed, Shop, parcel


@pytest.fixture
def order(shop: Shop) -> Placed:
    """6 mugs, for which the buyer takes other items."""
    shop.offers("MUG")
    line = {"sku": "MUG", "quantity": 6, "tax_rate": "0.20", "substitutable": True}
    return shop.buys(lines=[line])


def instead(order: Placed, quantity: int, shipped: int) -> dict[str, Any]:
    row = {"lineId": order.line_ids[0], "quantity": quantity, "sku": "CUP", "shippedQuantity": shipped}
    return {"substitutes": [row]}


def ships(shop: Shop, order: Placed, quantity: int, **more: Any) -> Any:
    return shop.partner("POST", f"/orders/{order.id}/shipments", {**parcel(order, [quantity]), **more})


def returns(shop: Shop, order: Placed, quantity: int, sku: str = "") -> Any:
    row = {"line_id": order.line_ids[0], "quantity": quantity, "reason": "wrong colour"}
    return shop.world(
        "POST", f"/orders/{order.id}/returns", {"lines": [{**row, **({"shipped_sku": sku} if sku else {})}]}
    )


def test_a_notice_names_what_left(shop: Shop, order: Placed) -> None:
    assert ships(shop, order, 5, **instead(order, 4, 8)).status == 201
    shown = shop.partner("GET", f"/orders/{order.id}/shipments")["shipments"][0]
    assert shown["lines"] == [{"lineId": order.line_ids[0], "quantity": 5}]
    assert shown["substitutes"] == instead(order, 4, 8)["substitutes"]
    assert shop.partner("GET", f"/orders/{order.id}")["lines"][0]["substitutable"] is True
    assert ships(shop, order, 5, **instead(order, 4, 8))["already"] is True
    assert ships(shop, order, 5).status == 409


def test_a_buyer_who_takes_no_substitutes_is_told_of_none(shop: Shop) -> None:
    order = shop.buys(6)
    answer = ships(shop, order, 5, **instead(order, 4, 8))
    assert (answer.status, answer["field"]) == (422, "substitutes[0].lineId")


def test_no_more_is_substituted_than_left(shop: Shop, order: Placed) -> None:
    assert "1 units of line" in ships(shop, order, 3, **instead(order, 4, 8))["detail"]


def test_what_was_sent_comes_back_once(shop: Shop, order: Placed) -> None:
    ships(shop, order, 5, **instead(order, 4, 8))
    made = returns(shop, order, 3, "CUP")
    line = shop.partner("GET", f"/returns/{made['id']}")["lines"][0]
    assert (line["quantity"], line["shippedSku"], line["shippedQuantity"]) == (3, "CUP", 6)
    assert "1 units of line" in returns(shop, order, 2, "CUP")["detail"]
    assert "sent as MUG" in returns(shop, order, 2)["detail"]
    assert returns(shop, order, 1).status == 201
    assert "sent as JUG" in returns(shop, order, 1, "JUG")["detail"]
