"""Reads a journal back as a stream of events: calls joined with their replies and bodies.

Memory stays flat however long the journal is. Bodies are forgotten in the order in which the
journal's writer forgets them, and it writes a body anew before it refers to a forgotten one.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import UnreadableJournal

CONNECTOR = "connector"
_REMEMBERED_BODIES = 8192  # Twice what the writer remembers.
_WAITING_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its reply; ``status`` None says that the caller got no answer.

    ``request`` and ``reply`` are bodies as text, None when there was none or it was not kept;
    ``changed`` are the documents that the request changed, as ``table key``, and ``created`` those
    among them that did not exist before. ``faults`` are those that struck it, by name, the outermost first.
    """

    number: int
    at_us: int
    system: str
    operation: str
    caller: str
    method: str
    path: str
    query: str = ""
    status: int | None = None
    replied_us: int | None = None
    request: str | None = None
    reply: str | None = None
    reply_reference: str | None = None
    changed: tuple[str, ...] = ()
    created: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether it was refused, broke, or stayed without an answer."""
        return self.status is None or self.status >= 400

    @property
    def target(self) -> str:
        """The path with its query."""
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to deliver a webhook; ``status`` None says that nobody answered."""

    number: int
    at_us: int
    system: str
    topic: str
    subject: str
    event: str
    to: str
    attempt: int
    status: int | None

    @property
    def failed(self) -> bool:
        """Whether the receiver did not take it."""
        return self.status is None or not 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Said:
    """Something that somebody in the world did, in words."""

    number: int
    at_us: int
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Settled:
    """Everything had arrived, or the limit was reached for a reason."""

    number: int
    at_us: int
    ok: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """The judge found a broken rule."""

    number: int
    at_us: int
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Disturbed:
    """A system began to misbehave in some way, or, when it is ``over``, ended to."""

    number: int
    at_us: int
    system: str
    what: str
    over: bool


Event = Exchange | Delivery | Said | Settled | Found | Disturbed


class Slice:
    """The part of a journal that belongs to one scenario; iterate it once, before the next one.

    ``id`` is None for what stands before the first scenario.
    """

    def __init__(self, id: str | None, title: str, events: Iterator[Event]) -> None:
        self.id = id
        self.title = title
        self._events = events

    def __iter__(self) -> Iterator[Event]:
        return self._events


def slices(path: Path) -> Iterator[Slice]:
    """The scenarios of a journal in the order in which they ran."""
    entries = _Entries(path)
    bodies = _Bodies()
    if not entries.at_scenario():
        events = _events(entries, bodies)
        yield Slice(None, "", events)
        _drain(events)
    while entries.at_scenario():
        header = entries.take()
        events = _events(entries, bodies)
        yield Slice(str(header.get("id", "")), str(header.get("title", "")), events)
        _drain(events)


def _drain(events: Iterator[Event]) -> None:
    for _ in events:
        pass


class _Entries:
    """The entries of a journal, with one entry of foresight."""

    def __init__(self, path: Path) -> None:
        self._lines = _lines(path)
        self._next = next(self._lines, None)

    def at_scenario(self) -> bool:
        return self._next is not None and self._next.get("kind") == "scenario"

    def at_end(self) -> bool:
        return self._next is None or self.at_scenario()

    def take(self) -> dict[str, Any]:
        assert self._next is not None, "take was called at the end of the journal"
        taken, self._next = self._next, next(self._lines, None)
        return taken


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                entry = _entry(path, number, line)
                if entry is None:
                    return
                yield entry
    except OSError as error:
        raise UnreadableJournal(
            f"journal {path.name} cannot be read ({error.strerror}); run the scenarios again to record it"
        ) from error


def _entry(path: Path, number: int, line: bytes) -> dict[str, Any] | None:
    """The entry; None for a last line that was torn off while it was written."""
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    if isinstance(entry, dict):
        return entry
    if not line.endswith(b"\n"):
        return None
    start = line[:40].decode("utf-8", "replace").strip()
    raise UnreadableJournal(
        f"line {number} of journal {path.name} is not an entry: it starts with {start!r}; "
        "run the scenarios again to record it"
    )


class _Bodies:
    """The bodies seen lately, by reference."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, str] = OrderedDict()

    def keep(self, entry: dict[str, Any]) -> None:
        self._texts[str(entry.get("body"))] = str(entry.get("text", ""))
        if len(self._texts) > _REMEMBERED_BODIES:
            self._texts.popitem(last=False)

    def find(self, reference: str | None) -> str | None:
        if reference is None or reference not in self._texts:
            return None
        self._texts.move_to_end(reference)
        return self._texts[reference]


class _Open:
    """A call that has no reply yet."""

    def __init__(self, entry: dict[str, Any], request: str | None) -> None:
        self.entry = entry
        self.request = request
        self.changed: list[str] = []
        self.created: list[str] = []
        self.faults: list[str] = []

    def changes(self, changes: Iterable[Any]) -> None:
        """Take in what a commit changed: tables, keys and versions."""
        for change in changes:
            table, key, version = list(change)[:3]
            self.changed.append(f"{table} {key}")
            if version == 1:
                self.created.append(f"{table} {key}")

    def answered(self, reply: dict[str, Any] | None, text: str | None) -> Exchange:
        entry, reply = self.entry, reply or {}
        return Exchange(
            number=int(entry.get("n", 0)),
            at_us=int(entry.get("at", 0)),
            system=str(entry.get("system", "")),
            operation=str(entry.get("op", "?")),
            caller=str(entry.get("caller") or CONNECTOR),
            method=str(entry.get("method", "")),
            path=str(entry.get("path", "")),
            query=str(entry.get("query") or ""),
            status=reply.get("status"),
            replied_us=reply.get("at"),
            request=self.request,
            reply=text,
            reply_reference=reply.get("body"),
            changed=tuple(self.changed),
            created=tuple(self.created),
            faults=tuple(self.faults),
        )


def _events(entries: _Entries, bodies: _Bodies) -> Iterator[Event]:
    joining = _Joining(bodies)
    while not entries.at_end():
        yield from joining.add(entries.take())
    yield from joining.rest()


class _Joining:
    """Holds events back until every call before them has its reply, so that order is kept."""

    def __init__(self, bodies: _Bodies) -> None:
        self._bodies = bodies
        self._waiting: OrderedDict[int, Event | _Open] = OrderedDict()

    def add(self, entry: dict[str, Any]) -> Iterator[Event]:
        """Take in an entry; gives the events that are complete now."""
        match entry.get("kind"):
            case "body":
                self._bodies.keep(entry)
                return
            case "call":
                self._call(entry)
            case "reply":
                self._reply(entry)
            case "commit":
                self._commit(entry)
            case "fault":
                self._fault(entry)
            case _:
                event = _other(entry)
                if event is not None:
                    self._waiting[event.number] = event
        yield from self._complete()

    def rest(self) -> Iterator[Event]:
        """The events that are left; calls among them never had an answer."""
        for held in self._waiting.values():
            yield held.answered(None, None) if isinstance(held, _Open) else held
        self._waiting.clear()

    def _complete(self) -> Iterator[Event]:
        while self._waiting:
            number, first = next(iter(self._waiting.items()))
            if isinstance(first, _Open):
                if len(self._waiting) <= _WAITING_MAX:
                    return
                first = first.answered(None, None)
            del self._waiting[number]
            yield first

    def _call(self, entry: dict[str, Any]) -> None:
        call = _Open(entry, self._bodies.find(entry.get("body")))
        refused_unread = "status" in entry
        number = int(entry.get("n", 0))
        self._waiting[number] = call.answered(entry, None) if refused_unread else call

    def _reply(self, entry: dict[str, Any]) -> None:
        number = int(entry.get("of", 0))
        text = self._bodies.find(entry.get("body"))
        call = self._waiting.get(number)
        if isinstance(call, _Open):
            self._waiting[number] = call.answered(entry, text)

    def _fault(self, entry: dict[str, Any]) -> None:
        """Books a fault on the call that it struck; one of a webhook names an event instead."""
        call = self._waiting.get(entry["of"]) if isinstance(entry.get("of"), int) else None
        if isinstance(call, _Open):
            call.faults.append(str(entry.get("rule", "")).partition(" ")[0])

    def _commit(self, entry: dict[str, Any]) -> None:
        """Books the changes on the call that made them: the latest open one of that operation."""
        for held in reversed(self._waiting.values()):
            if not isinstance(held, _Open) or held.entry.get("system") != entry.get("system"):
                continue
            if held.entry.get("op") == entry.get("op"):
                held.changes(entry.get("changes") or ())
                return


def _other(entry: dict[str, Any]) -> Event | None:
    number, at_us = int(entry.get("n", 0)), int(entry.get("at", 0))
    match entry.get("kind"):
        case "delivery":
            return _delivery(entry)
        case "say":
            return Said(number, at_us, str(entry.get("who", "")), str(entry.get("text", "")))
        case "settled":
            return Settled(number, at_us, bool(entry.get("ok")), str(entry.get("reason") or ""))
        case "disturbed" | "healed" as kind:
            system, what = str(entry.get("system", "")), str(entry.get("what", ""))
            return Disturbed(number, at_us, system, what, over=kind == "healed")
        case "finding":
            return Found(number, at_us, str(entry.get("rule", "")), str(entry.get("text", "")))
    return None


def _delivery(entry: dict[str, Any]) -> Delivery:
    return Delivery(
        number=int(entry.get("n", 0)),
        at_us=int(entry.get("at", 0)),
        system=str(entry.get("system", "")),
        topic=str(entry.get("topic", "")),
        subject=str(entry.get("subject", "")),
        event=str(entry.get("event", "")),
        to=str(entry.get("to", "")),
        attempt=int(entry.get("attempt") or 1),
        status=entry.get("status"),
    )
