"""What a man in the middle does to a connector's writes: no connector can mend it, but a gate can see it.

Faults are what vendors do, and a right connector survives them. These make a right connector a broken one,
whatever it is written in: with them everybody can find out whether their own scenarios would have been red.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from ..kernel.disturbance import Passage
from ..kernel.system import System
from ..kernel.wire import Operation, Surface, WireReply, WireRequest
from .fault import CallFault, Moment

_KEY = "idempotency-key"
_REFUSED = 400


@dataclass(frozen=True)
class Tampering(CallFault):
    """What is done to a write of the connector, who cannot know of it."""

    @property
    def lasts(self) -> bool:
        """It does not rest while everything is to arrive: a broken connector is broken all the time."""
        return True

    def fits(self, operation: Operation, system: System) -> bool:
        """What connectors change."""
        del system
        return operation.method != "GET" and operation.surface is Surface.PARTNER and not operation.form


@dataclass(frozen=True)
class DoubledWrite(Tampering):
    """A write is sent twice, the second time under an idempotency key of its own."""

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The answer to the first."""
        reply = await passage.proceed(passage.request)
        if reply.status >= _REFUSED or not await _changes(passage, _anew(passage.request, moment), moment):
            moment.spare()
        return reply


@dataclass(frozen=True)
class SwallowedWrite(Tampering):
    """A write is answered as if it had been done, and never gets there."""

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """What the system would have answered."""
        reply = passage.rehearse(passage.request)
        if reply.status >= _REFUSED:
            moment.spare()
        return reply


@dataclass(frozen=True)
class OvertakenWrite(Tampering):
    """A write arrives once more after the next of its kind at the same place: the older has the last word."""

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The answer to the newer one."""
        here = f"{passage.operation.name} {passage.request.path}"
        older: WireRequest | None = moment.kept.get(here)
        moment.kept[here] = passage.request
        reply = await passage.proceed(passage.request)
        differs = older is not None and older.body != passage.request.body and reply.status < _REFUSED
        if older is None or not differs or not await _changes(passage, _anew(older, moment), moment):
            moment.spare()
        return reply


@dataclass(frozen=True)
class AlteredField(Tampering):
    """A field of a write reads otherwise: a number is more ``by`` so much, a text is ``to``.

    ``field`` is its name, with those of the objects around it if need be, such as ``lines.quantity``; the
    first that there is. Without a name it is one of those that hold a number.
    """

    field: str = ""
    by: int = 1
    to: str = ""

    async def around(self, passage: Passage, moment: Moment) -> WireReply:
        """The answer to what was made of it."""
        told = _object(passage.request)
        places = [(held, at) for name, held, at in _fields(told) if self._wanted(name, held[at])]
        if not places:
            moment.spare()
            return await passage.proceed(passage.request)
        held, at = places[0] if self.field else places[moment.draw(len(places))]
        held[at] = self._altered(held[at])
        body = msgspec.json.encode(told)
        changed = msgspec.structs.replace(passage.request, body=body)
        reply = await passage.proceed(moment.system.access.signed_anew(changed))
        if reply.status >= _REFUSED:
            moment.spare()
        return reply

    def _wanted(self, name: str, value: Any) -> bool:
        if self.field:
            return f".{name}".endswith(f".{self.field}") and (bool(self.to) or _number(value) is not None)
        return _number(value) is not None

    def _altered(self, value: Any) -> Any:
        if self.to:
            return self.to
        if isinstance(value, int):
            return value + self.by
        whole, point, part = value.partition(".")
        return f"{int(whole) + self.by}{point}{part}"


def numbers_of(body: bytes) -> list[str]:
    """The names of fields of a body that hold numbers, each with those of the objects around it."""
    try:
        told = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return []
    names = [name for name, held, at in _fields(told) if _number(held[at]) is not None]
    return list(dict.fromkeys(names))


async def _changes(passage: Passage, request: WireRequest, moment: Moment) -> bool:
    """Have the system carry out a request, and say whether anything in it is otherwise than before."""
    store = moment.system.context.store
    before = store.sequence
    await passage.proceed(request)
    return store.sequence != before


def _anew(request: WireRequest, moment: Moment) -> WireRequest:
    """The same request as one that was never sent before."""
    if _KEY not in request.headers:
        return request
    headers = {**request.headers, _KEY: f"{request.headers[_KEY][:200]}-{moment.draw(10**6)}"}
    return msgspec.structs.replace(request, headers=headers)


def _object(request: WireRequest) -> Any:
    try:
        return msgspec.json.decode(request.body)
    except msgspec.DecodeError:
        return None


def _fields(told: Any, around: str = "") -> Iterator[tuple[str, dict[str, Any], str]]:
    """Every field that holds no other: its full name, the object that has it, and its name there."""
    if isinstance(told, list):
        for one in told:
            yield from _fields(one, around)
    elif isinstance(told, dict):
        for name, value in told.items():
            full = f"{around}.{name}" if around else name
            if isinstance(value, dict | list):
                yield from _fields(value, full)
            else:
                yield full, told, name


def _number(value: Any) -> int | None:
    """A whole number, or the digits of a text such as 12.50; None for all else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    digits = value.replace(".", "", 1) if isinstance(value, str) else ""
    amount = isinstance(value, str) and "." in value and digits.isascii() and digits.isdigit()
    return int(digits) if amount and not value.startswith(".") else None
