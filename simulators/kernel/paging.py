"""Paging habits: each vendor has its own, and connectors lose rows at their edges."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .chance import Chance
from .problems import Malformed
from .tables import Row, Table

DocT = TypeVar("DocT")


@dataclass(frozen=True)
class Page(Generic[DocT]):
    """Some rows, and how to go on; ``following`` is None at the end."""

    rows: Sequence[Row[DocT]]
    following: str | None
    total: int | None = None


def by_cursor(table: Table[DocT], cursor: str | None, limit: int) -> Page[DocT]:
    """Rows in order of change after an opaque cursor; the last page has a cursor too.

    A cursor stays good for ever, so a poller keeps it and asks again later.
    """
    start = _decoded(cursor) if cursor else 0
    rows = table.changed_after(start, limit)
    last = rows[-1].sequence if rows else start
    return Page(rows, _encoded(last))


def by_offset(rows: Sequence[Row[DocT]], offset: int, limit: int) -> Page[DocT]:
    """Rows from an offset; rows that change in the meantime move, and can be missed or seen twice."""
    end = offset + limit
    return Page(rows[offset:end], str(end) if end < len(rows) else None, len(rows))


def by_number(rows: Sequence[Row[DocT]], page: int, size: int) -> Page[DocT]:
    """Rows of a page, counted from 1."""
    end = page * size
    return Page(rows[end - size : end], str(page + 1) if end < len(rows) else None, len(rows))


class SingleUseTokens:
    """Next tokens that work once: asking twice with the same one is refused."""

    _OPEN_MAX = 1000

    def __init__(self, system: str, chance: Chance) -> None:
        self._system = system
        self._chance = chance
        self._open: dict[str, tuple[int, int, str]] = {}
        self._issued = 0

    def issue(self, sequence: int, until: int, query: str) -> str:
        """A token for going on after a sequence number in the same query."""
        self._issued += 1
        token = self._chance.hexadecimal(self._system, "page", self._issued)
        self._open[token] = (sequence, until, query)
        if len(self._open) > self._OPEN_MAX:
            del self._open[next(iter(self._open))]
        return token

    def redeem(self, token: str, query: str) -> tuple[int, int]:
        """Where the token goes on, and where its query ends; the token is used up."""
        held = self._open.get(token)
        if held is None or held[2] != query:
            raise Malformed(
                "next_token is unknown, used already, or belongs to another query; start again without it",
                field="next_token",
            )
        del self._open[token]
        return held[0], held[1]


def _encoded(sequence: int) -> str:
    return base64.urlsafe_b64encode(f"s{sequence}".encode()).decode().rstrip("=")


def _decoded(cursor: str) -> int:
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    if not text.startswith("s") or not text[1:].isdigit() or len(text) > 19:
        raise Malformed("cursor is not one that this system gave out", field="cursor")
    return int(text[1:])
