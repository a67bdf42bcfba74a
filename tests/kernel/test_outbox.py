"""Events leave after the commit, signed, at least once, on the vendor's schedule."""

from __future__ import annotations

import base64
import gc
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest

from ordergate.simulators.kernel.clock import SECOND_US
from ordergate.simulators.kernel.outbox import (
    SHOPIFY_RETRIES_S,
    STANDARD_WEBHOOKS_RETRIES_S,
    Subscription,
    WebhookHabits,
    signed_body,
    standard_webhooks,
)
from ordergate.simulators.kernel.wire import WireRequest
from tests.kernel.parts import START_US, Broken, Toy, told

HABITS = WebhookHabits(signed_body("x-toy"), retries_s=(10, 20), jitter_ms=(100, 200))
URL = "https://connector.test/hooks"


class Receiver:
    """Answers with the statuses it is given, then 200; can do something while it is asked."""

    def __init__(self, toy: Toy, *statuses: int | None) -> None:
        self.toy = toy
        self.statuses = list(statuses)
        self.heard: list[tuple[int, str, WireRequest]] = []
        self.meanwhile: Any = None
        toy.outbox.courier = self

    async def deliver(self, url: str, request: WireRequest) -> int | None:
        self.heard.append((self.toy.clock.now_us() - START_US, url, request))
        if self.meanwhile is not None:
            self.meanwhile()
        return self.statuses.pop(0) if self.statuses else 200

    def payloads(self) -> list[Any]:
        return [json.loads(request.body) for _, _, request in self.heard]


@pytest.fixture
def sender() -> Iterator[Toy]:
    toy = Toy(HABITS)
    yield toy
    toy.close()


def test_an_event_leaves_after_the_commit_within_its_jitter(sender: Toy) -> None:
    receiver = Receiver(sender)
    sender.outbox.subscribe(URL, ("*",))
    sender.packs("1")
    assert (receiver.heard, len(sender.outbox.pending)) == ([], 1)
    sender.wait(SECOND_US)
    ((at_us, url, request),) = receiver.heard
    assert 100_000 <= at_us < 200_000
    assert (url, request.method) == (URL, "POST")
    assert request.headers["content-type"] == "application/json"
    payload = json.loads(request.body)
    assert payload == {"event_id": payload["event_id"], "topic": "box.packed", "box_id": "1"}
    assert payload["event_id"] == request.headers["x-event-id"]
    assert not sender.outbox.pending


def test_events_draw_their_jitter_one_by_one(sender: Toy) -> None:
    receiver = Receiver(sender)
    sender.outbox.subscribe(URL, ("*",))
    for number in range(9):
        sender.packs(str(number))
    sender.wait(SECOND_US)
    assert len({at_us for at_us, _, _ in receiver.heard}) > 1
    assert [payload["box_id"] for payload in receiver.payloads()] != [str(n) for n in range(9)]


@pytest.mark.parametrize("count", [13, 99])
def test_what_does_not_commit_is_not_told(sender: Toy, count: int) -> None:
    receiver = Receiver(sender)
    sender.outbox.subscribe(URL, ("*",))
    if count == 99:
        with pytest.raises(Broken):
            sender.packs("1", count)
    else:
        sender.packs("1", count)
    sender.packs("2")
    sender.wait(SECOND_US)
    assert [payload["box_id"] for payload in receiver.payloads()] == ["2"]


@pytest.mark.parametrize("failure", [None, 199, 301, 404, 500])
def test_an_event_that_is_not_taken_comes_again_on_schedule(sender: Toy, failure: int | None) -> None:
    receiver = Receiver(sender, failure, failure)
    sender.outbox.subscribe(URL, ("*",))
    sender.packs("1")
    sender.wait(60 * SECOND_US)
    first, second, third = (at_us for at_us, _, _ in receiver.heard)
    assert (second - first, third - second) == (10 * SECOND_US, 20 * SECOND_US)
    assert len({request.body for _, _, request in receiver.heard}) == 1
    assert (sender.outbox.exhausted, sender.outbox.pending) == ([], {})
    assert sender.outbox.subscriptions["sub_1"].failures == 0


def test_an_event_that_is_never_taken_is_exhausted(sender: Toy) -> None:
    receiver = Receiver(sender, *[500] * 9)
    sender.outbox.subscribe(URL, ("*",))
    sender.packs("1")
    sender.wait(3600 * SECOND_US)
    assert len(receiver.heard) == 3
    assert [name for _, name in sender.outbox.exhausted] == ["sub_1"]
    assert sender.outbox.pending == {}
    assert sender.outbox.subscriptions["sub_1"].failures == 3


def test_each_attempt_is_in_the_journal(sender: Toy) -> None:
    Receiver(sender, 503)
    sender.outbox.subscribe(URL, ("*",))
    sender.packs("1")
    sender.wait(60 * SECOND_US)
    entries = [entry for entry in sender.journal_lines if entry["kind"] == "delivery"]
    assert [(entry["attempt"], entry["status"]) for entry in entries] == [(1, 503), (2, 200)]
    assert {(entry["topic"], entry["subject"], entry["to"]) for entry in entries} == {
        ("box.packed", "1", URL)
    }


def test_every_subscription_to_the_topic_hears_of_it(sender: Toy) -> None:
    receiver = Receiver(sender)
    sender.outbox.subscribe(URL + "/all", ("*",))
    sender.outbox.subscribe(URL + "/some", ("box.packed", "box.gone"))
    sender.outbox.subscribe(URL + "/other", ("box.gone",))
    sender.packs("1")
    sender.wait(SECOND_US)
    assert sorted(url for _, url, _ in receiver.heard) == [URL + "/all", URL + "/some"]


def test_the_same_subscription_is_made_once(sender: Toy) -> None:
    first = sender.outbox.subscribe(URL, ("a",))
    assert sender.outbox.subscribe(URL, ("a",)) is first
    other = sender.outbox.subscribe(URL, ("a", "b"))
    assert (other.id, other.secret == first.secret) == ("sub_2", False)


def test_a_new_subscription_never_takes_the_place_of_another(sender: Toy) -> None:
    sender.outbox.subscribe(URL, ("a",))
    second = sender.outbox.subscribe(URL, ("b",))
    del sender.outbox.subscriptions["sub_1"]
    third = sender.outbox.subscribe(URL, ("c",))
    assert sender.outbox.subscriptions == {"sub_2": second, "sub_3": third}
    del sender.outbox.subscriptions["sub_3"]
    assert sender.outbox.subscribe(URL, ("d",)).id == "sub_4"


def test_subscriptions_that_were_handed_over_keep_their_numbers(sender: Toy) -> None:
    held = Subscription("sub_7", URL, ("a",), "secret")
    sender.outbox.subscriptions = {held.id: held}
    assert sender.outbox.subscribe(URL, ("b",)).id == "sub_8"


def test_a_subscription_that_ends_is_not_told_what_is_under_way(sender: Toy) -> None:
    receiver = Receiver(sender, 500)
    sender.outbox.subscribe(URL, ("*",))
    sender.packs("1")
    sender.wait(SECOND_US)
    assert sender.ask("DELETE", "/webhooks/sub_1").status == 204
    sender.wait(60 * SECOND_US)
    assert (len(receiver.heard), sender.outbox.pending) == (1, {})


def test_what_waits_for_a_subscription_that_ends_is_dropped_at_once(sender: Toy) -> None:
    receiver = Receiver(sender, 500, 500)
    sender.outbox.subscribe(URL + "/gone", ("*",))
    sender.packs("1")
    sender.wait(SECOND_US)
    sender.outbox.subscribe(URL, ("*",))
    sender.packs("2")
    assert sender.outbox.undelivered() == {"sub_1": 2, "sub_2": 1}
    assert sender.ask("DELETE", "/webhooks/sub_1").status == 204
    assert sender.outbox.undelivered() == {"sub_2": 1}
    sender.wait(60 * SECOND_US)
    assert [url for _, url, _ in receiver.heard] == [URL + "/gone", URL, URL]
    assert (sender.outbox.pending, sender.outbox.exhausted) == ({}, [])


def test_a_subscription_says_how_its_last_attempts_went(sender: Toy) -> None:
    Receiver(sender, 503, None)
    sender.outbox.subscribe(URL, ("*",))
    assert sender.outbox.subscriptions["sub_1"].in_words == f"sub_1 to {URL}"
    sender.packs("1")
    sender.wait(SECOND_US)
    said = sender.outbox.subscriptions["sub_1"].in_words
    assert said == f"sub_1 to {URL}, attempts refused in a row: 1, the last with 503"
    sender.wait(10 * SECOND_US)
    said = sender.outbox.subscriptions["sub_1"].in_words
    assert said == f"sub_1 to {URL}, attempts refused in a row: 2, the last without an answer"


@pytest.mark.parametrize("status", [200, 500])
def test_a_subscription_that_ends_during_a_delivery_stays_ended(sender: Toy, status: int) -> None:
    receiver = Receiver(sender, 500, status)
    sender.outbox.subscribe(URL, ("*",))
    sender.packs("1")
    sender.wait(SECOND_US)
    receiver.meanwhile = sender.outbox.subscriptions.clear
    broken: list[object] = []
    sender.loop.set_exception_handler(lambda loop, context: broken.append(context))
    sender.wait(60 * SECOND_US)
    gc.collect()
    assert (sender.outbox.subscriptions, broken) == ({}, [])


def test_deliveries_at_the_same_time_count_each_failure(sender: Toy) -> None:
    receiver = Receiver(sender, 500)
    sender.outbox.subscribe(URL, ("*",))

    def another_fails() -> None:
        sender.outbox._count_failures("sub_1", 500, accepted=False)

    receiver.meanwhile = another_fails
    sender.packs("1")
    sender.wait(SECOND_US)
    assert sender.outbox.subscriptions["sub_1"].failures == 2


def test_stopping_ends_what_is_under_way(sender: Toy) -> None:
    receiver = Receiver(sender, 500)
    sender.outbox.subscribe(URL, ("*",))
    sender.packs("1")
    sender.wait(SECOND_US)
    sender.loop.run_until_complete(sender.outbox.stop())
    sender.wait(60 * SECOND_US)
    assert (len(receiver.heard), sender.outbox.pending) == (1, {})


def test_a_signature_over_the_body_is_base64_of_its_mac(sender: Toy) -> None:
    receiver = Receiver(sender)
    secret = sender.outbox.subscribe(URL, ("*",)).secret
    sender.packs("1")
    sender.wait(SECOND_US)
    request = receiver.heard[0][2]
    mac = hmac.new(secret.encode(), request.body, hashlib.sha256).digest()
    assert request.headers["x-toy"] == base64.b64encode(mac).decode()


def test_a_standard_webhook_signs_id_time_and_body_anew_for_each_attempt() -> None:
    toy = Toy(WebhookHabits(standard_webhooks, retries_s=(10,)))
    receiver = Receiver(toy, 500)
    secret = toy.outbox.subscribe(URL, ("*",)).secret
    toy.packs("1")
    toy.wait(60 * SECOND_US)
    first, second = (request for _, _, request in receiver.heard)
    for request in (first, second):
        event_id, stamp = request.headers["webhook-id"], request.headers["webhook-timestamp"]
        text = f"{event_id}.{stamp}.".encode() + request.body
        mac = hmac.new(secret.encode(), text, hashlib.sha256).digest()
        assert request.headers["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    stamps = [int(request.headers["webhook-timestamp"]) for request in (first, second)]
    assert stamps[1] - stamps[0] == 10
    toy.close()


def test_the_published_schedules_are_the_vendors() -> None:
    assert (len(SHOPIFY_RETRIES_S), sum(SHOPIFY_RETRIES_S)) == (8, 4 * 3600)
    assert STANDARD_WEBHOOKS_RETRIES_S == (5, 300, 1800, 7200, 18_000, 36_000, 36_000)


def test_subscriptions_are_asked_for_over_the_wire(sender: Toy) -> None:
    reply = sender.ask("POST", "/webhooks", {"url": URL})
    assert reply.status == 201
    made = told(reply)
    assert (made["id"], made["url"], made["topics"]) == ("sub_1", URL, ["*"])
    assert made["secret"] == sender.outbox.subscriptions["sub_1"].secret
    assert told(sender.ask("GET", "/webhooks")) == {
        "webhooks": [{"id": "sub_1", "url": URL, "topics": ["*"]}]
    }
    assert made["secret"] not in str(sender.journal_lines)
    assert sender.ask("DELETE", "/webhooks/sub_1").status == 204
    reply = sender.ask("DELETE", "/webhooks/sub_1")
    assert (reply.status, told(reply)["detail"]) == (404, "there is no webhook sub_1")


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"url": "ftp://x"}, 400, "url"),
        ({"url": "https://a b"}, 400, "url"),
        ({"url": URL, "topics": ["box.lost"]}, 422, "topics[0]"),
        ({"url": URL, "topics": "box.packed"}, 400, "topics"),
        ({"url": URL, "topics": ["box.packed"] * 51}, 400, "topics"),
        ({}, 400, "url"),
    ],
)
def test_a_wrong_subscription_is_refused(sender: Toy, body: object, status: int, field: str) -> None:
    reply = sender.ask("POST", "/webhooks", body)
    assert (reply.status, told(reply)["field"]) == (status, field)
    assert sender.outbox.subscriptions == {}
