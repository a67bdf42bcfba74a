"""Durable worlds read from the disk when a server starts, and their snapshots when one is wanted."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import import_module
from operator import attrgetter
from typing import Any

import msgspec

from ..kernel.clock import ClockPosition, WallClock
from ..kernel.idempotency import KEPT_US, FirstAnswer
from ..kernel.outbox import Event, Outbox, Owed, Subscription
from ..kernel.tables import Change, KeptRow, Row
from ..kernel.wire import WireReply
from .archive import Archive
from .disk import DataUnusable, Disk, rows
from .feed import KEPT_MAX, FeedMark, LateChange
from .hosted import HeldPost, HeldSnapshot, HostedWorld, Keepsake, Pace, Past, WorldPlan
from .keeping import StoredChange, StoredCommit, StoredWebhook
from .systems import WorldSnapshot
from .topology import TOPOLOGIES
from .worlds import WorldHost

_commit = msgspec.msgpack.Decoder(StoredCommit).decode
_webhook = msgspec.msgpack.Decoder(StoredWebhook).decode
_subscription = msgspec.json.Decoder(Subscription).decode
_headers = msgspec.json.Decoder(dict[str, str]).decode
_arrivals = msgspec.msgpack.Decoder(dict[str, int]).decode
_UNREADABLE = (msgspec.MsgspecError, ImportError, AttributeError, KeyError, AssertionError, ValueError)


class _KeptClock(msgspec.Struct, frozen=True):
    position: ClockPosition
    pace: Pace


@dataclass(frozen=True)
class Debt:
    """A webhook that an earlier process still owed."""

    outbox: Outbox
    owed: Owed


def recalled(archive: Archive, host: WorldHost) -> list[Debt]:
    """Let the host go on with all worlds that are kept; what they owe has to be delivered."""
    database = archive.disk.database
    query = "SELECT max(slot) FROM (SELECT slot FROM worlds UNION SELECT slot FROM snapshots)"
    archive.slots = rows(database, query)[0][0] or 0
    debts: list[Debt] = []
    query = "SELECT name, slot, plan, generation, journal, unmoved, clock FROM worlds ORDER BY rowid"
    for name, *kept in rows(database, query):
        try:
            debts += _world(archive, host, *kept)
        except _UNREADABLE as error:
            raise DataUnusable(
                f"world {name} in {archive.disk.directory} cannot be read ({type(error).__name__}: "
                f"{error}); nothing was changed: use the version of Ordergate that wrote it, or name "
                "another folder"
            ) from error
    return debts


def _world(archive: Archive, host: WorldHost, slot: int, *kept: Any) -> list[Debt]:
    database = archive.disk.database
    plan_text, generation, journal, unmoved_text, clock_text = kept
    plan = msgspec.json.decode(plan_text, type=WorldPlan)
    assert plan.topology in TOPOLOGIES, f"there is no topology {plan.topology}"
    clock = msgspec.json.decode(clock_text, type=_KeptClock)
    unmoved = msgspec.json.decode(unmoved_text, type=ClockPosition)
    ((latest_us,),) = rows(database, "SELECT coalesce(max(at_us), 0) FROM documents WHERE slot = ?", slot)
    past = Past(
        generation, WallClock.resumed(clock.position, latest_us), WallClock.resumed(unmoved), clock.pace,
        _feed(database, slot),
    )  # fmt: skip
    world = host.go_on(plan, past, archive.journals / journal)
    debts = _filled(database, world, slot)
    held = archive.adopt(world, slot)
    query = "SELECT name, slot, last FROM snapshots WHERE world = ? ORDER BY rowid"
    for name, its_slot, last in rows(database, query, plan.name):
        held.snapshots[name] = its_slot
        world.snapshots[name] = HeldSnapshot(last, partial(_late_keepsake, archive.disk, world, its_slot))
    archive.attach(held)
    return debts


def _filled(database: sqlite3.Connection, world: HostedWorld, slot: int) -> list[Debt]:
    """Let a fresh world hold what it held; what it owes."""
    world.systems.restore(_stores(database, world, slot))
    debts = []
    for name, system in world.systems.systems.items():
        outbox, post = system.context.outbox, _post(database, slot, name)
        post.put_into(outbox)
        debts += [Debt(outbox, owed) for owed in post.owed]
        query = "SELECT issued, subscribed FROM counters WHERE slot = ? AND system = ?"
        for outbox.issued, outbox.subscribed in rows(database, query, slot, name):
            pass
    _remember_answers(database, world, slot)
    return debts


def _late_keepsake(disk: Disk, world: HostedWorld, slot: int) -> Keepsake:
    # Another connection: the first one may just wait for the disk, in a thread.
    with closing(disk.reader()) as database:
        return _keepsake(database, world, slot)


def _keepsake(database: sqlite3.Connection, world: HostedWorld, slot: int) -> Keepsake:
    """A snapshot; its webhooks are tried from the beginning."""
    post = {}
    for name in world.systems.systems:
        held = _post(database, slot, name)
        post[name] = replace(held, owed=[Owed(owed.event, owed.subscription_id) for owed in held.owed])
    return Keepsake(_stores(database, world, slot), post, _feed(database, slot))


def _stores(database: sqlite3.Connection, world: HostedWorld, slot: int) -> WorldSnapshot:
    stores, counts = {}, {}
    for name, system in world.systems.systems.items():
        stores[name] = system.context.store.snapshot_of(_documents(database, slot, name))
        query = "SELECT counts FROM counters WHERE slot = ? AND system = ?"
        found = rows(database, query, slot, name)
        counts[name] = msgspec.json.decode(found[0][0], type=dict[str, int]) if found else {}
    return WorldSnapshot(stores, counts)


def _documents(database: sqlite3.Connection, slot: int, system: str) -> Iterator[KeptRow]:
    query = (
        "SELECT name, version, sequence, at_us, kind, document, arrivals FROM documents "
        "WHERE slot = ? AND system = ? ORDER BY rowid"
    )
    for name, version, sequence, at_us, kind, document, arrivals in rows(database, query, slot, system):
        yield KeptRow(name, Row(_reader(kind)(document), version, sequence, at_us), _arrivals(arrivals))


def _feed(database: sqlite3.Connection, slot: int) -> FeedMark:
    kept: list[Change | LateChange] = []
    found = rows(database, "SELECT last, record FROM commits WHERE slot = ? ORDER BY first", slot)
    for _, record in found:
        commit = _commit(record)
        kept += [
            LateChange(
                commit.system, stored.table, stored.key, stored.version, stored.at_us, commit.who,
                commit.why, partial(_both, stored),
            )
            for stored in commit.changes
        ]  # fmt: skip
    return FeedMark(found[-1][0] if found else 0, kept[-KEPT_MAX:])


def _both(stored: StoredChange) -> tuple[Any, Any]:
    read = _reader(stored.kind)
    return read(stored.before), read(stored.after)


def _post(database: sqlite3.Connection, slot: int, system: str) -> HeldPost:
    query = "SELECT record FROM subscriptions WHERE slot = ? AND system = ? ORDER BY rowid"
    held = [_subscription(record) for (record,) in rows(database, query, slot, system)]
    owed, exhausted = [], []
    query = (
        "SELECT event, subscription, record, attempts, due_us FROM webhooks "
        "WHERE slot = ? AND system = ? AND exhausted = 0 ORDER BY rowid"
    )
    for event_id, to, record, attempts, due_us in rows(database, query, slot, system):
        stored = _webhook(record)
        event = Event(event_id, stored.topic, stored.subject, stored.payload, stored.at_us)
        owed.append(Owed(event, to, attempts, due_us))
    query = (
        "SELECT event, subscription FROM webhooks "
        "WHERE slot = ? AND system = ? AND exhausted = 1 ORDER BY rowid"
    )
    exhausted = [(event_id, to) for event_id, to in rows(database, query, slot, system)]
    return HeldPost({each.id: each for each in held}, owed, exhausted)


def _remember_answers(database: sqlite3.Connection, world: HostedWorld, slot: int) -> None:
    query = (
        "SELECT system, caller, key, at_us, fingerprint, status, headers, body FROM answers "
        "WHERE slot = ? AND at_us >= ? ORDER BY rowid"
    )
    for name, caller, key, at_us, fingerprint, status, headers, body in rows(
        database, query, slot, world.clock.now_us() - KEPT_US
    ):
        served = world.systems.served.get(name)
        if served is not None:  # An API of a package that is no longer installed.
            reply = WireReply(status, _headers(headers), body)
            served.keys.remember(caller, key, FirstAnswer(at_us, fingerprint, reply))


@cache
def _reader(kind: str) -> Callable[[Any], Any]:
    """Reads documents of a kind, or their absence."""
    module, _, name = kind.partition(":")
    return msgspec.msgpack.Decoder(attrgetter(name)(import_module(module)) | None).decode
