"""Lists on the wire: their rows, how they go on, and when a row changed, in the words of every vendor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec

from ..kernel.clock import instant
from ..kernel.wire import Operation, Surface, WireReply, WireRequest

SINCE = frozenset({"updatedAfter", "ChangedSince", "changed_since_ms"})
"""How a list is asked for by time."""
TOKENS = {"nextToken": "nextToken", "cursor": "next_cursor"}
"""How a list is gone on with: the parameter, and where the answer names its next value."""


@dataclass(frozen=True)
class Listing:
    """An answer that is a list: all of it, and where in it the rows are."""

    told: Mapping[str, Any]
    name: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows in their order."""
        found: list[dict[str, Any]] = self.told[self.name]
        return found


def lists(operation: Operation, asked_with: frozenset[str]) -> bool:
    """Whether an operation lists something for connectors, asked with one of these parameters."""
    reads = operation.method == "GET" and operation.surface is Surface.PARTNER
    return reads and not asked_with.isdisjoint(operation.query)


def as_listing(reply: WireReply) -> Listing | None:
    """The list that an answer is; None when it is something else, or a refusal."""
    if reply.status != 200:
        return None
    try:
        told = msgspec.json.decode(reply.body)
    except msgspec.DecodeError:
        return None
    names = (
        [name for name, value in told.items() if isinstance(value, list)] if isinstance(told, dict) else []
    )
    return Listing(told, names[0]) if len(names) == 1 else None


def with_rows(reply: WireReply, listing: Listing, rows: list[dict[str, Any]]) -> WireReply:
    """The same answer with other rows."""
    body = msgspec.json.encode({**listing.told, listing.name: rows})
    return msgspec.structs.replace(reply, body=body)


def changed_us(row: Mapping[str, Any]) -> int:
    """When a row last changed, as it says itself; 0 when it does not say."""
    if "changed_ms" in row:
        return int(row["changed_ms"]) * 1000
    text = row.get("updatedAt") or row.get("ChangedAt")
    if not text:
        return 0
    at = datetime.fromisoformat(text)
    return instant(at if at.tzinfo is not None else at.replace(tzinfo=UTC))


def parameter(request: WireRequest, name: str) -> str:
    """What a request sets a parameter to; empty without it."""
    return dict(parse_qsl(request.query)).get(name, "")


def asked_for(request: WireRequest, name: str, value: int) -> WireRequest:
    """The same request with a parameter set to something else."""
    parameters = {**dict(parse_qsl(request.query)), name: value}
    return msgspec.structs.replace(request, query=urlencode(parameters))
