"""What a connector sees of each fault in a webhook, and what the vendor believes."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator

import pytest

from ordergate.simulators.kernel.conduct import TRUSTED
from ordergate.simulators.kernel.outbox import WebhookHabits, signed_body
from tests.faults.parts import SECOND_US, Disturbed

HABITS = WebhookHabits(signed_body("x-signature"), (60, 300), (100, 100))


@pytest.fixture
def toy() -> Iterator[Disturbed]:
    made = Disturbed(HABITS)
    made.outbox.subscribe("http://connector.test/webhooks", ("*",))
    yield made
    made.close()


def came(toy: Disturbed) -> list[tuple[str, int]]:
    """Which boxes were told of, and after how many seconds."""
    began_us = toy.began_us
    return [(_box(request.body), round((at_us - began_us) / SECOND_US)) for at_us, request in toy.post.taken]


def _box(body: bytes) -> str:
    return str(json.loads(body)["box_id"])


def passes(toy: Disturbed, *names: str) -> None:
    toy.began_us = toy.clock.now_us()
    for name in names:
        toy.packs(name)
        toy.wait(2 * SECOND_US)
    toy.wait(1000 * SECOND_US)


def test_without_faults_each_comes_once(toy: Disturbed) -> None:
    passes(toy, "1", "2")
    assert came(toy) == [("1", 0), ("2", 2)]


def test_a_duplicate_has_the_same_id_and_comes_later(toy: Disturbed) -> None:
    toy.suffers("duplicate_webhook on toy copies=2 after_s=5")
    passes(toy, "1")
    assert came(toy) == [("1", 0), ("1", 5), ("1", 10)]
    assert len({request.headers["x-event-id"] for _, request in toy.post.taken}) == 1


def test_a_duplicate_may_have_an_id_of_its_own_and_a_good_signature(toy: Disturbed) -> None:
    toy.suffers("duplicate_webhook on toy copies=1 after_s=5 new_id=yes")
    passes(toy, "1")
    (subscription,) = toy.outbox.subscriptions.values()
    ids = [json.loads(request.body)["event_id"] for _, request in toy.post.taken]
    assert came(toy) == [("1", 0), ("1", 5)]
    assert len(set(ids)) == 2
    assert ids == [request.headers["x-event-id"] for _, request in toy.post.taken]
    for _, request in toy.post.taken:
        mac = hmac.digest(subscription.secret.encode(), request.body, "sha256")
        assert request.headers["x-signature"] == base64.b64encode(mac).decode()


def test_a_dropped_webhook_never_comes_and_the_vendor_believes_it_did(toy: Disturbed) -> None:
    toy.suffers("dropped_webhook on toy nth=1")
    passes(toy, "1", "2")
    assert came(toy) == [("2", 2)]
    assert (toy.outbox.pending, toy.outbox.exhausted) == ({}, [])


def test_a_delayed_webhook_tells_old_news(toy: Disturbed) -> None:
    toy.suffers("delayed_webhook on toy nth=1 delay_s=600")
    passes(toy, "1", "2")
    assert came(toy) == [("2", 2), ("1", 600)]


def test_a_later_webhook_overtakes_an_earlier_one(toy: Disturbed) -> None:
    toy.suffers("reordered_webhook on toy nth=1")
    passes(toy, "1", "2")
    assert [box for box, _ in came(toy)] == ["2", "1"]


def test_without_a_later_one_it_waits_only_so_long(toy: Disturbed) -> None:
    toy.suffers("reordered_webhook on toy nth=1 hold_s=30")
    passes(toy, "1")
    assert came(toy) == [("1", 30)]


def test_a_webhook_with_a_bad_signature_is_followed_by_the_right_one(toy: Disturbed) -> None:
    toy.suffers("bad_signature on toy nth=1")
    toy.post.statuses = [401]
    passes(toy, "1")
    assert came(toy) == [("1", 0), ("1", 60)]
    (_, forged), (_, right) = toy.post.taken
    assert forged.headers == right.headers
    assert forged.body != right.body


@pytest.mark.parametrize(
    ("rules", "offences"),
    [
        (["bad_signature on toy nth=1"], 1),
        (["bad_signature on toy nth=1", "dropped_webhook on toy nth=1"], 0),
    ],
    ids=["somebody takes it", "nobody ever sees it"],
)
def test_who_takes_a_webhook_with_a_bad_signature_is_noted(
    toy: Disturbed, rules: list[str], offences: int
) -> None:
    for rule in rules:
        toy.suffers(rule)
    passes(toy, "1")
    assert [one.kind for one in toy.system.conduct.offences] == [TRUSTED] * offences


def test_a_subscription_that_was_given_up_has_to_be_made_anew(
    toy: Disturbed,
) -> None:
    toy.suffers("unsubscribed on toy nth=1")
    passes(toy, "1", "2")
    assert (came(toy), toy.outbox.subscriptions) == ([], {})
    toy.outbox.subscribe("http://connector.test/webhooks", ("*",))
    passes(toy, "3")
    assert came(toy) == [("3", 0)]
    assert toy.outbox.pending == {}
