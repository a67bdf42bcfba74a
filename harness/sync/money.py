"""The engine's own exact money: amounts are Decimal, quantities int, and no float comes near."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from .errors import Unsuitable

ZERO = Decimal(0)
PENNY = Decimal("0.01")
TEN_THOUSANDTH = Decimal("0.0001")
_ONE = Decimal(1)


def round_half_up(amount: Decimal, step: Decimal = PENNY) -> Decimal:
    """The nearest multiple of a power of ten, halves away from zero."""
    return amount.quantize(step, ROUND_HALF_UP)


def step_of(total: Decimal, coin: Decimal = PENNY) -> Decimal:
    """The step in which parts of a total are told: the minor unit, or ten-thousandths if it is finer."""
    return coin if total == total.quantize(coin, ROUND_HALF_UP) else TEN_THOUSANDTH


def net_of(total: Decimal, tax_rate: Decimal, step: Decimal = PENNY) -> Decimal:
    """The part without tax of a total that includes it; the total stays the fact."""
    if not tax_rate:
        return total.quantize(step, ROUND_HALF_UP)
    return (total / (_ONE + tax_rate)).quantize(step, ROUND_HALF_UP)


def net_and_tax(total: Decimal, tax_rate: Decimal, step: Decimal = PENNY) -> tuple[Decimal, Decimal]:
    """What a total with tax consists of; the two always add up to it."""
    net = net_of(total, tax_rate, step)
    return net, total - net


def gross_price(net_price: Decimal, tax_rate: Decimal) -> Decimal:
    """A unit price with tax, at four places."""
    return round_half_up(net_price * (_ONE + tax_rate), TEN_THOUSANDTH)


def net_price(gross: Decimal, tax_rate: Decimal) -> Decimal:
    """A unit price without tax, at four places."""
    return net_of(gross, tax_rate, TEN_THOUSANDTH)


def share(total: Decimal, part: int, whole: int, step: Decimal = PENNY) -> Decimal:
    """What the first ``part`` of ``whole`` units are worth, rounded once to the minor unit."""
    if part == whole:
        return total
    return (total * part / whole).quantize(step, ROUND_HALF_UP)


def share_between(total: Decimal, start: int, end: int, whole: int, step: Decimal = PENNY) -> Decimal:
    """What the units after ``start`` up to ``end`` are worth, so that all parts add up."""
    return share(total, end, whole, step) - share(total, start, whole, step)


def minor_units(amount: Decimal, coin: Decimal = PENNY) -> int:
    """An amount in minor units, pence of pounds; one that has fractions of them cannot be told this way."""
    return _whole(amount, int(1 // coin), f"minor units of {coin}")


def ten_thousandths(amount: Decimal) -> int:
    """An amount in ten-thousandths of its currency."""
    return _whole(amount, 10_000, "ten-thousandths")


def basis_points(rate: Decimal) -> int:
    """A rate in hundredths of a percent."""
    return _whole(rate, 10_000, "basis points")


def _whole(amount: Decimal, factor: int, unit: str) -> int:
    scaled = amount * factor
    whole = int(scaled)
    if whole != scaled:
        raise Unsuitable(f"{amount} is no whole number of {unit}; it would have to be rounded")
    return whole


def money_text(amount: Decimal, coin: Decimal = PENNY) -> str:
    """An amount as text: with the places of its minor unit, or four when it needs them."""
    return f"{amount.quantize(step_of(amount, coin)):f}"


def price_text(amount: Decimal) -> str:
    """A unit price as text with four places."""
    return f"{amount:.4f}"
