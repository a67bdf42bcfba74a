"""Exchanges in the marketplace: goods settle what they can, the card only the difference."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ordergate.simulators.marketplace.model import Method, Order
from tests.marketplace.shop import Answer, Placed, Shop, units_of


def exchanges(shop: Shop, order: Placed, quantity: int, *instead: dict[str, Any]) -> Answer:
    body = {
        "lines": units_of(order, (quantity,), "line_id", "quantity", reason="size"),
        "exchange": [{"tax_rate": "0.20", **line} for line in instead],
    }
    return shop.world("POST", f"/orders/{order.id}/returns", body)


def shipped(shop: Shop, quantity: int, paid: str) -> Placed:
    shop.offers("TEE", "5.0000")
    order = shop.buys(quantity)
    shop.ships(order, quantity)
    shop.pays(order, "captures", "0300000001", paid)
    return order


def comes_back(shop: Shop, order: Placed, return_id: str, refund: str, *received: int) -> Answer:
    shop.authorises(return_id)
    assert shop.receives(return_id, order, *received).status == 200
    return shop.pays(order, "refunds", "0400000001", refund, returnId=return_id)


def replacement(shop: Shop, return_id: str) -> Order:
    number = shop.service.returns.get(return_id).replacement
    return shop.service.orders.get(f"main/{number}")


def parts(entries: Any) -> list[tuple[str, str]]:
    return [(str(entry.method), str(entry.amount)) for entry in entries]


def test_an_exchange_is_told_on_the_return_with_the_price_of_the_moment(shop: Shop) -> None:
    order = shipped(shop, 4, "12.24")
    made = exchanges(shop, order, 2, {"sku": "TEE", "quantity": 3, "reference": "blue"})
    shop.offers("TEE", "9.0000")
    read = shop.partner("GET", f"/returns/{made['id']}")
    line = {"sku": "TEE", "quantity": 3, "unitPrice": "5.0000", "taxRate": "0.20", "reference": "blue"}
    assert read["exchange"] == [line]
    assert "replacementId" not in read.body


def test_a_dearer_replacement_asks_the_card_for_the_difference_alone(shop: Shop) -> None:
    order = shipped(shop, 4, "12.24")
    made = exchanges(shop, order, 2, {"sku": "TEE", "quantity": 2})
    comes_back(shop, order, made["id"], "6.12", 2)
    new = replacement(shop, made["id"])
    payment = shop.service.payments.get(new.payment_id)
    assert parts(shop.payment(order).refunds) == [("exchange", "6.12")]
    assert (payment.authorised, payment.exchange) == (Decimal("10.00"), Decimal("6.12"))
    assert new.exchange_of == made["id"]
    assert shop.service.listings.get("TEE").quantity == 98


def test_a_cheaper_replacement_gives_the_rest_back_to_the_card(shop: Shop) -> None:
    order = shipped(shop, 4, "12.24")
    made = exchanges(shop, order, 4, {"sku": "TEE", "quantity": 2})
    comes_back(shop, order, made["id"], "12.24", 4)
    assert parts(shop.payment(order).refunds) == [("exchange", "10.00"), ("card", "2.24")]


def test_captures_of_a_replacement_use_up_the_goods_before_the_card(shop: Shop) -> None:
    order = shipped(shop, 4, "12.24")
    made = exchanges(shop, order, 2, {"sku": "TEE", "quantity": 2})
    comes_back(shop, order, made["id"], "6.12", 2)
    path = f"/payments/{replacement(shop, made['id']).payment_id}"
    first = shop.partner("POST", f"{path}/captures", {"reference": "0300000002", "amount": "5.00"})
    shop.partner("POST", f"{path}/captures", {"reference": "0300000003", "amount": "5.00"})
    read = shop.partner("GET", path)
    assert [(e.get("method"), e["amount"]) for e in read["captures"]] == [
        ("exchange", "5.00"), ("exchange", "1.12"), (None, "3.88"),
    ]  # fmt: skip
    assert (read["exchange"], read["captured"]) == ("6.12", "10.00")
    again = shop.partner("POST", f"{path}/captures", {"reference": "0300000002", "amount": "5.00"})
    assert again.body == {"id": first["id"], "already": True}


def test_a_split_refund_repeated_is_the_same_refund_and_another_amount_is_refused(shop: Shop) -> None:
    order = shipped(shop, 4, "12.24")
    made = exchanges(shop, order, 4, {"sku": "TEE", "quantity": 2})
    first = comes_back(shop, order, made["id"], "12.24", 4)
    again = shop.pays(order, "refunds", "0400000001", "12.24", returnId=made["id"])
    other = shop.pays(order, "refunds", "0400000001", "2.24", returnId=made["id"])
    assert again.body == {"id": first["id"], "already": True}
    assert (other.status, other["detail"]) == (
        409, f"{first['id']} has the reference 0400000001 and an amount of 12.24; "
        "a reference names one entry",
    )  # fmt: skip
    assert len(shop.service.orders) == 2


def test_what_goods_had_paid_for_goes_back_as_money_where_they_were_bought(shop: Shop) -> None:
    order = shipped(shop, 4, "12.24")
    made = exchanges(shop, order, 2, {"sku": "TEE", "quantity": 2})
    comes_back(shop, order, made["id"], "6.12", 2)
    new = replacement(shop, made["id"])
    voids = [{"reference": "v", "amount": "5.00"}] * 2
    first, again = (shop.partner("POST", f"/payments/{new.payment_id}/voids", body) for body in voids)
    assert (first.status, again.body) == (201, {"id": first["id"], "already": True})
    given_up = shop.partner("GET", f"/payments/{new.payment_id}")["voids"]
    assert [(one["amount"], one.get("method")) for one in given_up] == [("3.88", None), ("1.12", "exchange")]
    paid = shop.partner("GET", f"/payments/{order.payment_id}")
    assert [(one["amount"], one.get("method")) for one in paid["refunds"]] == [
        ("6.12", "exchange"), ("1.12", None),
    ]  # fmt: skip
    assert [one["amount"] for one in paid["takenBack"]] == ["1.12"]
    assert paid["refunded"] == "6.12"


def test_a_replacement_cannot_be_cancelled(shop: Shop) -> None:
    order = shipped(shop, 4, "12.24")
    made = exchanges(shop, order, 2, {"sku": "TEE", "quantity": 2})
    comes_back(shop, order, made["id"], "6.12", 2)
    new = replacement(shop, made["id"])
    body = {"reason": "", "lines": [{"line_id": new.lines[0].id, "quantity": 1}]}
    refused = shop.world("POST", f"/orders/{new.id}/cancellations", body)
    assert (refused.status, refused["detail"]) == (
        409, f"order {new.id} was placed for return {made['id']} and cannot be cancelled; "
        "send it back once it has arrived",
    )  # fmt: skip


def test_whole_units_of_the_share_that_came_back_are_replaced(shop: Shop) -> None:
    order = shipped(shop, 4, "12.24")
    made = exchanges(shop, order, 3, {"sku": "TEE", "quantity": 4})
    comes_back(shop, order, made["id"], "6.12", 2)
    assert [line.quantity for line in replacement(shop, made["id"]).lines] == [2]


def test_nothing_is_placed_for_less_than_a_whole_unit(shop: Shop) -> None:
    order = shipped(shop, 4, "12.24")
    made = exchanges(shop, order, 4, {"sku": "TEE", "quantity": 1})
    comes_back(shop, order, made["id"], "9.18", 3)
    assert shop.service.returns.get(made["id"]).replacement == ""
    assert parts(shop.payment(order).refunds) == [("card", "9.18")]


def only_sellable(shop: Shop) -> None:
    policies = {"marketplace.exchange_needs": "sellable"}
    shop.service.context = replace(shop.service.context, policies=policies)


def test_where_only_sellable_units_are_replaced_the_seller_has_to_say_which(shop: Shop) -> None:
    only_sellable(shop)
    order = shipped(shop, 4, "12.24")
    made = exchanges(shop, order, 2, {"sku": "TEE", "quantity": 2})
    shop.authorises(made["id"])
    silent = shop.receives(made["id"], order, 2)
    assert (silent.status, silent["field"]) == (422, "lines[0].sellable")
    told = [{"lineId": order.line_ids[0], "received": 2, "sellable": 1}]
    assert shop.partner("POST", f"/returns/{made['id']}/receipt", {"lines": told}).status == 200
    shop.pays(order, "refunds", "0400000001", "6.12", returnId=made["id"])
    assert parts(shop.payment(order).refunds) == [("exchange", "5.00"), ("card", "1.12")]
    assert shop.payment(order).refunds[0].method is Method.EXCHANGE


def test_no_more_units_are_sellable_than_came_back(shop: Shop) -> None:
    order = shipped(shop, 4, "12.24")
    return_id = shop.wants_to_return(order, 2)
    shop.authorises(return_id)
    told = [{"lineId": order.line_ids[0], "received": 1, "sellable": 2}]
    refused = shop.partner("POST", f"/returns/{return_id}/receipt", {"lines": told})
    assert (refused.status, refused["field"]) == (422, "lines[0].sellable")


@pytest.mark.parametrize("sku", ["GONE", "MUG-OLD"])
def test_what_is_not_for_sale_cannot_be_had_instead(shop: Shop, sku: str) -> None:
    order = shipped(shop, 4, "12.24")
    refused = exchanges(shop, order, 2, {"sku": sku, "quantity": 1})
    assert (refused.status, refused["field"]) == (422, "exchange[0].sku")
    assert len(shop.service.returns) == 0


def test_a_replacement_cannot_have_fewer_units(shop: Shop) -> None:
    order = shipped(shop, 4, "12.24")
    made = exchanges(shop, order, 2, {"sku": "TEE", "quantity": 2})
    comes_back(shop, order, made["id"], "6.12", 2)
    new = replacement(shop, made["id"])
    body = {"lines": [{"line_id": new.lines[0].id, "quantity": 1}]}
    refused = shop.world("POST", f"/orders/{new.id}/amendments", body)
    assert refused.status == 409
    assert "cannot have fewer units" in refused["detail"]


def test_goods_that_are_paid_by_weight_cannot_be_had_instead(shop: Shop) -> None:
    order = shipped(shop, 4, "12.24")
    cheese = {
        "sku": "BRIE", "title": "Brie", "price": "5.0000", "active": True, "weightG": 1200,
        "weightToleranceBp": 500,
    }  # fmt: skip
    assert shop.partner("POST", "/listings/bulk", {"listings": [cheese]})["results"][0]["status"] == "ok"
    refused = exchanges(shop, order, 2, {"sku": "BRIE", "quantity": 1})
    assert (refused.status, refused["field"]) == (422, "exchange[0].sku")
    assert "BRIE is paid by weight" in refused["detail"]
