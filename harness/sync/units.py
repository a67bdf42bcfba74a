"""The engine's own units of measure: exact fractions; what cannot be said exactly is set aside."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from .errors import Unsuitable
from .money import TEN_THOUSANDTH, round_half_up

BASE = "EA"
KILOGRAM = "KG"
_EXACT = re.compile(r"[0-9]+(?:\.[0-9]+|/[0-9]*[1-9][0-9]*)?", re.ASCII)


def exact(text: str | int) -> Fraction:
    """The quantity that a text such as 1/12 or 4.20 says, and nothing that could be two things."""
    if isinstance(text, str) and not _EXACT.fullmatch(text):
        raise Unsuitable(f"{text!r} is no exact quantity; it would have to be guessed")
    return Fraction(text)


def told(quantity: Fraction) -> int | str:
    """A quantity as it is told: a whole number, or the fraction as text."""
    return quantity.numerator if quantity.denominator == 1 else str(quantity)


def as_told(text: str) -> int | str:
    """A quantity in a text as vendors take it: a whole number, or the text."""
    return told(exact(text))


def in_base(quantity: Fraction, size: Fraction) -> int:
    """The base units in so many of a unit, which are whole."""
    return whole(quantity * size, f"{quantity} units of {size} {BASE}")


def in_unit(base: int, size: Fraction | int) -> Fraction:
    """How many of a unit so many base units are."""
    return Fraction(base) / size


def whole(quantity: Fraction, called: str) -> int:
    """A quantity that has to be a whole number."""
    if quantity.denominator != 1:
        raise Unsuitable(f"{called} are {quantity}, which is no whole number; it would have to be rounded")
    return quantity.numerator


def price_of(price: Decimal, own: Fraction, other: Fraction) -> Decimal:
    """A price for a unit of one size as that for a unit of another, at four places like all prices."""
    if own == other:
        return price
    scaled = Fraction(price) * other / own
    return round_half_up(Decimal(scaled.numerator) / scaled.denominator, TEN_THOUSANDTH)
