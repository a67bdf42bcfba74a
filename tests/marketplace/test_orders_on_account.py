"""Orders on account have no payment; what comes back of them is credited there."""

from __future__ import annotations

import pytest

from tests.marketplace.shop import Shop


def test_an_order_on_account_has_no_payment(shop: Shop) -> None:
    order = shop.buys(5, payment_terms="2/10 NET 30")
    assert (order.payment_id, len(shop.service.payments)) == ("", 0)
    shown = shop.partner("GET", f"/orders/{order.id}")
    assert (shown["paymentId"], shown["paymentTerms"]) == ("", "2/10 NET 30")


@pytest.mark.parametrize("terms", ["net 30", "NET", "EOM 30", "2/10", "30 days"])
def test_terms_have_one_of_three_forms(shop: Shop, terms: str) -> None:
    body = {"buyer_id": shop.buyer(), "lines": [], "payment_terms": terms}
    assert shop.world("POST", "/orders", body).status == 400


def test_what_comes_back_is_credited_on_the_account_once(shop: Shop) -> None:
    order = shop.buys(5, payment_terms="NET 30")
    shop.ships(order, 5)
    number = shop.wants_to_return(order, 2)
    shop.authorises(number)
    shop.receives(number, order, 2)
    path, body = f"/returns/{number}/credit", {"reference": "0400000001"}
    assert shop.partner("POST", path, body).body == {"id": number, "status": "refunded"}
    assert shop.partner("POST", path, body).body == {"id": number, "status": "refunded", "already": True}
    assert shop.service.returns.get(number).credit_note == "0400000001"


def test_what_was_paid_by_card_is_refunded_and_not_credited(shop: Shop) -> None:
    order = shop.buys(5)
    shop.ships(order, 5)
    number = shop.wants_to_return(order, 2)
    refused = shop.partner("POST", f"/returns/{number}/credit", {"reference": "0400000001"})
    assert refused.status == 409
    assert refused["detail"].startswith(
        f"order {order.id} was paid by {order.payment_id}; refund that payment"
    )
