"""Exact money: rounding, tax and shares. Amounts are Decimal, quantities int; no float comes near.

The judge does not use this file: it has an arithmetic of its own, so that an error here is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TypeVar

KeyT = TypeVar("KeyT")

PENNY = Decimal("0.01")
BASIS = 10_000
"""Basis points in the whole."""
TEN_THOUSANDTH = Decimal("0.0001")


def rounded(amount: Decimal, step: Decimal = PENNY) -> Decimal:
    """The amount at the nearest step, halves away from zero (commercial rounding)."""
    return amount.quantize(step, rounding=ROUND_HALF_UP)


def net_of(gross: Decimal, tax_rate: Decimal, step: Decimal = PENNY) -> Decimal:
    """The amount without tax in an amount that includes it."""
    return gross if not tax_rate else rounded(gross / (1 + tax_rate), step)


def share(total: Decimal, part: int, whole: int, step: Decimal = PENNY) -> Decimal:
    """What ``part`` of ``whole`` units are worth, rounded once.

    Take the difference of two shares to get the value of the units in between: then the parts
    of a line always add up to the line, and the last part closes it.
    """
    return total if part == whole else rounded(total * part / whole, step)


def share_between(total: Decimal, start: int, end: int, whole: int, step: Decimal = PENNY) -> Decimal:
    """The value of the units from ``start`` (exclusive) to ``end`` (inclusive) of a line."""
    if not total and start != whole:
        exponent = _exponent(step)
        return _nothing(min(_exponent(total), exponent) if end == whole else exponent)
    if start == 0 and end == whole and total.same_quantum(step):
        return total  # Whoever is billed all of a line at once shares its amount.
    return share(total, end, whole, step) - share(total, start, whole, step)


def shares(total: Decimal, weights: Sequence[int], step: Decimal = PENNY) -> list[Decimal]:
    """What each weight bears of a total, to the minor unit: they always come to the total.

    Each gets its share cut off at the minor unit (the penny, in pounds); what is left goes to the
    largest remainders, and among equal ones to the first (Hamilton's method).
    """
    if not weights:
        return []
    pennies, whole = int(total // step), sum(weights)
    exact = [divmod(pennies * weight, whole) for weight in weights]
    left = pennies - sum(cut for cut, _ in exact)
    by_remainder = sorted(range(len(weights)), key=lambda place: (-exact[place][1], place))
    lucky = set(by_remainder[:left])
    return [(cut + (place in lucky)) * step for place, (cut, _) in enumerate(exact)]


@lru_cache(maxsize=16)
def _nothing(exponent: int) -> Decimal:
    return Decimal(0).scaleb(exponent)


def _exponent(amount: Decimal) -> int:
    return int(amount.as_tuple().exponent)


def tolerated(quantity: int, basis_points: int) -> int:
    """The whole units that a tolerance of a quantity comes to; parts of a unit do not count."""
    return quantity * basis_points // BASIS


def heaviest(nominal_g: int, basis_points: int) -> int:
    """The most that goods of a nominal weight may weigh, in whole grams."""
    return nominal_g + tolerated(nominal_g, basis_points)


def weighed(parts: Iterable[tuple[KeyT, int]]) -> dict[KeyT, int]:
    """The weights in grams by what was weighed, each added up; what weighs nothing is left out."""
    weights: dict[KeyT, int] = {}
    for key, weight_g in parts:
        if weight_g:
            weights[key] = weights.get(key, 0) + weight_g
    return weights
