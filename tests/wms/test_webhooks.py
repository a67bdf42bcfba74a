"""Events leave with the commit that caused them, thin and signed over the raw body."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from ordergate.simulators.kernel.wire import WireRequest
from tests.wms.stand import Stand, units

MINUTE_US = 60_000_000


class Receiver:
    def __init__(self, *statuses: int | None) -> None:
        self.statuses = list(statuses)
        self.requests: list[WireRequest] = []

    async def deliver(self, url: str, request: WireRequest) -> int | None:
        self.requests.append(request)
        return self.statuses.pop(0) if self.statuses else 200

    def payloads(self) -> list[dict[str, Any]]:
        return [json.loads(request.body) for request in self.requests]

    def facts(self) -> list[dict[str, Any]]:
        return [
            {name: value for name, value in payload.items() if name != "event_id"}
            for payload in sorted(self.payloads(), key=lambda payload: str(payload["topic"]))
        ]


def subscribed(stand: Stand, receiver: Receiver, *topics: str) -> str:
    stand.outbox.courier = receiver
    body = {"url": "https://connector.test/hooks", "topics": list(topics)}
    answer = stand.ask("POST", "/webhooks", body)
    assert answer.status == 201
    return str(answer.body["secret"])


def test_every_topic_tells_ids_only(stand: Stand) -> None:
    receiver = Receiver()
    subscribed(stand, receiver)
    movement = stand.receives("MUG", 3)
    outbound = stand.accepts("F1", ("MUG", 4))
    shipment = stand.works("dispatch", outbound)["shipment_id"]
    stand.works("shortages", outbound, units(_1=1))
    inbound = stand.announces("RMA1", ("MUG", 1))
    found = {"lines": [{"line": "1", "sellable": 1}]}
    stand.person("POST", f"/_world/inbound-returns/{inbound}/inspection", found)
    subjects = [event.subject for event in stand.outbox.pending.values()]
    assert subjects == [movement, shipment, outbound, inbound]
    stand.wait(MINUTE_US)
    assert receiver.facts() == [
        {"topic": "outbound.short", "outbound_id": outbound, "reference": "F1"},
        {"topic": "return.inspected", "inbound_id": inbound, "reference": "RMA1"},
        {"topic": "shipment.shipped", "shipment_id": shipment, "outbound_id": outbound,
         "reference": "F1"},
        {"topic": "stock.moved", "movement_id": movement, "kind": "receipt"},
    ]  # fmt: skip


def test_an_adjustment_is_told_as_one(stand: Stand) -> None:
    receiver = Receiver()
    subscribed(stand, receiver, "stock.moved")
    body = {"site": "LON", "reason": "count", "lines": [{"sku": "MUG", "quantity": 2}]}
    stand.person("POST", "/_world/adjustments", body)
    stand.wait(MINUTE_US)
    assert [fact["kind"] for fact in receiver.facts()] == ["adjustment"]


def test_the_signature_is_over_the_raw_body(stand: Stand) -> None:
    receiver = Receiver()
    secret = subscribed(stand, receiver)
    stand.receives("MUG", 3)
    stand.wait(MINUTE_US)
    (request,) = receiver.requests
    mac = hmac.new(secret.encode(), request.body, hashlib.sha256).digest()
    assert request.headers["x-wms-signature"] == base64.b64encode(mac).decode()


def test_a_subscription_hears_only_its_topics(stand: Stand) -> None:
    receiver = Receiver()
    subscribed(stand, receiver, "shipment.shipped")
    stand.receives("MUG", 3)
    stand.works("dispatch", stand.accepts("F1", ("MUG", 1)))
    stand.wait(MINUTE_US)
    assert [fact["topic"] for fact in receiver.facts()] == ["shipment.shipped"]


def test_a_refused_request_tells_nobody(stand: Stand) -> None:
    receiver = Receiver()
    subscribed(stand, receiver)
    outbound = stand.accepts("F1", ("MUG", 1))
    path = f"/_world/outbounds/{outbound}/dispatch"
    assert stand.person("POST", path, {}).status == 409
    stand.wait(MINUTE_US)
    assert receiver.requests == []


@pytest.mark.parametrize("first", [500, 404, None])
def test_an_event_that_was_not_taken_comes_again(stand: Stand, first: int | None) -> None:
    receiver = Receiver(first)
    subscribed(stand, receiver)
    stand.receives("MUG", 3)
    stand.wait(2 * MINUTE_US)
    once, twice = receiver.payloads()
    assert once == twice
    assert not stand.outbox.pending


def test_there_is_no_subscription_to_a_topic_that_does_not_exist(stand: Stand) -> None:
    body = {"url": "https://connector.test/hooks", "topics": ["stock.moved", "order.placed"]}
    answer = stand.ask("POST", "/webhooks", body)
    assert (answer.status, answer.body["field"]) == (422, "topics[1]")
    assert stand.ask("GET", "/webhooks").body == {"webhooks": []}
