"""What crosses the wire, without any web framework: requests, replies, operations and their calls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec

from .problems import Malformed

BodyT = TypeVar("BodyT")
_DIGITS_MAX = 18  # Python refuses to read numbers of thousands of digits.


class WireRequest(msgspec.Struct, frozen=True):
    """An HTTP request. ``path`` is percent-encoded and has no query; header names are lower case.

    ``peer`` is the network address that it came from, empty within one process.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = {}
    body: bytes = b""
    peer: str = ""


@dataclass(frozen=True)
class Pieces:
    """How the body of a reply leaves when it does not leave at once: with a pause before each piece.

    Of a ``broken`` one the last piece never leaves: the connection is closed before it.
    """

    count: int
    pause: Callable[[], Awaitable[None]]
    broken: bool = False


class WireReply(msgspec.Struct, frozen=True):
    """An HTTP reply; header names are lower case. A body without ``pieces`` leaves at once."""

    status: int
    headers: Mapping[str, str] = {}
    body: bytes = b""
    pieces: Pieces | None = None


Topics = Mapping[str, Mapping[str, type]]
"""The webhooks of a system: what each tells besides its topic and the id of the event, by field."""


class Surface(StrEnum):
    """Who an operation is for: connectors, the people of the world, or the operator."""

    PARTNER = "partner"
    WORLD = "world"
    OPEN = "open"  # no credentials: token endpoints, published documents


class Call(msgspec.Struct, frozen=True):
    """One request to one operation, parsed."""

    operation: Operation
    caller: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    raw: bytes

    def version(self) -> int | None:
        """The version that If-Match names, or None without the header."""
        tag = self.headers.get("if-match")
        if tag is None or tag == "*":
            return None
        bare = tag.removeprefix("W/").strip('"')
        if not (bare.isascii() and bare.isdigit() and len(bare) <= _DIGITS_MAX):
            raise Malformed(f'if-match holds {tag}, not a version such as "3"', field="If-Match")
        return int(bare)

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number from the query."""
        text = self.query.get(name)
        if text is None:
            return default
        digits = text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX
        if not digits or not low <= int(text) <= high:
            raise Malformed(f"{name} is {text!r}; it takes a number {low} to {high}", field=name)
        return int(text)


class Reply(msgspec.Struct, frozen=True):
    """What a handler answers: a body that will be rendered as JSON, or nothing."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = {}


@dataclass(frozen=True)
class Operation:
    """One thing a system can be asked for, at one URL.

    ``path`` has placeholders in braces. ``body`` is the type that the JSON body is decoded into;
    ``reply`` the type of the answer, for the published contract. ``query`` names the parameters
    that exist: any other is refused. ``secret`` keeps the bodies out of the journal. A ``form`` is
    not JSON: its ``body`` is there for the published contract, and the handler reads the raw one.
    ``if_match`` says that the header If-Match is looked at. ``each`` is the type of every item of a
    bulk request, and ``topics`` are the webhooks that may follow, both for the published contract.
    """

    name: str
    method: str
    path: str
    handle: Callable[[Call], Reply]
    body: type | None = None
    reply: Any = None
    query: tuple[str, ...] = ()
    surface: Surface = Surface.PARTNER
    form: bool = False
    if_match: bool = False
    secret: bool = False
    summary: str = ""
    success: int = 200
    each: type | None = None
    topics: Topics = field(default_factory=dict, hash=False)


def parse_query(query: str, allowed: tuple[str, ...]) -> dict[str, str]:
    """The parameters of a query string; an unknown one is refused by name."""
    if not query:
        return {}
    parameters: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in allowed:
            known = ", ".join(allowed) or "none"
            raise Malformed(f"there is no parameter {name}; it takes: {known}", field=name)
        parameters[name] = value
    return parameters
