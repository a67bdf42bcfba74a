"""What the ERP's requests and short answers have in common on the wire."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct

from ...kernel.fields import Body, number
from ...kernel.problems import Refusal
from ...kernel.wire import Call, Operation, Reply

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
"""A name: 1 to 200 characters, none of them control."""

PartNumber = Annotated[int, Meta(ge=1, le=1_000_000)]
"""The number of a line or a charge inside its order."""

ReferenceText = Annotated[str, Meta(max_length=64, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
"""A reference that people may leave empty."""

LINES_MAX = 5000
BULK_MAX = 500

_WORD_START = re.compile(r"(?:_|(?<![A-Za-z0-9_]))([a-z])")


class PascalBody(Body, frozen=True, rename="pascal"):
    """A request body with names as the ERP writes them."""


class Created(Struct, rename="pascal", omit_defaults=True):
    """The short answer to a request that made a document, or had made it before."""

    number: str
    version: int
    state: str = ""
    already: bool = False


class BulkResult(Struct, rename="pascal", omit_defaults=True):
    """What became of one part of a bulk request; the reference is null if it could not be read."""

    external_ref: str | None
    status: str
    number: str = ""
    detail: str = ""


class BulkResults(Struct, rename="pascal"):
    """What became of each part of a bulk request, in its order."""

    results: list[BulkResult]


def refused(raw: bytes, refusal: Refusal) -> BulkResult:
    """A part of a bulk request that did not happen; the other parts are none the worse for it."""
    part = msgspec.json.decode(raw)
    reference = part.get("ExternalRef") if isinstance(part, dict) else None
    known = reference if isinstance(reference, str) else None
    return BulkResult(known, "refused", detail=refusal.detail)


def partner(
    name: str, target: str, handle: Callable[[Call], Reply], body: type | None = None, **more: Any
) -> Operation:
    """An operation for connectors; ``target`` is method and path.

    The rules of the trade name fields in their own words, connectors hear the ERP's names.
    """

    def handled(call: Call) -> Reply:
        try:
            return handle(call)
        except Refusal as refusal:
            if refusal.field is not None:
                refusal.field = pascal(refusal.field)
            raise

    method, path = target.split()
    return Operation(name, method, path, handled, body, **more)


def pascal(field: str) -> str:
    """The path of a field as the ERP writes it: ``lines[0].line_no`` is ``Lines[0].LineNo``."""
    return _WORD_START.sub(lambda found: found[1].upper(), field)


def created(answer: Created) -> Reply:
    """201 for a new document, 200 for one that was there; the version goes into the ETag too."""
    return Reply(answer, 200 if answer.already else 201, etag(answer.version))


def etag(version: int) -> dict[str, str]:
    """The header that carries a version."""
    return {"etag": f'"{version}"'}


def amount(text: str) -> Decimal:
    """The amount that a checked text holds; minus zero is zero."""
    return number(text)


def amount_if_given(text: str | None) -> Decimal | None:
    """The amount that an optional text holds."""
    return None if text is None else amount(text)


def day(given: date | None) -> str | None:
    """A date of a request as documents hold it."""
    return None if given is None else given.isoformat()


def fields_given(body: Struct) -> dict[str, Any]:
    """The fields that a request sets, by their names in the model."""
    values = msgspec.structs.asdict(body)
    return {name: value for name, value in values.items() if value is not UNSET}
