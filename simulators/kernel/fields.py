"""The forms that values take on the wire, shared by the request bodies of all systems."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Annotated

import msgspec
from msgspec import Meta

Quantity = Annotated[int, Meta(ge=1, le=10_000_000)]
"""A number of units, at least one."""

Count = Annotated[int, Meta(ge=0, le=10_000_000)]
"""A number of units, possibly none."""

BasisPoints = Annotated[int, Meta(ge=0, le=10_000)]
"""Hundredths of a percent, from none to the whole."""

Grams = Annotated[int, Meta(ge=0, le=1_000_000_000)]
"""A weight in whole grams; 0 where nothing is weighed."""

Identifier = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
"""A document number, an item code, an external reference: 1 to 64 characters, none of them control."""

Text = Annotated[str, Meta(max_length=500, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*\Z")]
"""Free text of at most 500 characters."""

MoneyText = Annotated[str, Meta(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,4})?\Z")]
"""A decimal number as text, at most four places; what its sign and places may be, the field says."""

PriceText = Annotated[str, Meta(pattern=r"^[0-9]{1,12}(\.[0-9]{1,4})?\Z")]
"""A decimal number from 0 as text, at most four places."""

RateText = Annotated[str, Meta(pattern=r"^0(\.[0-9]{1,4})?\Z")]
"""A rate from 0 to below 1 as text, such as 0.20."""

Country = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
"""A country as the trading partner writes it."""

Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]
"""An ISO 4217 code."""


DayText = Annotated[str, Meta(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?\Z")]
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
