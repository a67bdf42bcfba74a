"""What the engine asks of the outside: a way to send requests, a clock, and some jitter.

An instant is an integer number of microseconds since 1970-01-01T00:00:00Z.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

SECOND_US = 1_000_000


class HttpRequest(msgspec.Struct, frozen=True):
    """A request to one vendor; ``path`` is below its base URL and without the query."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = {}
    body: bytes = b""


class HttpResponse(msgspec.Struct, frozen=True):
    """What a vendor answered; header names are lower case."""

    status: int
    headers: Mapping[str, str] = {}
    body: bytes = b""


class HttpPort(Protocol):
    """The way to one vendor."""

    async def send(self, request: HttpRequest) -> HttpResponse:
        """The vendor's answer; Unreachable when it was not sent, NoAnswer when that is unclear."""


class ClockPort(Protocol):
    """What the engine may know of time."""

    def now_us(self) -> int:
        """The instant, in microseconds since the epoch."""

    async def sleep_until(self, at_us: int) -> None:
        """Return at this instant, or at once if it has passed."""


class JitterPort(Protocol):
    """A little unevenness, so that many engines do not all come back at once."""

    def share(self, *fields: str | int) -> float:
        """A number in [0, 1) for what it is about."""


class NoJitter:
    """No unevenness at all; for tests and for runs that have to repeat."""

    def share(self, *fields: str | int) -> float:
        """Always 0."""
        return 0.0


def database(path: str) -> sqlite3.Connection:
    """The file of a store, or memory for ``:memory:``; each statement is a step of its own but for BEGIN."""
    return sqlite3.connect(path, isolation_level=None)


@dataclass(frozen=True)
class Ports:
    """Everything that an engine is handed: one way to each vendor of its topology, time, jitter, its disk."""

    http: Mapping[str, HttpPort]
    clock: ClockPort
    jitter: JitterPort = field(default_factory=NoJitter)
    opens: Callable[[str], sqlite3.Connection] = database
