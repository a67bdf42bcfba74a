"""What the engine remembers, in SQLite: work, cross references, stock levels, cursors, secrets.

Calls are synchronous, and a transaction is one step. Normally the log is written ahead without
waiting for the disk: a machine that loses power loses the newest steps together with the cursors
moved in them, so that the polls find the same documents again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

from ..errors import UsageError
from .errors import Severed
from .ports import database
from .work import SET_ASIDE, Accounts, Arrival, SetAside, State, Work

FORMAT = 2
CHECKPOINT_PAGES = 4000
_TABLES = """
CREATE TABLE IF NOT EXISTS work (
    seq INTEGER PRIMARY KEY, link TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL,
    attempts INTEGER NOT NULL, due_us INTEGER NOT NULL, mark TEXT NOT NULL,
    version INTEGER NOT NULL, payload BLOB NOT NULL, lanes TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '', UNIQUE (link, key));
CREATE INDEX IF NOT EXISTS work_open ON work (seq) WHERE state = 'due';
CREATE TABLE IF NOT EXISTS refs (
    kind TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
    PRIMARY KEY (kind, source)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS levels (
    sku TEXT NOT NULL, site TEXT NOT NULL, available INTEGER NOT NULL, version INTEGER NOT NULL,
    published INTEGER NOT NULL, PRIMARY KEY (sku, site)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cursors (feed TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS secrets (vendor TEXT PRIMARY KEY, secret TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passed_over (
    kind TEXT NOT NULL, key TEXT NOT NULL, rule TEXT NOT NULL,
    PRIMARY KEY (kind, key)) WITHOUT ROWID;
"""
_SELECT_WORK = "SELECT seq, link, key, due_us, attempts, mark, version, payload, lanes FROM work"
_LANE_SEPARATOR = "\n"
Opens = Callable[[str], sqlite3.Connection]


class Sync(StrEnum):
    """How far a step is on its way to the disk when it is done.

    ``off`` survives the end of the process, ``normal`` keeps the file whole when power is lost, and
    ``full`` loses no step even then.
    """

    OFF = "off"
    NORMAL = "normal"
    FULL = "full"


class Store:
    """The engine's memory in one file; ``:memory:`` forgets it at the end."""

    def __init__(self, path: str, sync: Sync = Sync.NORMAL, opens: Opens = database) -> None:
        self._sync, self._opens = sync, opens
        self._open(path)
        (held,) = self._execute("PRAGMA user_version").fetchone()
        if held not in (0, FORMAT):
            raise UsageError(
                f"{path} was written by another engine (format {held}, this one reads {FORMAT}); "
                "name another store_path"
            )
        self._db.executescript(_TABLES)
        self._execute(f"PRAGMA user_version = {FORMAT}")
        self._secrets: dict[str, str] = dict(self._execute("SELECT vendor, secret FROM secrets"))
        self._severed = False

    def move_to(self, path: str) -> None:
        """Go on in another file with everything that is remembered, and let go of the one before."""
        before = self._db
        self._open(path)
        before.backup(self._db)
        before.close()

    def _open(self, path: str) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            # It holds the secrets of webhooks.
            Path(path).touch(mode=0o600)
        self._db = self._opens(path)
        self._execute = self._db.execute
        self._execute("PRAGMA journal_mode = WAL")
        self._execute(f"PRAGMA synchronous = {self._sync}")
        self._execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")

    def close(self) -> None:
        """Put everything into the one file, and let go of it."""
        self._db.close()

    def sever(self) -> None:
        """Lose the file at once, as in a crash: whatever is under way can write no more."""
        self._severed = True
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes inside happen together, or not at all; inside another it is part of that."""
        if self._severed:
            raise Severed("the store was cut off; start another engine on a copy of its file")
        if self._db.in_transaction:
            yield
            return
        self._execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._execute("ROLLBACK")
            raise
        self._execute("COMMIT")

    def last_seq(self) -> int:
        """The highest number that any work has had."""
        (highest,) = self._execute("SELECT coalesce(max(seq), 0) FROM work").fetchone()
        return int(highest)

    def unfinished(self) -> list[Work]:
        """All work that is due now or later, in order."""
        rows = self._execute(f"{_SELECT_WORK} WHERE state = 'due' ORDER BY seq")
        return [_work(row) for row in rows]

    def names(self, links: Sequence[str]) -> set[tuple[str, str]]:
        """All work of some links that was ever written down, by (link, key)."""
        marks = ", ".join("?" * len(links))
        rows = self._execute(f"SELECT link, key FROM work WHERE link IN ({marks})", tuple(links))
        return {(str(link), str(key)) for link, key in rows}

    def standing(self, link: str, key: str) -> tuple[int, State, str, int] | None:
        """Number, state, mark and version of a piece of work, if there ever was word of it."""
        row = self._execute(
            "SELECT seq, state, mark, version FROM work WHERE link = ? AND key = ?", (link, key)
        ).fetchone()
        return None if row is None else (row[0], State(row[1]), row[2], row[3])

    def reason(self, link: str, key: str) -> str:
        """Why a piece of work was set aside."""
        row = self._execute("SELECT detail FROM work WHERE link = ? AND key = ?", (link, key)).fetchone()
        return "" if row is None else str(row[0])

    def put(self, work: Work) -> None:
        """Write down work that is due, whether it is new or was finished before."""
        self._execute(
            "INSERT INTO work (seq, link, key, state, attempts, due_us, mark, version, payload, "
            "lanes) VALUES (?, ?, ?, 'due', ?, ?, ?, ?, ?, ?) ON CONFLICT (link, key) DO UPDATE "
            "SET seq = excluded.seq, state = 'due', attempts = excluded.attempts, "
            "due_us = excluded.due_us, mark = excluded.mark, version = excluded.version, "
            "payload = excluded.payload, lanes = excluded.lanes",
            (
                work.seq, work.link, work.key, work.attempts, work.due_us, work.mark,
                work.version, work.payload, _LANE_SEPARATOR.join(work.lanes),
            ),
        )  # fmt: skip

    def end(self, work: Work, state: State, detail: str) -> None:
        """Write down how work ended, or why it has to wait while it stays due."""
        self._execute(
            "UPDATE work SET state = ?, attempts = ?, due_us = ?, detail = ? WHERE seq = ?",
            (state, work.attempts, work.due_us, detail, work.seq),
        )

    def ref(self, kind: str, source: str) -> str | None:
        """What something became elsewhere, if that is known."""
        row = self._execute(
            "SELECT target FROM refs WHERE kind = ? AND source = ?", (kind, source)
        ).fetchone()
        return None if row is None else str(row[0])

    def refer(self, refs: Iterable[tuple[str, str, str]]) -> None:
        """Remember what things became elsewhere, as (kind, source, target)."""
        for ref in refs:
            self._execute("INSERT OR REPLACE INTO refs VALUES (?, ?, ?)", ref)

    def claim(self, kind: str, source: str, target: str) -> str:
        """Remember this unless something was remembered before; returns what stands."""
        with self.transaction():
            self._execute("INSERT OR IGNORE INTO refs VALUES (?, ?, ?)", (kind, source, target))
            held = self.ref(kind, source)
        assert held is not None, f"{kind} {source} was written and is not there"
        return held

    def forget(self, kind: str, source: str) -> None:
        """Take back what was remembered of something that did not happen."""
        self._execute("DELETE FROM refs WHERE kind = ? AND source = ?", (kind, source))

    def set_levels(self, levels: Iterable[tuple[str, str, int, int]]) -> None:
        """Remember what is available of an item, to be published: (sku, site, available, version)."""
        self._db.executemany("INSERT OR REPLACE INTO levels VALUES (?, ?, ?, ?, 0)", levels)

    def owe_stock(self, skus: Iterable[str]) -> None:
        """Remember that the stock of these items is to be published, though it lies nowhere itself."""
        for sku in skus:
            self._execute("INSERT OR REPLACE INTO levels VALUES (?, '', 0, 0, 0)", (sku,))

    def settle_level(self, sku: str) -> None:
        """Remember that the stock of an item is published, or that this was given up."""
        self._execute("UPDATE levels SET published = 1 WHERE sku = ? AND published = 0", (sku,))

    def unpublished(self) -> list[str]:
        """The items whose stock is still to be published."""
        rows = self._execute("SELECT DISTINCT sku FROM levels WHERE published = 0 ORDER BY sku")
        return [str(row[0]) for row in rows]

    def level_version(self, sku: str, site: str) -> int:
        """The version of the level that is remembered; 0 if none is."""
        row = self._execute("SELECT version FROM levels WHERE sku = ? AND site = ?", (sku, site)).fetchone()
        return 0 if row is None else int(row[0])

    def available(self, skus: Sequence[str]) -> dict[str, dict[str, int]]:
        """How much of each item is available at each site."""
        marks = ", ".join("?" * len(skus))
        rows = self._execute(f"SELECT sku, site, available FROM levels WHERE sku IN ({marks})", tuple(skus))
        found: dict[str, dict[str, int]] = {}
        for sku, site, available in rows:
            found.setdefault(sku, {})[site] = int(available)
        return found

    def known_of(self, kind: str, sources: Sequence[str]) -> set[str]:
        """Those of which it is known what they became elsewhere."""
        marks = ", ".join("?" * len(sources))
        rows = self._execute(
            f"SELECT source FROM refs WHERE kind = ? AND source IN ({marks})", (kind, *sources)
        )
        return {str(row[0]) for row in rows}

    def refs_of(self, kinds: Sequence[str]) -> dict[str, dict[str, str]]:
        """Everything that is remembered of some kinds: what became of which source, by kind."""
        marks = ", ".join("?" * len(kinds))
        rows = self._execute(
            f"SELECT kind, source, target FROM refs WHERE kind IN ({marks}) ORDER BY kind, source",
            tuple(kinds),
        )
        found: dict[str, dict[str, str]] = {}
        for kind, source, target in rows:
            found.setdefault(str(kind), {})[str(source)] = str(target)
        return found

    def sum_of_set_aside(self, link: str, kinds: Sequence[str]) -> dict[str, int]:
        """The sums of the numbers remembered of a link's works that were set aside, by kind."""
        marks = ", ".join("?" * len(kinds))
        rows = self._execute(
            "SELECT refs.kind, SUM(CAST(refs.target AS INTEGER)) FROM refs JOIN work ON work.link = ? "
            f"AND work.key = refs.source AND work.state IN (?, ?) WHERE refs.kind IN ({marks}) "
            "GROUP BY refs.kind ORDER BY refs.kind",
            (link, *SET_ASIDE, *kinds),
        )
        return {str(kind): int(units) for kind, units in rows}

    def cursor(self, feed: str) -> str:
        """Where the next poll of a feed begins; empty before the first."""
        row = self._execute("SELECT value FROM cursors WHERE feed = ?", (feed,)).fetchone()
        return "" if row is None else str(row[0])

    def set_cursor(self, feed: str, value: str) -> None:
        """Remember where the next poll of a feed begins."""
        self._execute("INSERT OR REPLACE INTO cursors VALUES (?, ?)", (feed, value))

    def secret(self, vendor: str) -> str | None:
        """The secret that a vendor signs its webhooks with."""
        return self._secrets.get(vendor)

    def set_secret(self, vendor: str, secret: str) -> None:
        """Remember the secret that a vendor signs its webhooks with."""
        self._secrets[vendor] = secret
        self._execute("INSERT OR REPLACE INTO secrets VALUES (?, ?)", (vendor, secret))

    def pass_over(self, ignored: Iterable[tuple[str, str, str]]) -> None:
        """Remember what was ignored without any work, as (kind, key, rule)."""
        self._db.executemany("INSERT OR IGNORE INTO passed_over VALUES (?, ?, ?)", ignored)

    def quarantine(self, seq: int, arrival: Arrival, reason: str) -> None:
        """Write down word that nothing can be done with."""
        work = Work(seq, arrival.link, arrival.key, 0, mark=arrival.mark, payload=arrival.payload)
        self.put(work)
        self.end(work, State.QUARANTINED, reason)

    def revived(self, link: str, key: str, seq: int, due_us: int) -> Work:
        """Make work due that was set aside, under a new number, as if it had never been tried."""
        self._execute(
            "UPDATE work SET seq = ?, state = 'due', attempts = 0, due_us = ?, detail = '' "
            "WHERE link = ? AND key = ?",
            (seq, due_us, link, key),
        )
        row = self._execute(f"{_SELECT_WORK} WHERE seq = ?", (seq,)).fetchone()
        return _work(row)

    def set_aside(self) -> list[SetAside]:
        """All work that waits for a person, oldest first."""
        rows = self._execute(
            "SELECT link, key, detail, attempts, state FROM work WHERE state IN (?, ?) ORDER BY seq",
            SET_ASIDE,
        )
        return [
            SetAside(link, key, reason, attempts, State(state)) for link, key, reason, attempts, state in rows
        ]

    def rules(self) -> dict[tuple[str, str], str]:
        """The rule by which each (kind, key) was ignored."""
        worked = self._execute("SELECT link, key, detail FROM work WHERE state = 'ignored'")
        found = {(link, key): rule for link, key, rule in worked}
        rows = self._execute("SELECT kind, key, rule FROM passed_over")
        return found | {(kind, key): rule for kind, key, rule in rows}

    def accounts(self) -> Accounts:
        """Everything that was received and how it ended, in order of arrival."""
        ended: dict[str, list[tuple[str, str]]] = {state: [] for state in State}
        received = []
        for link, key, state in self._execute("SELECT link, key, state FROM work ORDER BY seq"):
            received.append((link, key))
            ended[state].append((link, key))
        passed = [(k, v) for k, v in self._execute("SELECT kind, key FROM passed_over")]
        written = set(received)
        levels = self._execute("SELECT sku, min(published) FROM levels GROUP BY sku")
        stock = [(("stock", sku), done) for sku, done in levels if ("stock", sku) not in written]
        return Accounts(
            received + passed + [name for name, _ in stock],
            ended[State.APPLIED] + [name for name, done in stock if done],
            ended[State.IGNORED] + passed,
            ended[State.QUARANTINED] + ended[State.DEAD],
        )


def _work(row: tuple[Any, ...]) -> Work:
    """Work that was begun, perhaps by an engine that is no more: so it looks before it acts."""
    seq, link, key, due_us, attempts, mark, version, payload, lanes = row
    return Work(
        seq, link, key, due_us, attempts, mark, version, payload,
        lanes=tuple(lanes.split(_LANE_SEPARATOR)) if lanes else (), look_first=True,
    )  # fmt: skip
