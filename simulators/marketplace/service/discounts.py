"""Discounts: taken off lines, and off orders; what an order is given, its lines share at once.

A line's total is what is left of its price. So what a unit is refunded never depends on which others are
kept: https://github.com/sonata-project/ecommerce/issues/177
https://shopify.dev/docs/api/admin-graphql/latest/objects/DiscountAllocation
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from ...kernel.arithmetic import TEN_THOUSANDTH, rounded, shares
from ...kernel.currencies import MINOR_UNITS, check_whole
from ...kernel.fields import Document
from ...kernel.problems import Unprocessable
from ..model import Discount, DiscountKind, amount_of


class WantedDiscount(Document, frozen=True):
    """A discount under its code: an amount, or hundredths of a percent of what is left to pay."""

    code: str
    amount: Decimal | None = None
    basis_points: int = 0


class TakenOff(NamedTuple):
    """What was taken off each line, and the amounts that were taken off the order as a whole."""

    lines: tuple[tuple[Discount, ...], ...]
    header: tuple[Discount, ...]

    def left(self, totals: Sequence[Decimal]) -> list[Decimal]:
        """What is to be paid for each line."""
        return [total - amount_of(off) for total, off in zip(totals, self.lines, strict=True)]


def taken_off(
    totals: Sequence[Decimal],
    of_lines: Sequence[Sequence[WantedDiscount]],
    of_order: Sequence[WantedDiscount],
    currency: str,
) -> TakenOff:
    """Take discounts off lines that cost ``totals``: those of the lines first, one after the other.

    What the order is given is shared by what is left of each line, to the minor unit; a free line bears none.
    """
    step = MINOR_UNITS[currency]
    lines: list[tuple[Discount, ...]] = []
    for index, (total, wanted) in enumerate(zip(totals, of_lines, strict=True)):
        lines.append(tuple(_each(DiscountKind.LINE, total, wanted, currency, f"lines[{index}].discounts")))
    left = [total - amount_of(off) for total, off in zip(totals, lines, strict=True)]
    header = tuple(_each(DiscountKind.HEADER, sum(left, Decimal(0)), of_order, currency, "discounts"))
    for discount in header:
        borne = shares(discount.amount, [int(one // step) for one in left], step)
        left = [one - share for one, share in zip(left, borne, strict=True)]
        lines = [
            (*off, replace(discount, amount=share)) if share else off
            for off, share in zip(lines, borne, strict=True)
        ]
    return TakenOff(tuple(lines), header)


def _each(
    kind: DiscountKind, total: Decimal, wanted: Sequence[WantedDiscount], currency: str, field: str
) -> list[Discount]:
    """Discounts of an amount, each of what those before it left; one that comes to nothing is none."""
    taken: list[Discount] = []
    for index, one in enumerate(wanted):
        left = total - amount_of(taken)
        amount = one.amount
        if amount is None:
            amount = rounded(left * one.basis_points * TEN_THOUSANDTH, MINOR_UNITS[currency])
        check_whole(amount, currency, field=f"{field}[{index}].amount")
        if amount > left:
            raise Unprocessable(
                f"discount {one.code} takes off {amount}, and {left} is left to pay",
                field=f"{field}[{index}].amount",
            )
        if amount:
            taken.append(Discount(kind, one.code, amount))
    return taken


def check_none(discounts: Sequence[WantedDiscount], field: str) -> None:
    """Refuse a discount on a line that comes later: it was given on what was ordered at first."""
    if discounts:
        raise Unprocessable(
            f"discount {discounts[0].code} is for lines of a new order; name the price agreed, or order anew",
            field=field,
        )
