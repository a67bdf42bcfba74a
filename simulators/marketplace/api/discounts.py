"""Discounts on the wire: as buyers ask for them, and as orders show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from ...kernel.fields import BasisPoints, Body, Identifier, PriceText
from ...kernel.problems import Malformed
from ..model import Discount
from ..service.discounts import WantedDiscount
from .forms import View, amount, money


class NewDiscount(Body, frozen=True):
    """A discount: an ``amount``, or ``basis_points`` (1000 is 10 %) of what is left to pay."""

    code: Identifier
    amount: PriceText | UnsetType = UNSET
    basis_points: BasisPoints | UnsetType = UNSET


NewDiscounts = Annotated[tuple[NewDiscount, ...], Meta(max_length=20)]
"""Discounts in the order in which they are taken off."""


class DiscountView(View, frozen=True):
    """A discount; on a line, one of kind ``header`` is the line's share of what the order was given."""

    kind: str
    code: str
    amount: str


def wanted_discounts(asked: Sequence[NewDiscount], field: str) -> tuple[WantedDiscount, ...]:
    """The discounts that a request names, each with an amount or a rate."""
    for index, one in enumerate(asked):
        if (one.amount is UNSET) is (one.basis_points is UNSET):
            raise Malformed(
                f"discount {one.code} takes either an amount or basis_points",
                field=f"{field}[{index}].amount",
            )
    return tuple(
        WantedDiscount(
            one.code,
            None if one.amount is UNSET else money(one.amount),
            0 if one.basis_points is UNSET else one.basis_points,
        )
        for one in asked
    )


def discounts_shown(discounts: Sequence[Discount], currency: str) -> list[DiscountView] | UnsetType:
    """Discounts as they are shown, if there are any."""
    return [DiscountView(one.kind, one.code, amount(one.amount, currency)) for one in discounts] or UNSET
