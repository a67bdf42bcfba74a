"""A payment covers what may be delivered beyond the order, and a rest is closed as far as it is tolerated."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.marketplace.shop import Answer, Placed, Shop, parcel


def ordered(shop: Shop, quantity: int = 100, **terms: Any) -> Placed:
    tolerance = {"overBp": 500, "underBp": 200, **terms}
    offer = {"sku": "MUG", "title": "a mug", "price": "0.5010", "active": True, **tolerance}
    assert shop.partner("POST", "/listings/bulk", {"listings": [offer]})["results"][0]["status"] == "ok"
    return shop.buys(quantity)


def ships(shop: Shop, order: Placed, quantity: int, closed: int = 0, reference: str = "WS1") -> Answer:
    body = parcel(order, [quantity], reference)
    if closed:
        body["closed"] = [{"lineId": order.line_ids[0], "quantity": closed}]
    return shop.partner("POST", f"/orders/{order.id}/shipments", body)


def test_the_most_that_can_become_due_is_authorised(shop: Shop) -> None:
    order = ordered(shop)
    assert shop.order(order).total == Decimal("50.10")
    assert shop.payment(order).authorised == Decimal("52.61")


def test_a_line_tells_its_tolerance_in_whole_units(shop: Shop) -> None:
    order = ordered(shop, 119)
    line = shop.partner("GET", f"/orders/{order.id}")["lines"][0]
    assert (line["overUnits"], line["underUnits"]) == (5, 2)


@pytest.mark.parametrize(("quantity", "status"), [(105, 201), (106, 422)])
def test_more_than_is_tolerated_is_refused(shop: Shop, quantity: int, status: int) -> None:
    assert ships(shop, ordered(shop), quantity).status == status


def test_a_rest_is_closed_with_the_shipment_once(shop: Shop) -> None:
    order = ordered(shop)
    assert ships(shop, order, 98, closed=2).status == 201
    assert ships(shop, order, 98, closed=2).status == 200
    assert ships(shop, order, 98).status == 409
    line = shop.order(order).lines[0]
    assert (line.shipped, line.cancelled, line.closed, line.open) == (98, 2, 2, 0)
    assert shop.order(order).state == "shipped"


def test_a_rest_beyond_the_tolerance_is_not_closed(shop: Shop) -> None:
    order = ordered(shop)
    before = shop.documents()
    answer = ships(shop, order, 97, closed=3)
    assert (answer.status, answer["field"]) == (422, "closed[0].quantity")
    assert shop.documents() == before


def test_a_line_with_cancelled_units_tolerates_nothing(shop: Shop) -> None:
    order = ordered(shop)
    shop.answers(shop.wants_to_cancel(order, 10), order, 10)
    assert ships(shop, order, 91).status == 422
    assert ships(shop, order, 89, closed=1).status == 422
    assert ships(shop, order, 90).status == 201
