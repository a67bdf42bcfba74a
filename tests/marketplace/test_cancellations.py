from __future__ import annotations

import pytest

from ordergate.simulators.marketplace.model import OrderState
from tests.marketplace.shop import Shop, units_of


def test_a_wish_to_cancel_is_told_in_the_wire_form_and_decides_nothing(shop: Shop) -> None:
    order = shop.buys(5, 3)
    lines = units_of(order, (2,), "line_id", "quantity", reference="r1")
    body = {"reason": "too many", "lines": lines}
    made = shop.world("POST", f"/orders/{order.id}/cancellations", body)

    read = shop.partner("GET", f"/cancellations/{made['id']}")

    assert (made.status, made.body) == (201, {"id": "MC-1"})
    line = {"lineId": order.line_ids[0], "quantity": 2, "reference": "r1", "accepted": 0}
    assert read.body == {
        "id": "MC-1", "orderId": order.id, "store": "main", "reason": "too many", "status": "requested",
        "updatedAt": "2011-06-01T10:30:00.000+01:00", "lines": [line],
    }  # fmt: skip
    assert shop.order(order).state is OrderState.UNSHIPPED
    assert shop.order(order).lines[0].cancelled == 0


@pytest.mark.parametrize(
    ("accepted", "status", "order_state"),
    [
        ((5, 3), "accepted", OrderState.CANCELLED),
        ((5, 0), "partly_accepted", OrderState.UNSHIPPED),
        ((4, 3), "partly_accepted", OrderState.UNSHIPPED),
        ((0, 0), "refused", OrderState.UNSHIPPED),
    ],
)
def test_the_answer_cancels_what_is_accepted(
    shop: Shop, accepted: tuple[int, int], status: str, order_state: OrderState
) -> None:
    order = shop.buys(5, 3)
    cancellation_id = shop.wants_to_cancel(order, 5, 3)

    answer = shop.answers(cancellation_id, order, *accepted)

    assert (answer.status, answer.body) == (200, {"id": cancellation_id, "status": status})
    assert tuple(line.cancelled for line in shop.order(order).lines) == accepted
    assert shop.order(order).state is order_state
    held = shop.service.cancellations.get(cancellation_id)
    assert tuple(line.accepted for line in held.lines) == accepted


def test_cancelling_the_rest_of_a_shipped_part_closes_the_order_as_shipped(shop: Shop) -> None:
    order = shop.buys(5)
    shop.ships(order, 2)
    cancellation_id = shop.wants_to_cancel(order, 3)
    shop.answers(cancellation_id, order, 3)
    assert shop.order(order).state is OrderState.SHIPPED


def test_the_seller_may_ship_what_the_buyer_wants_to_cancel_and_can_then_not_accept(
    shop: Shop,
) -> None:
    order = shop.buys(5)
    cancellation_id = shop.wants_to_cancel(order, 3)
    assert shop.ships(order, 4).status == 201
    before = shop.documents()

    refused = shop.answers(cancellation_id, order, 2)

    assert (refused.status, refused["field"]) == (422, "lines[0].accepted")
    assert shop.documents() == before
    assert shop.answers(cancellation_id, order, 1)["status"] == "partly_accepted"


def test_units_can_be_asked_for_once_until_the_answer_frees_them(shop: Shop) -> None:
    order = shop.buys(5)
    first = shop.wants_to_cancel(order, 3)
    body = {"reason": "", "lines": units_of(order, (3,), "line_id", "quantity")}
    path = f"/orders/{order.id}/cancellations"

    refused = shop.world("POST", path, body)
    assert (refused.status, refused["field"]) == (422, "lines[0].quantity")

    shop.answers(first, order, 0)
    assert shop.world("POST", path, body).status == 201


@pytest.mark.parametrize("act", ["cancellations", "returns"])
def test_a_line_stands_once_in_a_wish(shop: Shop, act: str) -> None:
    order = shop.buys(5)
    shop.ships(order, 2)
    line = {"line_id": order.line_ids[0], "quantity": 1, "reference": "a"}
    more = {"reason": ""} if act == "cancellations" else {}
    body = {"lines": [line, line] if more else [{**line, "reason": ""}] * 2, **more}
    before = shop.documents()

    refused = shop.world("POST", f"/orders/{order.id}/{act}", body)

    assert (refused.status, refused["field"]) == (422, "lines[1].line_id")
    assert shop.documents() == before


def test_an_answer_names_a_line_once(shop: Shop) -> None:
    order = shop.buys(5)
    cancellation_id = shop.wants_to_cancel(order, 3)
    line = {"lineId": order.line_ids[0], "accepted": 1}

    refused = shop.partner("POST", f"/cancellations/{cancellation_id}/answer", {"lines": [line, line]})

    assert (refused.status, refused["field"]) == (422, "lines[1].lineId")


def test_the_same_answer_again_is_known(shop: Shop) -> None:
    order = shop.buys(5)
    cancellation_id = shop.wants_to_cancel(order, 3)
    shop.answers(cancellation_id, order, 2)
    again = shop.answers(cancellation_id, order, 2)
    assert again.body == {"id": cancellation_id, "status": "partly_accepted", "already": True}


def test_an_answer_names_every_line(shop: Shop) -> None:
    order = shop.buys(5, 3)
    cancellation_id = shop.wants_to_cancel(order, 5, 3)

    refused = shop.answers(cancellation_id, order, 5)

    assert (refused.status, refused["field"]) == (422, "lines")
    assert order.line_ids[1] in refused["detail"]
