from __future__ import annotations

from typing import Any

from tests.marketplace.shop import Answer, Placed, Shop


def paid(shop: Shop) -> Placed:
    order = shop.buys(5)
    shop.pays(order, "captures", "0300000001", "10.00")
    return order


def by_hand(shop: Shop, order: Placed, reference: str, amount: str) -> Answer:
    body = {"reference": reference, "amount": amount}
    return shop.world("POST", f"/payments/{order.payment_id}/refunds", body)


def refused(shop: Shop, order: Placed) -> Any:
    return shop.partner("GET", f"/payments/{order.payment_id}").body.get("refused", [])


def test_a_refused_refund_stays_on_the_payment_and_moves_nothing(shop: Shop) -> None:
    order = paid(shop)
    answer = shop.pays(order, "refunds", "0400000001", "10.01")
    assert (answer.status, answer["field"]) == (422, "amount")
    [kept] = refused(shop, order)
    assert kept.pop("id", "").startswith("refund_")
    assert kept == {
        "reference": "0400000001", "amount": "10.01", "left": "10.00", "askedBy": "connector",
        "reason": f"cannot refund 10.01 of payment {order.payment_id}; 10.00 is left to refund",
        "at": "2011-06-01T10:30:00.000+01:00",
    }  # fmt: skip
    assert shop.partner("GET", f"/payments/{order.payment_id}")["refunded"] == "0.00"


def test_a_refused_refund_is_recorded_again_only_when_something_changed(shop: Shop) -> None:
    order = paid(shop)
    for _ in range(2):
        shop.pays(order, "refunds", "R-1", "12.00")
    assert len(refused(shop, order)) == 1
    shop.pays(order, "refunds", "R-2", "4.00")
    shop.pays(order, "refunds", "R-1", "12.00")
    assert [one["left"] for one in refused(shop, order)] == ["10.00", "6.00"]


def test_what_was_refused_can_go_once_enough_was_taken(shop: Shop) -> None:
    order = paid(shop)
    shop.pays(order, "refunds", "R-1", "12.00")
    shop.pays(order, "captures", "0300000002", "5.00")
    assert shop.pays(order, "refunds", "R-1", "12.00").status == 201


def test_an_amount_that_is_no_money_is_refused_and_not_recorded(shop: Shop) -> None:
    order = paid(shop)
    for amount in ("0", "10.00001"):
        assert shop.pays(order, "refunds", "R-1", amount).status in (400, 422)
    assert refused(shop, order) == []


def test_a_refund_at_the_provider_says_where_it_came_from(shop: Shop) -> None:
    order = paid(shop)
    made = by_hand(shop, order, "CASE-1", "4.00")
    assert by_hand(shop, order, "CASE-1", "4.00").body == {**made.body, "already": True}
    [entry] = shop.partner("GET", f"/payments/{order.payment_id}")["refunds"]
    assert (entry["origin"], entry["amount"], entry["reference"]) == ("provider", "4.00", "CASE-1")
