"""Quantities in the buyer's own unit: taken in eaches when ordered, and said again by the seller."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from ...kernel.problems import Unprocessable
from ...kernel.units import BASE, exact
from ..model import Listing, PartnerUnit


class Stated(NamedTuple):
    """A quantity in a unit of the buyer's own."""

    unit: str
    quantity: str


NOTHING_STATED = Stated("", "")


class Sold(NamedTuple):
    """So many of the unit that a listing is sold by, and the buyer's own unit if it named one."""

    quantity: int
    partner: PartnerUnit | None


def sold(listing: Listing, quantity: int, unit: str, index: int) -> Sold:
    """What a buyer asks for, in the unit that the listing is sold by: a whole number, or it is refused."""
    terms = listing.terms
    if unit in ("", terms.unit):
        return Sold(quantity, None)
    partner = next((one for one in terms.partner_units if one.name == unit), None)
    if partner is None:
        known = ", ".join([terms.unit, *(one.name for one in terms.partner_units)])
        raise Unprocessable(
            f"{listing.sku} is not sold by the {unit}; it is by: {known}", field=f"lines[{index}].unit"
        )
    eaches = Fraction(partner.size) * quantity
    units = eaches * Fraction(1, terms.size)
    if units.denominator != 1:
        raise Unprocessable(
            f"{quantity} {unit} of {listing.sku} are {eaches} {BASE}, which is no whole number of "
            f"{terms.unit} of {terms.size} {BASE}",
            field=f"lines[{index}].quantity",
        )
    return Sold(int(units), partner)


def stated(said: Mapping[str, Stated], line_id: str) -> Stated:
    """What was said of a line in the buyer's own unit, if anything."""
    return said.get(line_id, NOTHING_STATED)


def check_names(sku: str, partner_units: tuple[PartnerUnit, ...], unit: str) -> None:
    """A name stands for one size, which is more than nothing."""
    names = [one.name for one in partner_units]
    for one in partner_units:
        if names.count(one.name) > 1 or one.name == unit or not exact(one.size, field="partner_units"):
            raise Unprocessable(
                f"{one.name} of {one.size} {BASE} is no name for a unit of {sku}; each stands once, for more "
                f"than 0 {BASE}, and {unit} is there without being named",
                field="partner_units",
            )
