"""Items that are ordered by the piece and paid by the weight."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from ...kernel.problems import Unprocessable
from ..model import Listing, Order

NO_WEIGHTS: Mapping[str, int] = MappingProxyType({})
"""Of goods that nobody weighs."""


def priced(price: Decimal, quantity: int, listing: Listing) -> Decimal:
    """What so many units of a listing cost, not rounded; by their nominal weight if it is sold so."""
    if not listing.terms.weight_g:
        return price * quantity
    grams = price * quantity * listing.terms.weight_g
    return grams.scaleb(-3)  # the price is for a kilogram


def check_weighed(order: Order, units: Mapping[str, int], weights: Mapping[str, int]) -> None:
    """Refuse a shipment that weighs nothing where the weight is paid, or something where it is not."""
    for index, line in enumerate(line for line in order.goods if line.id in units):
        if bool(weights.get(line.id)) is not bool(line.weight_g):
            said = weights.get(line.id, 0)
            wanted = (
                "is paid by its weight; say it" if line.weight_g else "is not paid by weight; leave it out"
            )
            raise Unprocessable(
                f"{units[line.id]} units of line {line.id} are said to weigh {said} g; the line {wanted}",
                field=f"lines[{index}].weight_g",
            )
