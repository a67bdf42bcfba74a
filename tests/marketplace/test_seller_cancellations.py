"""The seller cancels what it cannot deliver: at once, under its own reference, and once."""

from __future__ import annotations

from typing import Any

from ordergate.simulators.marketplace.model import OrderState
from tests.marketplace.shop import Answer, Placed, Shop, units_of


def _cancels(shop: Shop, order: Placed, *quantities: int, reference: str = "OMS-1-1") -> Answer:
    lines = units_of(order, quantities, "lineId", "quantity")
    body: dict[str, Any] = {"reference": reference, "reason": "no site has them", "lines": lines}
    return shop.partner("POST", f"/orders/{order.id}/cancellations", body)


def test_the_seller_decides_at_once_and_the_buyer_sees_whose_decision_it_was(shop: Shop) -> None:
    order = shop.buys(5)
    made = _cancels(shop, order, 2)
    assert (made.status, made.body) == (201, {"id": "MC-1"})
    assert shop.order(order).lines[0].cancelled == 2
    read = shop.partner("GET", "/cancellations/MC-1").body
    assert (read["status"], read["requestedBy"], read["sellerReference"]) == ("accepted", "seller", "OMS-1-1")
    assert read["lines"][0]["accepted"] == 2


def test_the_same_reference_cancels_once(shop: Shop) -> None:
    order = shop.buys(5)
    _cancels(shop, order, 2)
    again = _cancels(shop, order, 2)
    assert (again.status, again.body) == (200, {"id": "MC-1", "already": True})
    other = _cancels(shop, order, 3)
    assert (other.status, other["field"]) == (409, "reference")
    assert shop.order(order).lines[0].cancelled == 2


def test_what_was_shipped_cannot_be_cancelled(shop: Shop) -> None:
    order = shop.buys(5)
    shop.ships(order, 4)
    refused = _cancels(shop, order, 2)
    assert (refused.status, refused["field"]) == (422, "lines[0].quantity")
    assert _cancels(shop, order, 1).status == 201
    assert shop.order(order).state is OrderState.SHIPPED


def test_a_wish_about_the_same_units_is_still_to_be_answered(shop: Shop) -> None:
    order = shop.buys(5)
    wish = shop.wants_to_cancel(order, 4)
    _cancels(shop, order, 3)
    assert shop.answers(wish, order, 4).status == 422
    assert shop.answers(wish, order, 2)["status"] == "partly_accepted"
    assert shop.order(order).state is OrderState.CANCELLED


def test_an_answered_decision_of_the_seller_is_no_wish_to_answer(shop: Shop) -> None:
    order = shop.buys(5)
    _cancels(shop, order, 2)
    assert shop.answers("MC-1", order, 1).status == 409
