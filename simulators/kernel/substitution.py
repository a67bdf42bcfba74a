"""One item in place of another: so many units of the one for one of the other, exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from msgspec import Meta

from .fields import Document
from .problems import Unprocessable

RatioText = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,5}(/[1-9][0-9]{0,5})?\Z")]
"""An exact ratio as text: 1, 2 or 1/2."""


class AllowedSubstitute(Document, frozen=True):
    """An item that may ship in place of another; ``ratio`` units of it stand for one of the other."""

    sku: str
    ratio: str


def units_instead(quantity: int, ratio: str, called: str, *, field: str) -> int:
    """How many units of the substitute stand for so many units, which has to be a whole number."""
    units = quantity * Fraction(ratio)
    if units.denominator != 1:
        raise Unprocessable(
            f"{quantity} of {called} at {ratio} for one are {units}; only whole units can ship, "
            f"so take a multiple of {units.denominator}",
            field=field,
        )
    return int(units)


def part_instead(units: int, quantity: int, shipped_quantity: int, called: str, *, field: str) -> int:
    """What so many of ``quantity`` units are, for which ``shipped_quantity`` units of an item stand."""
    if quantity == shipped_quantity:
        return units
    return units_instead(units, str(Fraction(shipped_quantity, quantity)), called, field=field)
