from __future__ import annotations

from decimal import Decimal

import pytest

from ordergate.simulators.marketplace.model import OrderState, ReturnState
from tests.marketplace.shop import Shop, units_of


def test_a_return_is_told_in_the_wire_form(shop: Shop) -> None:
    order = shop.buys(5, 3)
    shop.ships(order, 5, 3)
    lines = units_of(order, (2, 1), "line_id", "quantity", reason="chipped", reference="r1")
    lines[1]["agreed"] = "2.5"
    made = shop.world("POST", f"/orders/{order.id}/returns", {"lines": lines})

    read = shop.partner("GET", f"/returns/{made['id']}")

    assert (made.status, made.body) == (201, {"id": "MR-1"})
    common = {"reason": "chipped", "reference": "r1", "received": 0}
    assert read.body == {
        "id": "MR-1", "orderId": order.id, "store": "main", "status": "requested", "rma": "", "refusal": "",
        "updatedAt": "2011-06-01T10:30:00.000+01:00",
        "lines": [
            {"lineId": order.line_ids[0], "quantity": 2, **common},
            {"lineId": order.line_ids[1], "quantity": 1, **common, "agreed": "2.50"},
        ],
    }  # fmt: skip


def test_a_return_goes_from_request_to_refund(shop: Shop) -> None:
    order = shop.buys(5)
    shop.ships(order, 5)
    shop.pays(order, "captures", "0300000001", "15.30")
    return_id = shop.wants_to_return(order, 3)

    assert shop.authorises(return_id).body == {"id": return_id, "status": "authorised"}
    assert shop.receives(return_id, order, 2).body == {"id": return_id, "status": "received"}
    refund = shop.pays(order, "refunds", "0400000001", "6.12", returnId=return_id)

    assert refund.status == 201
    held = shop.service.returns.get(return_id)
    assert (held.state, held.rma, held.lines[0].received) == (ReturnState.REFUNDED, "7000001", 2)
    assert shop.order(order).lines[0].returned == 2
    assert shop.order(order).state is OrderState.SHIPPED
    entry = shop.partner("GET", f"/payments/{order.payment_id}")["refunds"][0]
    assert entry == {
        "id": refund["id"], "reference": "0400000001", "amount": "6.12",
        "at": "2011-06-01T10:30:00.000+01:00", "returnId": return_id,
    }  # fmt: skip


def test_a_refused_return_keeps_the_reason_and_frees_its_units(shop: Shop) -> None:
    order = shop.buys(5)
    shop.ships(order, 5)
    return_id = shop.wants_to_return(order, 5)
    refusal = {"reason": "worn"}

    refused = shop.partner("POST", f"/returns/{return_id}/refusal", refusal)

    assert refused.body == {"id": return_id, "status": "refused"}
    assert shop.partner("GET", f"/returns/{return_id}")["refusal"] == "worn"
    assert shop.wants_to_return(order, 5) == "MR-2"


def test_only_units_that_were_shipped_and_not_announced_can_come_back(shop: Shop) -> None:
    order = shop.buys(5)
    path = f"/orders/{order.id}/returns"
    shop.ships(order, 4)
    body = {"lines": units_of(order, (5,), "line_id", "quantity", reason="")}
    refused = shop.world("POST", path, body)
    assert (refused.status, refused["field"]) == (422, "lines[0].quantity")

    return_id = shop.wants_to_return(order, 3)
    body["lines"][0]["quantity"] = 2
    assert shop.world("POST", path, body).status == 422
    shop.authorises(return_id)
    assert shop.world("POST", path, body).status == 422


def test_units_that_did_not_come_back_may_be_announced_again(shop: Shop) -> None:
    order = shop.buys(5)
    shop.ships(order, 5)
    return_id = shop.wants_to_return(order, 5)
    shop.authorises(return_id)
    shop.receives(return_id, order, 3)

    assert shop.wants_to_return(order, 2) == "MR-2"
    body = {"lines": units_of(order, (1,), "line_id", "quantity", reason="")}
    assert shop.world("POST", f"/orders/{order.id}/returns", body).status == 422


def test_more_than_announced_cannot_be_received(shop: Shop) -> None:
    order = shop.buys(5)
    shop.ships(order, 5)
    return_id = shop.wants_to_return(order, 3)
    shop.authorises(return_id)
    before = shop.documents()

    refused = shop.receives(return_id, order, 4)

    assert (refused.status, refused["field"]) == (422, "lines[0].received")
    assert shop.documents() == before


@pytest.mark.parametrize("step", ["authorise", "receive", "refuse"])
def test_the_same_step_again_is_known(shop: Shop, step: str) -> None:
    order = shop.buys(5)
    shop.ships(order, 5)
    return_id = shop.wants_to_return(order, 3)
    steps = {
        "authorise": lambda: shop.authorises(return_id),
        "receive": lambda: shop.receives(return_id, order, 3),
        "refuse": lambda: shop.partner("POST", f"/returns/{return_id}/refusal", {"reason": "no"}),
    }
    if step == "receive":
        shop.authorises(return_id)
    first = steps[step]()
    before = shop.documents()

    again = steps[step]()

    assert (first.status, again.status) == (200, 200)
    assert again.body == {**first.body, "already": True}
    assert shop.documents() == before


def test_a_refund_pays_for_a_return_of_its_own_order(shop: Shop) -> None:
    order, other = shop.buys(1), shop.buys(1)
    for each in (order, other):
        shop.ships(each, 1)
        shop.pays(each, "captures", f"invoice of {each.id}", "3.06")
    return_id = shop.wants_to_return(other, 1)
    shop.authorises(return_id)
    shop.receives(return_id, other, 1)
    before = shop.documents()

    for named in (return_id, "MR-99"):
        refused = shop.pays(order, "refunds", "C1", "3.06", returnId=named)
        assert (refused.status, refused["field"]) == (422, "returnId")

    assert shop.documents() == before
    assert shop.service.returns.get(return_id).lines[0].agreed is None
    assert shop.payment(order).refunded == Decimal(0)
