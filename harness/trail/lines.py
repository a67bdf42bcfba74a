"""The lines of one order by the names that systems give them, and what units of them are worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from ..evidence.money import MoneyStep
from ..judge.across import goods_of, warehouse_lines
from ..judge.books import Case
from ..judge.currencies import places_of

GRAMS = 1000
_FINEST = Decimal("0.0001")


class Units(NamedTuple):
    """Eaches of a line of goods by the shop's name of it, and what they weigh if that is paid."""

    line: str
    quantity: int
    weight_g: int = 0


class Lines:
    """The lines of the shop's order; a kit's goods are its components."""

    def __init__(self, case: Case) -> None:
        order = case.one("marketplace", "orders")
        self.goods: dict[str, Any] = {line.id: line for line in goods_of(order)}
        self.sold: dict[str, Any] = {line.id: line for line in order.lines}
        self.coin = Decimal(1).scaleb(-places_of(order.currency))
        self.of_erp = _names(case, "erp", "line_no")
        self.of_oms = _names(case, "oms", "id")
        self.of_wms = warehouse_lines(case)

    def told(self, line: str, quantity: int) -> str:
        """Units of a line as people say it: ``3 x item 17``."""
        found = self.goods.get(line) or self.sold.get(line)
        return f"{quantity} x item {'?' if found is None else found.sku}"

    def listed(self, units: Iterable[Units]) -> str:
        """Units of several lines as people say it."""
        told = (
            self.told(one.line, one.quantity) + (f", {kilograms(one.weight_g)} kg" if one.weight_g else "")
            for one in units
            if one.quantity
        )
        return "; ".join(told)

    def in_goods(self, line: str, quantity: int) -> list[Units]:
        """Units of a line as units of goods: of a kit those of its components."""
        kit = self.sold.get(line)
        if kit is not None and kit.components:
            return [Units(part.id, part.per_kit * quantity) for part in kit.components]
        return [Units(line, quantity)]


def _names(case: Case, system: str, field: str) -> dict[Any, str]:
    return {
        getattr(line, field): line.external_line
        for order in case.all(system, "orders")
        for line in order.lines
    }


def said(document: Any, field: str, otherwise: Any = "") -> Any:
    """A field that not every system keeps on its documents."""
    return getattr(document, field, otherwise)


def kilograms(weight_g: int) -> str:
    """A weight as a decimal number of kilograms."""
    return f"{Decimal(weight_g) / GRAMS:f}"


class Worth:
    """What has happened to the units of an order so far, and what further ones are worth.

    Shares are of what was agreed in the shop. Net and tax are shared each by itself, as they are billed,
    and rounded for all units up to here, so that the last ones close the line.
    """

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._shipped: dict[str, tuple[int, int]] = {}
        self._cancelled: dict[str, int] = {}

    def shipped(self, units: Units, free: int = 0) -> Decimal:
        """What these units, which leave now, are worth but for those that are free of charge."""
        line = self._lines.goods.get(units.line)
        if line is None:
            return Decimal(0)
        count, weight_g = self._shipped.get(line.id, (0, 0))
        after = (count + units.quantity - free, weight_g + units.weight_g)
        self._shipped[line.id] = after
        if line.weight_g:
            whole = line.quantity * line.weight_g
            return self._between(line, weight_g, after[1], whole)
        return self._between(line, count, after[0], line.quantity)

    def cancelled(self, units: Units) -> Decimal:
        """What these units, which are cancelled now, take off what was agreed."""
        line = self._lines.goods.get(units.line)
        if line is None:
            return Decimal(0)
        before = self._cancelled.get(line.id, 0)
        after = self._cancelled[line.id] = before + units.quantity
        return self._between(line, line.quantity - after, line.quantity - before, line.quantity)

    def _between(self, line: Any, first: int, last: int, whole: int) -> Decimal:
        coin = self._lines.coin
        return _value(line, last, whole, coin) - _value(line, first, whole, coin)


class Valued(NamedTuple):
    """Something that happened at an instant, and how to tell it once all before it was valued."""

    at_us: int
    told: Callable[[Worth], MoneyStep]


def charges_of(order: Any) -> Decimal:
    """Freight and other charges of an order, with tax."""
    return sum((charge.total for charge in order.charges), Decimal(0))


def agreed_in_the_end(order: Any, *, charged: bool) -> Decimal:
    """What the order of the shop says was agreed for all that is not cancelled, charges included if so."""
    coin = Decimal(1).scaleb(-places_of(order.currency))
    goods = (_value(line, line.quantity - line.cancelled, line.quantity, coin) for line in goods_of(order))
    return sum(goods, Decimal(0)) + (charges_of(order) if charged else 0)


def charges_fell(case: Case) -> bool:
    """Whether all of an order was cancelled, and its charges were not billed all the same."""
    billed = any(invoice.charges for invoice in case.all("erp", "invoices"))
    return case.one("marketplace", "orders").state == "cancelled" and not billed


def _value(line: Any, part: int, whole: int, coin: Decimal) -> Decimal:
    """What a part of a line is worth: what is finer than a coin is so without its tax as well."""
    net = line.net
    if net is None:
        finest = coin if line.total % coin == 0 else _FINEST
        net = _rounded(Fraction(line.total) / (1 + Fraction(line.tax_rate)), finest)
    return sum((_share(amount, part, whole, coin) for amount in (net, line.total - net)), Decimal(0))


def _share(amount: Decimal, part: int, whole: int, coin: Decimal) -> Decimal:
    return amount if part == whole else _rounded(Fraction(amount) * part / whole, coin)


def _rounded(value: Fraction, step: Decimal) -> Decimal:
    """The value at the nearest step, halves away from zero."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(step, rounding=ROUND_HALF_UP)


def summed(pairs: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    """The sum of the numbers of each key, in order of appearance."""
    totals: dict[str, int] = {}
    for key, number in pairs:
        totals[key] = totals.get(key, 0) + number
    return totals
