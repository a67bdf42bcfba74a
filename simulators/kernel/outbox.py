"""Webhooks: events leave with the commit that caused them, signed, and are retried as the vendor does.

Delivery is at least once and in no certain order. An event that was refused on every attempt is
*exhausted*; after too many of those in a row a vendor may drop the subscription.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import msgspec

from .chance import Chance
from .clock import SECOND_US, Clock
from .disturbance import PostDisturbance, Posting, astray
from .journal import Journal
from .wire import WireRequest


class Courier(Protocol):
    """Carries a webhook to its receiver."""

    async def deliver(self, url: str, request: WireRequest) -> int | None:
        """The status that the receiver answered, or None when it could not be reached in time."""


@dataclass(frozen=True)
class Event:
    """Something that happened; the payload is fixed when it happens."""

    id: str
    topic: str
    subject: str
    payload: bytes
    at_us: int


@dataclass(frozen=True)
class Subscription:
    """Where a connector wants to hear of which topics; ``("*",)`` is all of them.

    ``failures`` is how many attempts in a row were not taken, ``refused_with`` the status that the last
    of them was answered with, None when there was no answer.
    """

    id: str
    url: str
    topics: tuple[str, ...]
    secret: str
    failures: int = 0
    refused_with: int | None = None

    @property
    def in_words(self) -> str:
        """Where it leads, and how the last attempts went."""
        where = f"{self.id} to {self.url}"
        if not self.failures:
            return where
        answer = "without an answer" if self.refused_with is None else f"with {self.refused_with}"
        return f"{where}, attempts refused in a row: {self.failures}, the last {answer}"


@dataclass(frozen=True)
class Owed:
    """A webhook that was not taken yet: how often it was tried, and when it is due (None: soon)."""

    event: Event
    subscription_id: str
    attempts: int = 0
    due_us: int | None = None


class OutboxKeeper(Protocol):
    """Is told of what an outbox has to remember, so that it can outlast the process."""

    def subscribed(self, subscription: Subscription) -> None:
        """A subscription was made, or counts its failures anew."""

    def unsubscribed(self, subscription_id: str) -> None:
        """A subscription is gone."""

    def owes(self, owed: Owed) -> None:
        """A webhook has to be delivered, or delivered again at another time."""

    def owes_no_more(self, event_id: str, subscription_id: str, *, exhausted: bool) -> None:
        """A webhook was taken, or was refused on every attempt."""


Sign = Callable[[Event, Subscription, int], Mapping[str, str]]


@dataclass(frozen=True)
class WebhookHabits:
    """How a vendor delivers: its signature and its retry schedule, in seconds after the attempt before.

    ``jitter_ms`` bounds the time from commit to the first attempt; each event draws its own.
    """

    sign: Sign
    retries_s: tuple[int, ...] = (60, 300, 900, 1800, 3600, 3600, 3600)
    jitter_ms: tuple[int, int] = (50, 900)


def signed_body(header: str) -> Sign:
    """Base64 of the HMAC-SHA256 over the raw body in one header, as Shopify signs.

    https://shopify.dev/docs/apps/build/webhooks/subscribe/https
    """

    def sign(event: Event, subscription: Subscription, now_us: int) -> Mapping[str, str]:
        del now_us
        mac = hmac.digest(subscription.secret.encode(), event.payload, "sha256")
        return {header: base64.b64encode(mac).decode(), "x-event-id": event.id}

    return sign


DEFAULT_HABITS = WebhookHabits(signed_body("x-signature"))
"""What an outbox does until its system says otherwise."""


@dataclass
class Outbox:
    """The events of one system on their way out."""

    system: str
    clock: Clock
    chance: Chance
    journal: Journal
    habits: WebhookHabits = DEFAULT_HABITS
    courier: Courier | None = None
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    waiting: list[Event] = field(default_factory=list)
    pending: dict[tuple[str, str], Event] = field(default_factory=dict)
    exhausted: list[tuple[str, str]] = field(default_factory=list)
    issued: int = 0
    subscribed: int = 0
    keeper: OutboxKeeper | None = None
    disturbances: list[PostDisturbance] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._asleep: dict[tuple[str, str], asyncio.Task[None]] = {}

    def publish(self, topic: str, subject: str, **facts: object) -> None:
        """Queue an event; it leaves when ``release`` is called after the commit."""
        self.issued += 1
        event_id = f"evt_{self.chance.hexadecimal(self.system, 'event', self.issued)}"
        at_us = self.clock.now_us()
        payload = msgspec.json.encode({"event_id": event_id, "topic": topic, **facts})
        self.waiting.append(Event(event_id, topic, subject, payload, at_us))

    def discard(self) -> None:
        """Forget what was queued by a transaction that did not commit."""
        self.waiting.clear()

    def release(self) -> None:
        """Send out what was queued."""
        events, self.waiting = self.waiting, []
        for event in events:
            for subscription in list(self.subscriptions.values()):
                if "*" in subscription.topics or event.topic in subscription.topics:
                    self.owe(Owed(event, subscription.id))

    def owe(self, owed: Owed) -> None:
        """Deliver a webhook from where its attempts stand."""
        self.pending[(owed.event.id, owed.subscription_id)] = owed.event
        if self.keeper is not None:
            self.keeper.owes(owed)
        task = asyncio.get_running_loop().create_task(self._carry(owed))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def subscribe(self, url: str, topics: tuple[str, ...]) -> Subscription:
        """Start delivering to a URL; the same URL and topics again give the same subscription."""
        for held in self.subscriptions.values():
            if (held.url, held.topics) == (url, topics):
                return held
        # An outbox that was restored holds subscriptions that it did not count.
        held_numbers = [int(name.removeprefix("sub_")) for name in self.subscriptions]
        number = self.subscribed = max(self.subscribed, *held_numbers, 0) + 1
        secret = self.chance.hexadecimal(self.system, "webhook_secret", number)
        made = Subscription(f"sub_{number}", url, topics, secret)
        self._keep(made)
        return made

    def unsubscribe(self, subscription_id: str) -> bool:
        """Stop delivering, also what waits for its next attempt; False when there is no such subscription."""
        if self.subscriptions.pop(subscription_id, None) is None:
            return False
        if self.keeper is not None:
            self.keeper.unsubscribed(subscription_id)
        for key in [key for key in self._asleep if key[1] == subscription_id]:
            self._asleep.pop(key).cancel()
            self._settled(key, exhausted=False)
        return True

    def undelivered(self) -> dict[str, int]:
        """How many webhooks each subscription still has to be given."""
        return Counter(subscription_id for _, subscription_id in self.pending)

    def _keep(self, subscription: Subscription) -> None:
        self.subscriptions[subscription.id] = subscription
        if self.keeper is not None:
            self.keeper.subscribed(subscription)

    async def _carry(self, owed: Owed) -> None:
        key = (owed.event.id, owed.subscription_id)
        try:
            taken = await self._taken(owed)
        finally:
            self.pending.pop(key, None)
        if not taken:
            self.exhausted.append(key)
        self._settled(key, exhausted=not taken)

    def _settled(self, key: tuple[str, str], *, exhausted: bool) -> None:
        self.pending.pop(key, None)
        if self.keeper is not None:
            self.keeper.owes_no_more(*key, exhausted=exhausted)

    async def _taken(self, owed: Owed) -> bool:
        due_us = self._first_due_us(owed) if owed.due_us is None else owed.due_us
        pauses_s = (*self.habits.retries_s, None)[owed.attempts :]
        for attempt, pause_s in enumerate(pauses_s, start=owed.attempts + 1):
            if owed.subscription_id not in self.subscriptions:
                return True  # It was deleted before this began, or during the attempt before.
            await self._wait(owed, due_us)
            if await self._attempt(owed.event, owed.subscription_id, attempt):
                return True
            if pause_s is not None:
                due_us = self.clock.now_us() + pause_s * SECOND_US
                if self.keeper is not None:
                    self.keeper.owes(replace(owed, attempts=attempt, due_us=due_us))
        return False

    async def _wait(self, owed: Owed, due_us: int) -> None:
        """Sleep until a webhook is due; whoever deletes its subscription meanwhile ends the sleep."""
        key, task = (owed.event.id, owed.subscription_id), asyncio.current_task()
        assert task is not None, "webhooks are carried by tasks"
        self._asleep[key] = task
        try:
            await self.clock.sleep_until(due_us)
        finally:
            self._asleep.pop(key, None)

    def _first_due_us(self, owed: Owed) -> int:
        low, high = self.habits.jitter_ms
        share = self.chance.share(self.system, "jitter", owed.event.id, owed.subscription_id)
        return self.clock.now_us() + (low + int(share * (high - low))) * 1000

    async def _attempt(self, event: Event, subscription_id: str, attempt: int) -> bool:
        subscription = self.subscriptions.get(subscription_id)
        if subscription is None or self.courier is None:
            return True
        headers = self.habits.sign(event, subscription, self.clock.now_us())
        request = WireRequest("POST", "", "", {"content-type": "application/json", **headers}, event.payload)
        courier = self.courier

        async def carry(posted: WireRequest) -> int | None:
            return await courier.deliver(subscription.url, posted)

        taken = await astray(self.disturbances, Posting(event, subscription, attempt, request, carry))
        status = None if taken is None else int(taken)
        accepted = status is not None and 200 <= status < 300
        self.journal.write(
            "delivery", system=self.system, topic=event.topic, subject=event.subject,
            event=event.id, to=subscription.url, attempt=attempt, status=status,
        )  # fmt: skip
        self._count_failures(subscription_id, status, accepted=accepted)
        return accepted

    def _count_failures(self, subscription_id: str, status: int | None, *, accepted: bool) -> None:
        # Meanwhile it may have been removed, or another delivery may have been counted.
        current = self.subscriptions.get(subscription_id)
        if current is not None:
            failures = 0 if accepted else current.failures + 1
            if failures != current.failures:
                refused_with = None if accepted else status
                self._keep(replace(current, failures=failures, refused_with=refused_with))

    async def stop(self) -> None:
        """End all deliveries that are under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def standard_webhooks(event: Event, subscription: Subscription, now_us: int) -> Mapping[str, str]:
    """The three headers of Standard Webhooks: id, timestamp in seconds, signature ``v1,<base64>``.

    https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    """
    stamp = str(now_us // SECOND_US)
    text = b".".join([event.id.encode(), stamp.encode(), event.payload])
    mac = hmac.digest(subscription.secret.encode(), text, "sha256")
    return {
        "webhook-id": event.id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }


STANDARD_WEBHOOKS_RETRIES_S = (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 10 * 3600)
"""The schedule that the Standard Webhooks specification proposes."""

SHOPIFY_RETRIES_S = (60, 180, 600, 1200, 2400, 3600, 3600, 2760)
"""Eight retries over four hours; the vendor publishes the count and the span, the steps are ours."""
