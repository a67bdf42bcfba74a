"""What is written down of a world while it lives: commits, webhooks, first answers, its clock."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from ..kernel.idempotency import KEPT_US, FirstAnswer
from ..kernel.outbox import Event, Owed, Subscription
from ..kernel.system import System
from ..kernel.tables import Change, KeptRow, Key
from .disk import Deed
from .feed import KEPT_MAX

_encode = msgspec.msgpack.Encoder().encode
_PRUNED_EVERY = 1000


class StoredChange(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A change as it is on disk; ``kind`` names the type of both documents."""

    table: str
    key: Key
    version: int
    at_us: int
    kind: str
    before: msgspec.Raw
    after: msgspec.Raw


class StoredCommit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A commit as it is on disk."""

    system: str
    who: str
    why: str
    changes: list[StoredChange]


class StoredWebhook(msgspec.Struct, frozen=True, array_like=True):
    """An event as it is on disk."""

    topic: str
    subject: str
    payload: bytes
    at_us: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of SQL."""

    text: str
    values: Sequence[Any]

    def write(self, database: sqlite3.Connection) -> None:
        """Run it."""
        database.execute(self.text, self.values)


@dataclass(frozen=True, slots=True)
class Commit:
    """The changes of a commit, the first of them with this number in the feed, and their rows."""

    slot: int
    first: int
    changes: Sequence[Change]
    rows: Sequence[KeptRow]

    def write(self, database: sqlite3.Connection) -> None:
        """Replace the documents, and add the commit to the feed."""
        stored = []
        for change, kept in zip(self.changes, self.rows, strict=True):
            kind, row = _kind_of(change.after), kept.row
            # Another commit may have come since; the document of this one is the change's.
            document = _encode(change.after)
            database.execute(
                _KEEP_DOCUMENT,
                (self.slot, change.system, change.table, change.key, row.version, row.sequence,
                 row.at_us, kind, document, _encode(kept.arrivals)),
            )  # fmt: skip
            stored.append(
                StoredChange(
                    change.table, change.key, change.version, change.at_us, kind,
                    msgspec.Raw(_encode(change.before)), msgspec.Raw(document),
                )
            )  # fmt: skip
        of = self.changes[0]
        record = _encode(StoredCommit(of.system, of.who, of.why, stored))
        last = self.first + len(self.changes) - 1
        database.execute("INSERT INTO commits VALUES (?, ?, ?, ?)", (self.slot, self.first, last, record))


@dataclass(frozen=True, slots=True)
class FirstReply:
    """The answer that a key got first."""

    slot: int
    system: str
    caller: str
    key: str
    answer: FirstAnswer

    def write(self, database: sqlite3.Connection) -> None:
        """Keep it for the key."""
        at_us, fingerprint, reply = self.answer
        headers = msgspec.json.encode(dict(reply.headers)).decode()
        database.execute(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (self.slot, self.system, self.caller, self.key, at_us, fingerprint, reply.status, headers,
             reply.body),
        )  # fmt: skip


class SystemKeeper:
    """Writes down what changes in one system, until it is ``detached``."""

    def __init__(
        self, put: Callable[[Deed], None], slot: int, system: System, *, feed_last: Callable[[], int]
    ) -> None:
        self._given_put = put
        self._slot = slot
        self._feed_last = feed_last
        self._context = system.context
        self._tables = system.context.store.tables()
        self._counted: tuple[object, ...] = ()
        self.detached = False
        system.context.store.listen(self._committed)
        system.context.outbox.keeper = self
        self._keep_counters()

    def subscribed(self, subscription: Subscription) -> None:
        """A subscription was made, or counts its failures anew."""
        self._put(Statement(_KEEP_SUBSCRIPTION,
                            (*self._place, subscription.id, msgspec.json.encode(subscription))))  # fmt: skip
        self._keep_counters()

    def unsubscribed(self, subscription_id: str) -> None:
        """A subscription is gone."""
        self._put(Statement(
            "DELETE FROM subscriptions WHERE slot = ? AND system = ? AND subscription = ?",
            (*self._place, subscription_id),
        ))  # fmt: skip

    def owes(self, owed: Owed) -> None:
        """A webhook has to be delivered, or delivered again at another time."""
        self._put(Statement(_KEEP_WEBHOOK, (
            *self._place, owed.event.id, owed.subscription_id, _webhook(owed.event), owed.attempts,
            owed.due_us,
        )))  # fmt: skip

    def owes_no_more(self, event_id: str, subscription_id: str, *, exhausted: bool) -> None:
        """A webhook was taken, or was refused on every attempt."""
        done = "UPDATE webhooks SET exhausted = 1, record = NULL" if exhausted else "DELETE FROM webhooks"
        self._put(Statement(
            f"{done} WHERE slot = ? AND system = ? AND event = ? AND subscription = ?",
            (*self._place, event_id, subscription_id),
        ))  # fmt: skip

    @property
    def _place(self) -> tuple[int, str]:
        return self._slot, self._context.system

    def _put(self, deed: Deed) -> None:
        if not self.detached:
            self._given_put(deed)

    def _committed(self, changes: list[Change]) -> None:
        rows = [self._tables[change.table].kept_row(change.key) for change in changes]
        first = self._feed_last() - len(changes) + 1
        self._put(Commit(self._slot, first, changes, rows))
        self._keep_counters()
        if first // _PRUNED_EVERY != (first + len(changes)) // _PRUNED_EVERY:
            self._put(Statement("DELETE FROM commits WHERE slot = ? AND last < ?",
                                (self._slot, first - KEPT_MAX)))  # fmt: skip

    def _keep_counters(self) -> None:
        outbox = self._context.outbox
        counted = (msgspec.json.encode(self._context.ids.counts), outbox.issued, outbox.subscribed)
        if counted != self._counted:
            self._counted = counted
            self._put(Statement(_KEEP_COUNTERS, (*self._place, *counted)))


class AnswerKeeper:
    """Writes down the first answers of one API, until it is ``detached``."""

    def __init__(self, put: Callable[[Deed], None], slot: int, name: str, system: System) -> None:
        self._put = put
        self._slot = slot
        self._name = name
        self._count = 0
        self.detached = False
        system.keys.keeper = self._answered

    def _answered(self, caller: str, key: str, answer: FirstAnswer) -> None:
        if self.detached:
            return
        self._put(FirstReply(self._slot, self._name, caller, key, answer))
        self._count += 1
        if self._count % _PRUNED_EVERY == 0:
            self._put(Statement(
                "DELETE FROM answers WHERE slot = ? AND system = ? AND at_us < ?",
                (self._slot, self._name, answer.at_us - KEPT_US),
            ))  # fmt: skip


def _kind_of(document: object) -> str:
    """The name under which a type of documents is found again."""
    return f"{type(document).__module__}:{type(document).__qualname__}"


def _webhook(event: Event) -> bytes:
    return _encode(StoredWebhook(event.topic, event.subject, event.payload, event.at_us))


_KEEP_DOCUMENT = """
INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET version = excluded.version, sequence = excluded.sequence,
    at_us = excluded.at_us, document = excluded.document, arrivals = excluded.arrivals
"""
_KEEP_COUNTERS = """
INSERT INTO counters VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET counts = excluded.counts, issued = excluded.issued, subscribed = excluded.subscribed
"""
_KEEP_SUBSCRIPTION = """
INSERT INTO subscriptions VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET record = excluded.record
"""
_KEEP_WEBHOOK = """
INSERT INTO webhooks VALUES (?, ?, ?, ?, ?, ?, ?, 0)
ON CONFLICT DO UPDATE SET attempts = excluded.attempts, due_us = excluded.due_us
"""
