"""What the operations of all families share on the wire."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from ...kernel.clock import instant
from ...kernel.fields import Body, Identifier, Quantity
from ...kernel.paging import Page, by_cursor
from ...kernel.problems import Malformed, NotFound
from ...kernel.tables import DocT, Table
from ...kernel.wire import Call

PAGING = ("cursor", "limit")
BULK_MAX = 500
LINES_MAX = 5000
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_FIRST_US = 0
_LAST_US = instant(datetime.fromisoformat("9999-12-31T00:00:00Z"))

LineId = Annotated[int, Meta(ge=1, le=999_999_999)]
PriceE4 = Annotated[int, Meta(ge=0, le=10**13)]
Moment = Annotated[datetime, Meta(tz=True)]
BulkItems = Annotated[list[msgspec.Raw], Meta(min_length=1, max_length=BULK_MAX)]


class Wire(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What is answered; ``already`` appears only when an earlier request had done the same."""


class LineUnits(Body, frozen=True):
    """Units of an order line."""

    line_id: LineId
    quantity: Quantity


Lines = Annotated[list[LineUnits], Meta(min_length=1, max_length=LINES_MAX)]


class SubstituteUnits(Body, frozen=True):
    """Units of an order line for which another item leaves or comes back, and how many of it."""

    line_id: LineId
    quantity: Quantity
    sku: Identifier
    shipped_quantity: Quantity


Substitutes = Annotated[tuple[SubstituteUnits, ...], Meta(max_length=LINES_MAX)]


def number(call: Call, what: str) -> int:
    """The number that the path names a document by."""
    text = call.path["id"]
    if not _NUMBER.fullmatch(text):
        raise NotFound(f"there is no {what} {text}; its number has seven digits")
    return int(text)


def page(call: Call, table: Table[DocT]) -> Page[DocT]:
    """The rows that a listing asks for."""
    return by_cursor(table, call.query.get("cursor"), limit(call))


def limit(call: Call) -> int:
    """How many rows a listing asks for."""
    return call.number("limit", 50, 1, 200)


def microseconds(at: datetime, field: str) -> int:
    """The instant that a field names."""
    at_us = instant(at)
    if not _FIRST_US <= at_us <= _LAST_US:
        raise Malformed(f"{field} is {at.isoformat()}; it takes the years 1970 to 9998", field=field)
    return at_us


def done(already: bool, status: int = 201) -> int:
    """The status of an answer: 200 when nothing new came of the request."""
    return 200 if already else status


def named(raw: msgspec.Raw, name: str) -> str | None:
    """What a bulk item that could not be read calls itself."""
    item = msgspec.json.decode(raw)
    value = item.get(name) if isinstance(item, dict) else None
    return value if isinstance(value, str) else None
