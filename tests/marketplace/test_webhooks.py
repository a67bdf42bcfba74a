from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from ordergate.simulators.kernel.wire import WireRequest
from tests.marketplace.shop import Shop

URL = "https://connector.test/hooks"
TOPICS = [
    "order.placed", "cancellation.requested", "amendment.requested", "return.requested", "buyer.changed",
    "payment.changed", "order.reviewed",
]  # fmt: skip


class RecordingCourier:
    """Carries every webhook to a list, and answers with the statuses it was given, then 200."""

    def __init__(self, shop: Shop, *statuses: int | None) -> None:
        self.carried: list[tuple[int, str, WireRequest]] = []
        self._clock = shop.clock
        self._statuses = list(statuses)
        shop.outbox.courier = self

    async def deliver(self, url: str, request: WireRequest) -> int | None:
        self.carried.append((self._clock.now_us(), url, request))
        return self._statuses.pop(0) if self._statuses else 200

    def payloads(self) -> list[dict[str, Any]]:
        """What was carried, without the event ids."""
        payloads = [json.loads(request.body) for _, _, request in self.carried]
        return [{k: v for k, v in each.items() if k != "event_id"} for each in payloads]


def subscribe(shop: Shop, *topics: str) -> Any:
    return shop.partner("POST", "/webhooks", {"url": URL, "topics": list(topics)})


def test_each_topic_tells_ids_and_nothing_more(shop: Shop) -> None:
    courier = RecordingCourier(shop)
    subscribe(shop)
    order = shop.buys(5, store="north")
    shop.ships(order, 2)
    cancellation_id = shop.wants_to_cancel(order, 1)
    return_id = shop.wants_to_return(order, 1)
    shop.pays(order, "captures", "1", "1.00")
    shop.world("PATCH", f"/buyers/{shop.order(order).buyer_id}", {"company": "New Ltd"})

    shop.wait(1)

    buyer_changed = {"topic": "buyer.changed", "buyer_id": shop.order(order).buyer_id}
    expected = [
        buyer_changed,
        {"topic": "order.placed", "order_id": order.id, "store": "north"},
        {"topic": "cancellation.requested", "cancellation_id": cancellation_id,
         "order_id": order.id, "store": "north"},
        {"topic": "return.requested", "return_id": return_id, "order_id": order.id, "store": "north"},
        {"topic": "payment.changed", "payment_id": order.payment_id, "order_id": order.id, "store": "north"},
        buyer_changed,
    ]  # fmt: skip
    assert sorted(courier.payloads(), key=str) == sorted(expected, key=str)
    assert not shop.outbox.pending


ACTS: list[tuple[str, Callable[[Shop, Any], Any]]] = [
    ("captures", lambda shop, order: shop.pays(order, "captures", "2", "1.00")),
    ("voids", lambda shop, order: shop.pays(order, "voids", "1", "1.00")),
    ("refunds", lambda shop, order: shop.pays(order, "refunds", "1", "1.00")),
]


@pytest.mark.parametrize(("kind", "act"), ACTS, ids=[kind for kind, _ in ACTS])
def test_each_movement_of_money_is_told_once(shop: Shop, kind: str, act: Callable[[Shop, Any], Any]) -> None:
    order = shop.buys(5)
    shop.pays(order, "captures", "1", "2.00")
    courier = RecordingCourier(shop)
    subscribe(shop, "payment.changed")

    act(shop, order)
    act(shop, order)

    shop.wait(1)
    told = {"topic": "payment.changed", "payment_id": order.payment_id, "order_id": order.id, "store": "main"}
    assert courier.payloads() == [told]


def test_what_was_refused_is_not_told(shop: Shop) -> None:
    order = shop.buys(5)
    courier = RecordingCourier(shop)
    subscribe(shop)

    shop.pays(order, "captures", "1", "99.00")
    shop.world("PATCH", f"/buyers/{shop.order(order).buyer_id}", {"company": "Archer Ltd"})
    shop.world("POST", "/orders", {"buyer_id": "M0", "lines": []})

    shop.wait(1)
    assert courier.carried == []
    assert shop.outbox.waiting == []


def test_a_webhook_is_signed_over_its_raw_body(shop: Shop) -> None:
    courier = RecordingCourier(shop)
    subscribed = subscribe(shop, "order.placed")
    shop.buys(1)
    shop.wait(1)

    [(_, url, request)] = courier.carried

    mac = hmac.new(subscribed["secret"].encode(), request.body, hashlib.sha256).digest()
    assert (subscribed.status, url) == (201, URL)
    assert request.headers["x-marketplace-hmac-sha256"] == base64.b64encode(mac).decode()
    assert request.headers["x-event-id"] == json.loads(request.body)["event_id"]


def test_a_webhook_is_tried_nine_times_in_four_hours_and_then_given_up(shop: Shop) -> None:
    courier = RecordingCourier(shop, *[None, 500, 404] * 3)
    subscribe(shop, "order.placed")
    shop.buys(1)

    shop.wait(5 * 3600)

    times = [at for at, _, _ in courier.carried]
    pauses = [round((later - at) / 1e6) for at, later in pairwise(times)]
    assert pauses == [60, 180, 600, 1200, 2400, 3600, 3600, 2760]
    assert len({request.body for _, _, request in courier.carried}) == 1
    assert len(shop.outbox.exhausted) == 1


def test_only_topics_that_exist_can_be_asked_for(shop: Shop) -> None:
    answer = subscribe(shop, "order.placed", "order.eaten")
    assert (answer.status, answer["field"]) == (422, "topics[1]")
    assert answer["detail"] == f"there is no topic order.eaten; there are: {', '.join(TOPICS)}"


def test_nothing_is_told_after_the_webhook_is_gone(shop: Shop) -> None:
    courier = RecordingCourier(shop)
    subscribed = subscribe(shop)
    assert shop.partner("GET", "/webhooks")["webhooks"][0]["id"] == subscribed["id"]
    assert shop.partner("DELETE", f"/webhooks/{subscribed['id']}").status == 204
    shop.buys(1)
    shop.wait(1)
    assert courier.carried == []
