"""The wire form that the marketplace API shares: camel case, local times, decimals as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Protocol, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from ...kernel.clock import instant, moment
from ...kernel.currencies import EXPONENTS
from ...kernel.fields import has_places, number, places
from ...kernel.paging import SingleUseTokens
from ...kernel.problems import Malformed, Refusal
from ...kernel.tables import Row, Table
from ...kernel.units import exact
from ...kernel.wire import Call, Operation, Reply
from ..service import Marketplace
from ..service.tables import Done

DocT = TypeVar("DocT")

Moment = Annotated[datetime, Meta(tz=True)]
"""An instant as ISO 8601 with an offset."""

Reference = Annotated[str, Meta(max_length=64, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
"""Somebody's own name for a line; it may have none."""

STORE = ("store",)
"""Says which order is meant where several stores gave the same number."""
LISTING_QUERY = ("updatedAfter", "nextToken", "limit")
LINES_MAX = 5000
_LIMIT_DEFAULT, _LIMIT_MAX = 50, 200
_TIMES_END_US = instant(datetime(2100, 1, 1, tzinfo=UTC))


class View(Struct, frozen=True, gc=False, rename="camel"):
    """A part of an answer."""


class CreatedView(View, frozen=True):
    """What was created; ``already`` when an earlier request with the same reference did it."""

    id: str
    already: bool | UnsetType = UNSET


class StandingView(View, frozen=True):
    """Where a document stands; ``already`` when an earlier request had brought it there."""

    id: str
    status: str
    already: bool | UnsetType = UNSET


@dataclass(frozen=True)
class Desk:
    """Where requests about one family of documents are answered."""

    service: Marketplace
    tokens: SingleUseTokens
    zone: str

    def time(self, at_us: int) -> str:
        """An instant in the marketplace's own zone, to the millisecond, with the offset."""
        return moment(at_us, self.zone).isoformat(timespec="milliseconds")

    def order_key(self, call: Call) -> str:
        """The key of the order that the path names, and the query if stores share the number."""
        return self.service.order_key(call.path["id"], call.query.get("store", ""))

    def page(self, table: Table[DocT], call: Call, view: Callable[[Row[DocT]], View]) -> dict[str, Any]:
        """One page of the documents changed since ``updatedAfter``, oldest change first."""
        limit = max(1, min(call.number("limit", _LIMIT_DEFAULT, 0, 10**9), _LIMIT_MAX))
        rows, until = self._rows(table, call, limit)
        page: dict[str, Any] = {table.name: [view(row) for row in rows[:limit]]}
        if len(rows) > limit:
            last = rows[limit - 1].sequence
            page["nextToken"] = self.tokens.issue(last, until, table.name)
        return page

    def _rows(self, table: Table[DocT], call: Call, limit: int) -> tuple[list[Row[DocT]], int]:
        """The rows that are left, as far as one more than a page, and where the query ends."""
        token = call.query.get("nextToken")
        if token is None:
            rows = table.changed(_updated_after(call))
            return rows, rows[-1].sequence if rows else 0
        # A token stands for its whole query: it overrides whatever else is asked with it.
        # https://developer-docs.amazon.com/sp-api/docs/get-orders-with-filtering-criteria
        after, until = self._redeemed(token, table.name)
        rows = table.changed_after(after, limit + 1)
        return [row for row in rows if row.sequence <= until], until

    def _redeemed(self, token: str, listing: str) -> tuple[int, int]:
        try:
            return self.tokens.redeem(token, listing)
        except Malformed:
            raise Malformed(
                f"nextToken {token} is unknown, used already, or not one of these {listing}; "
                "start again without it",
                field="nextToken",
            ) from None


def created(done: Done[Any]) -> Reply:
    """The answer to a creation: 201, or 200 when it is there already."""
    if done.already:
        return Reply(CreatedView(done.document.id, already=True), 200)
    return Reply(CreatedView(done.document.id), 201)


def standing(done: Done[Any]) -> Reply:
    """The answer to a move of a document."""
    document = done.document
    return Reply(StandingView(document.id, document.state, done.already or UNSET))


def amount(value: Decimal, currency: str) -> str:
    """An amount as text: with the places of its currency, and more only if it has more."""
    return _at_least(value, EXPONENTS[currency])


def rate(value: Decimal) -> str:
    """A tax rate as text: two decimal places, and more only if it has more."""
    return _at_least(value, 2)


def _at_least(value: Decimal, count: int) -> str:
    if has_places(text := str(value), count):
        return text
    return places(value, max(count, -int(value.normalize().as_tuple().exponent)))


def money(text: str) -> Decimal:
    """An amount from text; there is no zero below zero."""
    return number(text)


def instant_us(at: datetime, field: str) -> int:
    """The instant of a time in a request."""
    at_us = instant(at)
    if not 0 <= at_us < _TIMES_END_US:
        raise Malformed(f"{at.isoformat()} is not a time from 1970 to 2099", field=field)
    return at_us


class _InPartnerUnit(Protocol):
    @property
    def partner_unit(self) -> str | UnsetType: ...

    @property
    def partner_quantity(self) -> int | str | UnsetType: ...


def partner(line: _InPartnerUnit, index: int) -> tuple[str, str]:
    """The buyer's own unit that a line of a request names, and the exact quantity in it."""
    unit, quantity = line.partner_unit, line.partner_quantity
    if unit is UNSET and quantity is UNSET:
        return "", ""
    if unit is UNSET or quantity is UNSET:
        raise Malformed(
            "partnerUnit and partnerQuantity come together or not at all",
            field=f"lines[{index}].partnerUnit",
        )
    return unit, str(exact(quantity, field=f"lines[{index}].partnerQuantity"))


def in_camel_case(operation: Operation) -> Operation:
    """The operation, naming what is wrong in a request as the request names it."""

    def answer(call: Call) -> Reply:
        try:
            return operation.handle(call)
        except Refusal as refusal:
            refusal.field = None if refusal.field is None else camel(refusal.field)
            raise

    return replace(operation, handle=answer)


def camel(path: str) -> str:
    """A field path in camel case: ``lines[0].line_id`` is ``lines[0].lineId``."""
    return re.sub(r"_([a-z])", lambda letter: letter[1].upper(), path)


def _updated_after(call: Call) -> int:
    text = call.query.get("updatedAfter")
    if text is None:
        return 0
    try:
        at = msgspec.convert(text, Moment)
    except msgspec.ValidationError:
        raise Malformed(
            f"updatedAfter is {text!r}; it takes a time with an offset such as "
            "2011-06-01T09:30:00+01:00, in which a URL needs %2B for the plus sign",
            field="updatedAfter",
        ) from None
    return instant_us(at, "updatedAfter")
