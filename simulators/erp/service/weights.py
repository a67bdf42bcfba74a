"""Catch weight: goods are ordered and counted in pieces, and paid by what they weigh.

https://learn.microsoft.com/en-us/dynamics365/supply-chain/warehousing/catch-weight-processing
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from ...kernel.arithmetic import share, share_between, tolerated
from ...kernel.problems import Unprocessable
from ...kernel.units import GRAMS
from ..model import InvoiceLine, OrderLine, SalesOrder
from .order_lines import LINE_STEP

NO_WEIGHTS: Mapping[int, int] = MappingProxyType({})
"""Of goods that nobody weighs."""


def check_weighed(order: SalesOrder, units: Mapping[int, int], weights: Mapping[int, int]) -> None:
    """Refuse goods without their weight where it is paid, and a weight where it is not."""
    for index, (line_no, quantity) in enumerate(units.items()):
        line, said_g = _line(order, line_no), weights.get(line_no, 0)
        if bool(said_g) is not bool(line.weight_g):
            wanted = (
                "is paid by its weight; say it" if line.weight_g else "is not paid by weight; leave it out"
            )
            raise Unprocessable(
                f"{quantity} units of line {line_no} of sales order {order.number} are said to weigh "
                f"{said_g} g; the line {wanted}",
                field=f"lines[{index}].weight_g",
            )


def check_scales(order: SalesOrder, units: Mapping[int, int], weights: Mapping[int, int]) -> None:
    """Refuse what people weighed here and that is further from its nominal weight than is tolerated."""
    for index, (line_no, quantity) in enumerate(units.items()):
        line, said_g = _line(order, line_no), weights.get(line_no, 0)
        nominal_g = quantity * line.weight_g
        margin_g = tolerated(nominal_g, line.weight_tolerance_bp)
        if abs(said_g - nominal_g) > margin_g:
            raise Unprocessable(
                f"{quantity} units of line {line_no} of sales order {order.number} are said to weigh "
                f"{said_g} g; by name and tolerance it is {nominal_g - margin_g} to {nominal_g + margin_g} g",
                field=f"lines[{index}].weight_g",
            )


def billed_by_weight(line: OrderLine, quantity: int, weight_g: int, step: Decimal) -> InvoiceLine:
    """The next units of a line at the share of its amounts that their weight is of the nominal weight.

    The total that was captured is the price of the nominal weight, so that is price per kilogram x kilograms.
    """
    start, end, whole = line.invoiced_g, line.invoiced_g + weight_g, _nominal_g(line)
    net = share_between(line.net, start, end, whole, step)
    tax = share_between(line.tax, start, end, whole, step)
    return InvoiceLine(
        line.line_no, quantity, line.unit_price, net, tax, line.reference, line.price_unit,
        str(Fraction(weight_g, GRAMS)), weight_g=weight_g,
        discount=share_between(line.discount, start, end, whole, step),
    )  # fmt: skip


def credit_by_weight(line: OrderLine, quantity: int, step: Decimal) -> tuple[Decimal, Decimal]:
    """Net and tax of units that come back, at the average weight that was billed for the line.

    The last of them closes it: all credits together are then what all invoices came to.
    """
    whole, end = _nominal_g(line), line.credited + quantity
    net, tax = (share(part, line.invoiced_g, whole, step) for part in (line.net, line.tax))
    return (
        share(net, end, line.invoiced, step) - line.credited_net,
        share(tax, end, line.invoiced, step) - line.credited_tax,
    )


def discount_by_weight(line: OrderLine, quantity: int, step: Decimal) -> Decimal:
    """What was taken off for units that come back, at the average weight that was billed for the line."""
    billed = share(line.discount, line.invoiced_g, _nominal_g(line), step)
    return share_between(billed, line.credited, line.credited + quantity, line.invoiced, step)


def _nominal_g(line: OrderLine) -> int:
    return line.quantity * line.weight_g


def _line(order: SalesOrder, line_no: int) -> OrderLine:
    return order.lines[line_no // LINE_STEP - 1]
