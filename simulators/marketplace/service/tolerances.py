"""Tolerances of order lines: what they add to the payment, and lines that are complete within them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec.structs import replace

from ...kernel.arithmetic import heaviest, net_of, share
from ...kernel.problems import Unprocessable
from ..model import Order, OrderLine
from .units import Units, once


def margin(lines: Iterable[OrderLine], step: Decimal) -> Decimal:
    """What may become due beyond the total, if as much is delivered as the lines tolerate."""
    return sum((_surplus_value(line, step) for line in lines), Decimal(0))


def _surplus_value(line: OrderLine, step: Decimal) -> Decimal:
    """The seller bills net and tax apart, each rounded once, so that is how the most is reckoned.

    A seller who rounds tax once for the order may split the total of a line a coin to either side.
    """
    most, whole = line.quantity + line.over_units, line.quantity
    if line.weight_g:
        whole = line.quantity * line.weight_g
        most = heaviest(whole, line.weight_tolerance_bp)
    if most == whole:
        return Decimal(0)
    nets = _splits(line, step) if line.net is None else [line.net]
    return (
        max(share(net, most, whole, step) + share(line.total - net, most, whole, step) for net in nets)
        - line.total
    )


def _splits(line: OrderLine, step: Decimal) -> list[Decimal]:
    """What may be without tax in a line's total, by line or as part of the document."""
    net = net_of(line.total, line.tax_rate, step)
    if not line.tax_rate:
        return [net]
    return [one for one in (net - step, net, net + step) if 0 <= one <= line.total]


def closed(order: Order, lines: tuple[OrderLine, ...], units: Sequence[Units]) -> tuple[OrderLine, ...]:
    """The lines after the seller closed units of them that will not come, as the tolerance allows.

    SAP calls that the delivery-completed indicator (SAP Library, saphelp_erp60_sp, af/63bd534f).
    """
    once(units)
    held = {line.id: line for line in lines}
    for index, (line_id, quantity) in enumerate(units):
        line = held.get(line_id)
        if line is None:
            raise Unprocessable(
                f"order {order.id} has no line {line_id}; read the order for its lines",
                field=f"closed[{index}].line_id",
            )
        left = 0 if line.cancelled else min(line.open, line.under_units)
        if quantity > left:
            raise Unprocessable(
                f"{quantity} units of line {line_id} were to be closed; of its {line.open} open units "
                f"{left} can be, by a tolerance of {line.under_units} with {line.cancelled} cancelled",
                field=f"closed[{index}].quantity",
            )
        held[line_id] = replace(line, cancelled=line.cancelled + quantity, closed=quantity)
    return tuple(held.values())
