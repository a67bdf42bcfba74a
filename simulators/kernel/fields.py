"""The forms that values take on the wire, shared by the request bodies of all systems."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Annotated

import msgspec
from msgspec import Meta

_FORMS: dict[str, str] = {}


def form(pattern: str, words: str, min_length: int | None = None, max_length: int | None = None) -> Meta:
    """The form of a text, with the words by which people are told of it."""
    _FORMS[pattern] = words
    return Meta(pattern=pattern, min_length=min_length, max_length=max_length)


def in_words(pattern: str) -> str:
    """What a text of this form takes; empty where nobody has said it."""
    return _FORMS.get(pattern, "")


Quantity = Annotated[int, Meta(ge=1, le=10_000_000)]
"""A number of units, at least one."""

Count = Annotated[int, Meta(ge=0, le=10_000_000)]
"""A number of units, possibly none."""

BasisPoints = Annotated[int, Meta(ge=0, le=10_000)]
"""Hundredths of a percent, from none to the whole."""

Grams = Annotated[int, Meta(ge=0, le=1_000_000_000)]
"""A weight in whole grams; 0 where nothing is weighed."""

Identifier = Annotated[
    str,
    form(
        r"^[^\x00-\x1f\x7f]+\Z",
        "1 to 64 characters, none of them a control character",
        min_length=1,
        max_length=64,
    ),
]
"""A document number, an item code, an external reference: 1 to 64 characters, none of them control."""

Text = Annotated[str, Meta(max_length=500, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*\Z")]
"""Free text of at most 500 characters."""

MoneyText = Annotated[
    str, form(r"^-?[0-9]{1,12}(\.[0-9]{1,4})?\Z", "an amount such as 12.50, with up to 4 places")
]
"""A decimal number as text, at most four places; what its sign and places may be, the field says."""

PriceText = Annotated[
    str, form(r"^[0-9]{1,12}(\.[0-9]{1,4})?\Z", "an amount from 0 such as 12.50, with up to 4 places")
]
"""A decimal number from 0 as text, at most four places."""

RateText = Annotated[str, form(r"^0(\.[0-9]{1,4})?\Z", "a rate from 0 to below 1, such as 0.20")]
"""A rate from 0 to below 1 as text, such as 0.20."""

Country = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
"""A country as the trading partner writes it."""

Currency = Annotated[str, form(r"^[A-Z]{3}\Z", "a code of ISO 4217 in capitals, such as EUR")]
"""An ISO 4217 code."""


DayText = Annotated[
    str, form(r"^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?\Z", "a day such as 2011-06-01")
]
"""A day such as 2011-06-01, or nothing: no particular day."""


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A request body: unknown fields and wrong types are refused by name."""


class Document(msgspec.Struct, frozen=True, gc=False):
    """A document of a system or a part of one; never changed, only replaced."""


@lru_cache(maxsize=16_384)
def number(text: str) -> Decimal:
    """The number that a checked text holds, which all share that hold the same; minus zero is zero."""
    return Decimal(text) + 0


def places(amount: Decimal, count: int) -> str:
    """The amount as text with exactly this many decimal places; nothing is rounded."""
    if has_places(text := str(amount), count):
        return text
    text = f"{amount:.{count}f}"
    assert Decimal(text) == amount, f"{amount} has more than {count} decimal places"
    return text


def has_places(text: str, count: int) -> bool:
    """Whether a decimal as text has exactly this many places, at least one."""
    return text[-count - 1 : -count] == "." and "E" not in text
