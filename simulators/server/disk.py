"""The folder of durable worlds: one SQLite database in WAL mode, used by one server at a time.

Everything of a world is kept under the number of a *slot*. A snapshot is a slot too, so that taking
and restoring one are copies inside the database.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

FILE = "worlds.sqlite3"
JOURNALS = "journals"
_LOCK = "lock"
_FORMAT = 1
_APPLICATION = 0x4F474154  # "OGAT"
_COPIED = {
    "documents": "system, name, key, version, sequence, at_us, kind, document, arrivals",
    "commits": "first, last, record",
    "counters": "system, counts, issued, subscribed",
    "subscriptions": "system, subscription, record",
    "webhooks": "system, event, subscription, record, attempts, due_us, exhausted",
}
"""What a snapshot holds. First answers of keys are not part of it: a restore forgets them."""

_SCHEMA = f"""
BEGIN;
CREATE TABLE worlds (name TEXT PRIMARY KEY, slot INTEGER, plan TEXT, generation INTEGER, journal TEXT,
    unmoved TEXT, clock TEXT);
CREATE TABLE snapshots (world TEXT, name TEXT, slot INTEGER, last INTEGER, PRIMARY KEY (world, name));
CREATE TABLE documents (slot INTEGER, system TEXT, name TEXT, key, version INTEGER, sequence INTEGER,
    at_us INTEGER, kind TEXT, document BLOB, arrivals BLOB, UNIQUE (slot, system, name, key));
CREATE TABLE commits (slot INTEGER, first INTEGER, last INTEGER, record BLOB, UNIQUE (slot, first));
CREATE TABLE counters (slot INTEGER, system TEXT, counts TEXT, issued INTEGER, subscribed INTEGER,
    UNIQUE (slot, system));
CREATE TABLE subscriptions (slot INTEGER, system TEXT, subscription TEXT, record BLOB,
    UNIQUE (slot, system, subscription));
CREATE TABLE webhooks (slot INTEGER, system TEXT, event TEXT, subscription TEXT, record BLOB,
    attempts INTEGER, due_us INTEGER, exhausted INTEGER, UNIQUE (slot, system, event, subscription));
CREATE TABLE answers (slot INTEGER, system TEXT, caller TEXT, key TEXT, at_us INTEGER,
    fingerprint BLOB, status INTEGER, headers TEXT, body BLOB, UNIQUE (slot, system, caller, key));
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_FORMAT};
COMMIT;
"""


class DataUnusable(Exception):
    """The folder cannot be used; the text says why, and the way out."""


class Deed(Protocol):
    """Something to be written down, together with others."""

    def write(self, database: sqlite3.Connection) -> None:
        """Write it, as a part of the open transaction."""


class Disk:
    """The database of a folder, which is made if need be; DataUnusable when it cannot be used."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._lock = _locked(directory)
        try:
            self.database = _opened(directory)
        except BaseException:
            os.close(self._lock)
            raise

    def begin(self, deeds: Iterable[Deed]) -> None:
        """Write deeds down in a transaction that ``commit`` ends."""
        self.database.execute("BEGIN")
        for deed in deeds:
            deed.write(self.database)

    def commit(self) -> None:
        """Return when everything that was written down is safe on the disk."""
        self.database.execute("COMMIT")

    def roll_back(self) -> None:
        """Take back what was written down since ``begin``."""
        if self.database.in_transaction:
            self.database.execute("ROLLBACK")

    def reader(self) -> sqlite3.Connection:
        """Another connection, which sees what is committed."""
        return sqlite3.connect(self.directory / FILE, isolation_level=None)

    def close(self) -> None:
        """Let go of the folder."""
        self.database.close()
        os.close(self._lock)


@dataclass(frozen=True)
class CopySlot:
    """Let one slot, which holds nothing, hold what another holds."""

    source: int
    target: int

    def write(self, database: sqlite3.Connection) -> None:
        """Copy everything that a snapshot holds."""
        for table, columns in _COPIED.items():
            database.execute(
                f"INSERT INTO {table} (slot, {columns}) SELECT ?, {columns} FROM {table} "
                "WHERE slot = ? ORDER BY rowid",
                (self.target, self.source),
            )


@dataclass(frozen=True)
class ClearSlot:
    """Let a slot hold nothing."""

    slot: int

    def write(self, database: sqlite3.Connection) -> None:
        """Delete everything in it."""
        for table in (*_COPIED, "answers"):
            database.execute(f"DELETE FROM {table} WHERE slot = ?", (self.slot,))


def rows(database: sqlite3.Connection, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """What the database answers; DataUnusable when its content is damaged."""
    try:
        return database.execute(query, values).fetchall()
    except sqlite3.DatabaseError as error:
        raise DataUnusable(f"the worlds kept there cannot be read: {error}") from None


def _locked(directory: Path) -> int:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        strangers = sorted(path.name for path in directory.iterdir() if path.name != _LOCK)
        if strangers and FILE not in strangers:
            raise DataUnusable(
                f"{directory} holds {strangers[0]} and no worlds; name an empty or a new folder"
            )
        lock = os.open(directory / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DataUnusable(
            f"{directory} cannot be used ({error.strerror}); name a folder that can be written"
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(lock, 20).decode("ascii", "replace").strip()
        os.close(lock)
        raise DataUnusable(
            f"{directory} is in use by another server (process {holder or 'unknown'}); stop that one, "
            "or name another folder"
        ) from None
    os.truncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    return lock


def _opened(directory: Path) -> sqlite3.Connection:
    path = directory / FILE
    # Statements run on the event loop and COMMIT in a thread, one after the other.
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        if not database.execute("SELECT * FROM sqlite_schema LIMIT 1").fetchall():
            database.executescript(_SCHEMA)
        else:
            _check(database, path)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
    except sqlite3.Error as error:
        database.close()
        raise DataUnusable(
            f"{path} cannot be used: {error}; move it away to begin anew, or name another folder"
        ) from None
    except BaseException:
        database.close()
        raise
    return database


def _check(database: sqlite3.Connection, path: Path) -> None:
    ((application,),) = database.execute("PRAGMA application_id").fetchall()
    ((found,),) = database.execute("PRAGMA user_version").fetchall()
    if application != _APPLICATION:
        raise DataUnusable(f"{path} is a database of another program; name another folder")
    if found != _FORMAT:
        raise DataUnusable(
            f"{path} was written by another version of Ordergate (format {found}, this one reads "
            f"{_FORMAT}); use that version, or name another folder"
        )
