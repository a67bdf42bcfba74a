"""Rows with versions: what a system holds, changed only inside transactions, copied for free.

Documents are immutable, so that a row is replaced and never edited, a snapshot is a shallow copy,
and whoever listens to commits may keep what it was given.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from .problems import NotFound, StaleVersion

DocT = TypeVar("DocT")
Key = str | int
IndexOf = Callable[[Any], Hashable | None]
Place = tuple[str, Hashable, int]
"""Where a document stood in an index: its name, the value, and the sequence number of arriving."""


_LOG_SPARE = 64
"""How many entries of replaced versions a small table may keep."""


class Change(NamedTuple):
    """One document version that came into being: what the judge and the journal are told."""

    system: str
    table: str
    key: Key
    version: int
    at_us: int
    before: Any
    after: Any
    who: str
    why: str


class Row(msgspec.Struct, Generic[DocT], frozen=True, gc=False):
    """A document with its version (from 1), the store's sequence number and the instant of it."""

    document: DocT
    version: int
    sequence: int
    at_us: int


class KeptRow(NamedTuple):
    """A row with what else makes up its place in a table: when it came where in each index."""

    table: str
    row: Row[Any]
    arrivals: Mapping[str, int]


@dataclass(frozen=True)
class Snapshot:
    """Everything that a store held at one moment."""

    sequence: int
    tables: dict[str, tuple[Any, ...]]


class Table(Generic[DocT]):
    """All documents of one kind, by key, in order of creation."""

    def __init__(self, store: Store, name: str, key: Callable[[DocT], Key]) -> None:
        self.name = name
        self._store = store
        self._key = key
        self._rows: dict[Key, Row[DocT]] = {}
        self._log: list[tuple[int, int, Key]] = []  # (at_us, sequence, key), oldest first
        self._indexes: dict[str, tuple[IndexOf, dict[Hashable, dict[Key, int]]]] = {}

    def indexed(self, name: str, of: IndexOf) -> Table[DocT]:
        """Keep an index; ``of`` gives the value of a document, None to leave it out."""
        assert not self._rows, f"index {name} comes after {len(self._rows)} {self.name}"
        self._indexes[name] = (of, {})
        return self

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, key: Key) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[DocT]:
        for row in self._rows.values():
            yield row.document

    def keys(self) -> list[Key]:
        """The keys in order of creation."""
        return list(self._rows)

    def find(self, key: Key) -> DocT | None:
        """The document, or None."""
        row = self._rows.get(key)
        return None if row is None else row.document

    def get(self, key: Key) -> DocT:
        """The document; an unknown key is a 404 that names it."""
        row = self._rows.get(key)
        if row is None:
            raise self._unknown(key)
        return row.document

    def row(self, key: Key) -> Row[DocT]:
        """The document with its version; an unknown key is a 404 that names it."""
        row = self._rows.get(key)
        if row is None:
            raise self._unknown(key)
        return row

    def by(self, index: str, value: Hashable) -> list[DocT]:
        """The documents with this value in an index, in order of arrival there."""
        keys = self._indexes[index][1].get(value, {})
        return [self._rows[key].document for key in keys]

    def first(self, index: str, value: Hashable) -> DocT | None:
        """The document that has had this value in an index for longest, or None."""
        keys = self._indexes[index][1].get(value)
        return self._rows[next(iter(keys))].document if keys else None

    def put(self, document: DocT) -> DocT:
        """Add a document, or replace the one with its key; part of the running transaction."""
        key = self._key(document)
        before = self._rows.get(key)
        if before is not None and before.document == document:
            return document
        version = 1 if before is None else before.version + 1
        left = self._replace(key, before, self._store.next_row(document, version))
        self._store.record(self, key, before, left)
        return document

    def expect(self, key: Key, version: int | None) -> DocT:
        """The document if it is still at this version (None: any); otherwise a 412."""
        row = self.row(key)
        if version is not None and row.version != version:
            raise StaleVersion(f"{self.name} {key} is at version {row.version}, not {version}; read it again")
        return row.document

    def changed(self, since_us: int, until_us: int | None = None) -> list[Row[DocT]]:
        """The current rows last changed in this stretch (both ends included), oldest first."""
        start = bisect_left(self._log, (since_us, -1, ""))
        end = len(self._log) if until_us is None else bisect_right(self._log, (until_us + 1, -1, ""))
        return list(self._current(self._log[start:end]))

    def changed_after(self, sequence: int, limit: int) -> list[Row[DocT]]:
        """At most ``limit`` current rows whose sequence number is higher, oldest first."""
        start = bisect_right(self._log, sequence, key=lambda entry: entry[1])
        found: list[Row[DocT]] = []
        for row in self._current(self._log[i] for i in range(start, len(self._log))):
            if len(found) == limit:
                break
            found.append(row)
        return found

    def kept_row(self, key: Key) -> KeptRow:
        """The row with all that is needed to hold it again in the same place."""
        row = self._rows[key]
        arrivals = {}
        for name, (of, members) in self._indexes.items():
            value = of(row.document)
            if value is not None:
                arrivals[name] = members[value][key]
        return KeptRow(self.name, row, arrivals)

    def snapshot_of(self, kept: Iterable[KeptRow]) -> tuple[Any, ...]:
        """The copy of a table that held these rows, which come in order of creation."""
        rows = {self._key(each.row.document): each for each in kept}
        log = sorted((each.row.at_us, each.row.sequence, key) for key, each in rows.items())
        indexes: dict[str, dict[Hashable, dict[Key, int]]] = {name: {} for name in self._indexes}
        arrived = (
            (arrival, name, key) for key, each in rows.items() for name, arrival in each.arrivals.items()
        )
        for arrival, name, key in sorted(arrived, key=lambda place: place[0]):
            value = self._indexes[name][0](rows[key].row.document)
            assert value is not None, f"{self.name} {key} stands in index {name} without a value"
            indexes[name].setdefault(value, {})[key] = arrival
        return {key: each.row for key, each in rows.items()}, log, indexes

    def _unknown(self, key: Key) -> NotFound:
        return NotFound(f"there is no {key} among the {self.name.replace('_', ' ')}")

    def _current(self, entries: Any) -> Iterator[Row[DocT]]:
        for entry in entries:
            if self._is_current(entry):
                yield self._rows[entry[2]]

    def _is_current(self, entry: tuple[int, int, Key]) -> bool:
        row = self._rows.get(entry[2])
        return row is not None and row.sequence == entry[1]

    def _replace(self, key: Key, before: Row[DocT] | None, after: Row[DocT] | None) -> list[Place]:
        """Hold another row; the places in indexes that the document left."""
        left: list[Place] = []
        if after is None:
            del self._rows[key]
        else:
            self._rows[key] = after
            if not self._log or self._log[-1][1] < after.sequence:
                self._log.append((after.at_us, after.sequence, key))
        if not self._indexes:
            return left
        for name, (of, members) in self._indexes.items():
            old = None if before is None else of(before.document)
            new = None if after is None else of(after.document)
            if old == new:
                continue
            if old is not None:
                left.append((name, old, members[old].pop(key)))
                if not members[old]:
                    del members[old]
            if after is not None and new is not None:
                members.setdefault(new, {})[key] = after.sequence
        return left

    def undo(self, key: Key, before: Row[DocT] | None, left: list[Place], sequence: int) -> None:
        """Take back a change of a transaction that did not commit."""
        self._replace(key, self._rows[key], before)
        for name, value, arrival in left:
            members = self._indexes[name][1]
            members[value][key] = arrival
            members[value] = dict(sorted(members[value].items(), key=lambda place: place[1]))
        while self._log and self._log[-1][1] > sequence:
            self._log.pop()

    def forget_old_versions(self) -> None:
        """Drop what the log says of versions that were replaced, once there are more of them than rows.

        Inside a transaction they are still needed: it may be undone.
        """
        if len(self._log) > _LOG_SPARE + 2 * len(self._rows):
            rows = self._rows
            self._log = [
                entry for entry in self._log
                if (row := rows.get(entry[2])) is not None and row.sequence == entry[1]
            ]  # fmt: skip

    def snapshot(self) -> tuple[Any, ...]:
        """A copy that later changes do not touch."""
        indexes = {
            name: {value: dict(keys) for value, keys in members.items()}
            for name, (_, members) in self._indexes.items()
        }
        return dict(self._rows), list(self._log), indexes

    def restore(self, copy: tuple[Any, ...]) -> None:
        """Hold again what a snapshot held."""
        rows, log, indexes = copy
        self._rows = dict(rows)
        self._log = list(log)
        for name, members in indexes.items():
            of, _ = self._indexes[name]
            self._indexes[name] = (of, {value: dict(keys) for value, keys in members.items()})


class Store:
    """The tables of one system, and its transactions."""

    def __init__(self, system: str, now_us: Callable[[], int]) -> None:
        self.system = system
        self._now_us = now_us
        self._tables: dict[str, Table[Any]] = {}
        self._sequence = 0
        self._undo: list[tuple[Table[Any], Key, Row[Any] | None, list[Place]]] = []
        self._open: tuple[str, str] | None = None
        self._listeners: list[Callable[[list[Change]], None]] = []

    def table(self, name: str, key: Callable[[DocT], Key]) -> Table[DocT]:
        """Make the table of one kind of document."""
        assert name not in self._tables, f"{self.system} has a table {name} already"
        made: Table[DocT] = Table(self, name, key)
        self._tables[name] = made
        return made

    def tables(self) -> dict[str, Table[Any]]:
        """All tables by name."""
        return dict(self._tables)

    @property
    def sequence(self) -> int:
        """The number of the last change."""
        return self._sequence

    def listen(self, listener: Callable[[list[Change]], None]) -> None:
        """Call this with the changes of every commit, in order."""
        self._listeners.append(listener)

    @contextmanager
    def transaction(self, who: str, why: str) -> Iterator[None]:
        """All changes inside happen together, or, when an error leaves the block, not at all."""
        assert self._open is None, f"{why} inside {self._open}: transactions do not nest"
        start = self._sequence
        self._open = (who, why)
        try:
            yield
        except BaseException:
            for table, key, before, left in reversed(self._undo):
                table.undo(key, before, left, start)
            self._undo.clear()
            raise
        finally:
            self._open = None
        self._publish(who, why)

    def next_row(self, document: DocT, version: int) -> Row[DocT]:
        """A row stamped with the next sequence number and the instant."""
        self._sequence += 1
        return Row(document, version, self._sequence, self._now_us())

    def record(self, table: Table[Any], key: Key, before: Row[Any] | None, left: list[Place]) -> None:
        """Remember a change until the transaction ends; outside of one it ends at once."""
        self._undo.append((table, key, before, left))
        if self._open is None:
            self._publish(self.system, "direct")

    def _publish(self, who: str, why: str) -> None:
        if not self._undo:
            return
        first: dict[tuple[Table[Any], Key], Row[Any] | None] = {}
        for table, key, before, _ in self._undo:
            first.setdefault((table, key), before)
        self._undo.clear()
        changes = []
        for (table, key), before in first.items():
            row = table.row(key)
            old = None if before is None else before.document
            changes.append(
                Change(self.system, table.name, key, row.version, row.at_us, old, row.document, who, why)
            )
        for table in dict.fromkeys(table for table, _ in first):
            table.forget_old_versions()
        for listener in self._listeners:
            listener(changes)

    def snapshot(self) -> Snapshot:
        """A copy of everything; cheap, because documents are shared."""
        copies = {name: table.snapshot() for name, table in self._tables.items()}
        return Snapshot(self._sequence, copies)

    def snapshot_of(self, kept: Iterable[KeptRow]) -> Snapshot:
        """The snapshot of a store that held these rows, which come in order of creation."""
        by_table: dict[str, list[KeptRow]] = {name: [] for name in self._tables}
        sequence = 0
        for each in kept:
            by_table[each.table].append(each)
            sequence = max(sequence, each.row.sequence)
        copies = {name: self._tables[name].snapshot_of(rows) for name, rows in by_table.items()}
        return Snapshot(sequence, copies)

    def restore(self, snapshot: Snapshot) -> None:
        """Hold again what the snapshot held. Listeners are not told: they take a snapshot too."""
        self._sequence = snapshot.sequence
        for name, copy in snapshot.tables.items():
            self._tables[name].restore(copy)
