"""Units of measure as exact fractions: a conversion is exact, or it is refused.

Goods are counted in the base unit, whole eaches. A unit has a size: how many base units one of it
holds, 12 for a case of twelve. Nothing is ever rounded, so a base quantity always comes back.

The judge does not use this file: it has units of its own, so that an error here is found.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Annotated

import msgspec
from msgspec import Meta

from .problems import Unprocessable

BASE = "EA"
BASE_MAX = 10_000_000
KILOGRAM = "KG"
GRAMS = 1000
"""In a kilogram."""

UnitCode = Annotated[str, Meta(min_length=1, max_length=8, pattern=r"^[A-Z][A-Z0-9]*\Z")]
"""The code of a unit, such as EA, CS or PL."""

FractionText = Annotated[str, Meta(pattern=r"^[0-9]{1,8}(\.[0-9]{1,6}|/[1-9][0-9]{0,6})\Z")]
"""An exact quantity that is no whole number, as text: 4.75 or 19/4, never with a comma."""

WholeOrFraction = Annotated[int, Meta(ge=1, le=BASE_MAX)] | FractionText
"""A quantity in some unit: a whole number, or exact text."""

_EXACT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6}|/[1-9][0-9]{0,11})?", re.ASCII)


@lru_cache(maxsize=4096)
def _ratio(numerator: int, denominator: int) -> Fraction:
    return Fraction(numerator, denominator)


@lru_cache(maxsize=4096)
def _ratio_text(numerator: int, denominator: int) -> str:
    return str(Fraction(numerator, denominator))


class Unit(msgspec.Struct, frozen=True, gc=False):
    """A unit in which an item is counted: one holds numerator/denominator base units.

    Of an indivisible one only whole ones can be ordered.
    """

    code: str
    numerator: int
    denominator: int = 1
    divisible: bool = True

    @property
    def size(self) -> Fraction:
        """How many base units one holds."""
        return _ratio(self.numerator, self.denominator)

    @property
    def size_text(self) -> str:
        """The same as text, which all that keep it share."""
        return _ratio_text(self.numerator, self.denominator)


class PartnerUnit(msgspec.Struct, frozen=True, gc=False):
    """What trading partners call a unit of an item: their BX12 is our CS."""

    name: str
    unit: str


EACH = Unit(BASE, 1, divisible=False)


def exact(text: str | int, *, field: str | None = None) -> Fraction:
    """The quantity that a text such as 1/12 or 4.20 says; 4,20 could be two things and is refused."""
    if isinstance(text, str) and not _EXACT.fullmatch(text):
        raise Unprocessable(
            f"{text!r} is no exact quantity; it takes 5, 4.75 or 19/4, with a point and no comma",
            field=field,
        )
    return Fraction(text)


def told(quantity: Fraction) -> int | str:
    """A quantity as it is told: a whole number, or the fraction as text."""
    return int(quantity) if quantity.denominator == 1 else str(quantity)


def in_base(quantity: Fraction, unit: Unit, *, field: str | None = None) -> int:
    """The base units that a quantity of a unit holds: a whole number of them, or it is refused."""
    base = quantity if unit.numerator == unit.denominator else quantity * unit.size
    if base.denominator != 1:
        raise Unprocessable(
            f"{quantity} {unit.code} of {unit.size} {BASE} are {base} {BASE}; "
            f"{BASE} is indivisible, so order a whole number of them",
            field=field,
        )
    if not unit.divisible and quantity.denominator != 1:
        raise Unprocessable(
            f"{quantity} {unit.code} cannot be ordered; {unit.code} is indivisible", field=field
        )
    if not 1 <= base <= BASE_MAX:
        raise Unprocessable(
            f"{quantity} {unit.code} are {base} {BASE}; a line takes 1 to {BASE_MAX}", field=field
        )
    return int(base)


def in_unit(base: int, size: Fraction) -> Fraction:
    """How many of a unit so many base units are, exactly."""
    return Fraction(base) if size == 1 else Fraction(base) / size
