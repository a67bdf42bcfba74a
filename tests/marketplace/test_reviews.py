"""Orders that look like fraud are decided about once, by somebody, for a reason."""

from __future__ import annotations

from tests.marketplace.shop import Answer, Placed, Shop


def decides(shop: Shop, order: Placed, *, cleared: bool) -> Answer:
    body = {"cleared": cleared, "by": "fraud desk", "reason": "called back"}
    return shop.world("POST", f"/orders/{order.id}/review", body)


def test_a_review_says_why_and_what_was_decided(shop: Shop) -> None:
    order = shop.buys(5, suspicion="odd card")
    assert shop.partner("GET", f"/orders/{order.id}")["review"] == {
        "status": "pending", "reason": "odd card", "decidedBy": "", "decision": "",
    }  # fmt: skip
    assert decides(shop, order, cleared=True).body == {"id": order.id, "status": "cleared"}
    assert shop.partner("GET", f"/orders/{order.id}")["review"] == {
        "status": "cleared", "reason": "odd card", "decidedBy": "fraud desk", "decision": "called back",
    }  # fmt: skip


def test_a_decision_is_final(shop: Shop) -> None:
    order = shop.buys(5, suspicion="odd card")
    decides(shop, order, cleared=False)
    refused = decides(shop, order, cleared=True)
    assert (refused.status, shop.order(order).review) != (200, None)
    assert refused.status == 409


def test_an_order_that_nobody_suspects_is_not_decided_about(shop: Shop) -> None:
    order = shop.buys(5)
    assert decides(shop, order, cleared=True)["detail"].startswith(f"order {order.id} is under no review")
