from __future__ import annotations

from typing import Any

from tests.marketplace.shop import Shop, parcel


def test_a_key_gives_one_effect_and_the_first_answer_again(shop: Shop) -> None:
    order = shop.buys(5)
    path, body = f"/orders/{order.id}/shipments", parcel(order, (2,))
    first = shop.partner("POST", path, body, key="k1")
    shop.ships(order, 3, reference="WS2")
    before = shop.documents()

    again = shop.partner("POST", path, body, key="k1")

    assert (again.status, again.body) == (first.status, first.body) == (201, {"id": "MS-1"})
    assert again.headers["idempotent-replayed"] == "true"
    assert shop.documents() == before


def test_a_key_for_another_request_is_refused(shop: Shop) -> None:
    order = shop.buys(5)
    path = f"/orders/{order.id}/shipments"
    shop.partner("POST", path, parcel(order, (2,)), key="k1")
    before = shop.documents()

    other = shop.partner("POST", path, parcel(order, (3,), "WS2"), key="k1")

    assert (other.status, other["field"]) == (422, "Idempotency-Key")
    assert shop.documents() == before


def test_a_refused_request_may_be_mended_under_its_key(shop: Shop) -> None:
    order = shop.buys(5)
    path = f"/orders/{order.id}/shipments"
    assert shop.partner("POST", path, parcel(order, (6,)), key="k1").status == 422
    assert shop.partner("POST", path, parcel(order, (5,)), key="k1").status == 201


def test_people_of_the_world_may_use_keys_too(shop: Shop) -> None:
    shop.offers("MUG")
    lines = [{"sku": "MUG", "quantity": 1, "tax_rate": "0.20"}]
    body: Any = {"buyer_id": shop.buyer(), "lines": lines}
    headers = {"x-actor": "ann", "idempotency-key": "k1"}
    first = shop.ask("POST", "/_world/orders", body, headers=headers)
    again = shop.ask("POST", "/_world/orders", body, headers=headers)
    assert again.body == first.body
    assert len(shop.service.orders) == 1
