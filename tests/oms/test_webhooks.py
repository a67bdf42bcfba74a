"""Webhooks leave with the commit that caused them, thin and signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest

from ordergate.simulators.kernel.clock import HOUR_US, SECOND_US
from ordergate.simulators.kernel.wire import WireRequest
from tests.oms.desk import Desk, a_shipment, an_order, units

URL = "http://connector.test/oms"


class Receiver:
    """A courier that keeps what it carries and answers what it is told to."""

    def __init__(self) -> None:
        self.received: list[WireRequest] = []
        self.statuses: Iterator[int | None] = iter(())

    async def deliver(self, url: str, request: WireRequest) -> int | None:
        assert url == URL
        self.received.append(request)
        return next(self.statuses, 200)

    def told(self) -> list[tuple[str, dict[str, Any]]]:
        """Topics and facts since this was asked last, in the order of their causes."""
        bodies = [json.loads(request.body) for request in self.received]
        self.received.clear()
        facts = [(body.pop("topic"), body) for body in bodies]
        assert all(body.pop("event_id").startswith("evt_") for _, body in facts)
        return sorted(facts, key=lambda fact: (fact[0], *map(str, fact[1].values())))


@pytest.fixture
def receiver(desk: Desk) -> Receiver:
    made = Receiver()
    desk.outbox.courier = made
    desk.outbox.subscribe(URL, ("*",))
    return made


def test_a_new_order_tells_of_itself_and_of_the_work_it_makes(desk: Desk, receiver: Receiver) -> None:
    desk.receives("MUG", 3)
    desk.receives("MUG", 3, site="HUL")
    desk.takes(("MUG", 5))
    desk.wait(SECOND_US)
    assert receiver.told() == [
        ("fulfilment.created", {"fulfilment_id": 3000001, "order_id": 1000001}),
        ("fulfilment.created", {"fulfilment_id": 3000002, "order_id": 1000001}),
        ("order.created", {"order_id": 1000001, "version": 1}),
    ]


def test_a_held_order_makes_work_only_after_its_release(desk: Desk, receiver: Receiver) -> None:
    desk.receives("MUG", 3)
    desk.takes(("MUG", 3), holds=("fraud",))
    desk.wait(SECOND_US)
    assert receiver.told() == [("order.created", {"order_id": 1000001, "version": 1})]
    desk.delete("/orders/1000001/holds/fraud")
    desk.wait(SECOND_US)
    assert receiver.told() == [
        ("fulfilment.created", {"fulfilment_id": 3000001, "order_id": 1000001}),
        ("order.changed", {"order_id": 1000001, "version": 2}),
    ]


def test_stock_that_serves_an_order_tells_of_both(desk: Desk, receiver: Receiver) -> None:
    desk.takes(("MUG", 3))
    desk.receives("MUG", 1)
    desk.wait(SECOND_US)
    assert receiver.told() == [
        ("fulfilment.created", {"fulfilment_id": 3000001, "order_id": 1000001}),
        ("order.changed", {"order_id": 1000001, "version": 2}),
        ("order.created", {"order_id": 1000001, "version": 1}),
    ]


def test_each_change_of_an_order_and_of_a_return_is_told(desk: Desk, receiver: Receiver) -> None:
    desk.receives("MUG", 5)
    work_id = desk.accepted(desk.takes(("MUG", 5)))
    desk.wait(SECOND_US)
    receiver.told()
    desk.ships(work_id, "S1", _2000001=2)
    body = {"reference": "X1", "lines": units(_2000001=1)}
    desk.does(f"/fulfilments/{work_id}/shortages", body)
    desk.does("/orders/1000001/cancellations", {"reference": "MC-1", "lines": units(_2000001=1)})
    returned = {"order_id": 1000001, "external_id": "MR-1", "lines": units(_2000001=1)}
    desk.does("/returns", returned)
    line = {"line_id": 2000001, "sellable": 0, "damaged": 1, "inspect": 0}
    desk.does("/returns/7000001/receipts", {"reference": "WR1", "lines": [line]})
    desk.wait(SECOND_US)
    about = {"order_id": 1000001}
    assert receiver.told() == [
        *[("order.changed", {**about, "version": version}) for version in (2, 3, 4, 5)],
        *[("return.changed", {"return_id": 7000001, **about, "version": v}) for v in (1, 2)],
    ]


def test_what_is_refused_or_done_already_is_not_told(desk: Desk, receiver: Receiver) -> None:
    desk.takes(("MUG", 3))
    desk.wait(SECOND_US)
    receiver.told()
    desk.post("/orders", an_order("408-0", ("MUG", 3)))
    desk.post("/orders", an_order("408-0", ("MUG", 4)))
    desk.post("/fulfilments/3000001/shipments", a_shipment("S1", _2000001=1))
    desk.wait(HOUR_US)
    assert receiver.told() == []


def test_a_webhook_is_signed_as_standard_webhooks(desk: Desk, receiver: Receiver) -> None:
    made = desk.does("/webhooks", {"url": URL, "topics": ["order.created"]})
    desk.outbox.subscriptions.pop("sub_1")
    desk.takes(("MUG", 3))
    desk.wait(SECOND_US)
    [request] = receiver.received
    event_id, stamp = request.headers["webhook-id"], request.headers["webhook-timestamp"]
    signed = f"{event_id}.{stamp}.".encode() + request.body
    mac = hmac.new(made["secret"].encode(), signed, hashlib.sha256).digest()
    assert request.headers["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"
    assert int(stamp) == desk.clock.now_us() // SECOND_US - 1
    assert json.loads(request.body)["event_id"] == event_id


def test_a_webhook_that_is_not_taken_comes_again_on_the_published_schedule(
    desk: Desk, receiver: Receiver
) -> None:
    receiver.statuses = iter([500, None, 503])
    desk.takes(("MUG", 3))
    desk.wait(SECOND_US)
    assert len(receiver.received) == 1
    desk.wait(5 * SECOND_US)
    assert len(receiver.received) == 2
    desk.wait(300 * SECOND_US)
    assert len(receiver.received) == 3
    desk.wait(HOUR_US)
    assert len(receiver.received) == 4
    assert len({request.body for request in receiver.received}) == 1
    assert not desk.outbox.pending


def test_there_are_five_topics(desk: Desk) -> None:
    answer = desk.post("/webhooks", {"url": URL, "topics": ["order.lost"]})
    assert (answer.status, answer.body["field"]) == (422, "topics[0]")
    assert answer.body["detail"] == (
        "there is no topic order.lost; there are: "
        "order.created, order.changed, fulfilment.created, return.changed, cancellation.made"
    )
