"""The judge's own money: whole ten-thousandths of a currency unit, and nothing borrowed.

The systems and the engine have an arithmetic each; a judge that used theirs would agree with
their mistakes.
"""

from __future__ import annotations

from decimal import Decimal

ONE = 10_000
PENNY = 100


def e4(amount: Decimal) -> int:
    """A decimal amount in ten-thousandths, exactly."""
    scaled = amount.scaleb(4)
    whole = int(scaled)
    assert whole == scaled, f"{amount} has more than four decimal places"
    return whole


def money(amount_e4: int) -> Decimal:
    """Ten-thousandths as a decimal amount, with two places unless it needs more."""
    amount = Decimal(amount_e4).scaleb(-4)
    return amount.quantize(Decimal("0.01")) if amount_e4 % PENNY == 0 else amount


def nearest(numerator: int, denominator: int, step: int = PENNY) -> int:
    """The multiple of ``step`` nearest to a fraction, halves away from zero."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    numerator, denominator = abs(numerator), abs(denominator) * step
    whole, rest = divmod(numerator, denominator)
    if 2 * rest >= denominator:
        whole += 1
    return sign * whole * step


def part_of(total_e4: int, units: int, of: int, step: int = PENNY) -> int:
    """What the first ``units`` of a line are worth; all of them are worth the line."""
    return total_e4 if units == of else nearest(total_e4 * units, of, step)


def without_tax(gross_e4: int, rate_e4: int, coin: int = PENNY) -> int:
    """A gross amount without its tax: to the minor unit, or to 0.0001 when it is finer than that."""
    if not rate_e4:
        return gross_e4
    step = coin if gross_e4 % coin == 0 else 1
    return nearest(gross_e4 * ONE, ONE + rate_e4, step)
