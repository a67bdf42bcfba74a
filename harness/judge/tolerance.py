"""What a line tolerates and what a surplus is worth, by the judge's own arithmetic."""

from __future__ import annotations

from typing import Any

from ordergate.simulators.erp.policy import OVER_DELIVERY

from .arithmetic import ONE, e4, part_of, without_tax
from .currencies import step_of
from .scope import Scope


def over_units(line: Any) -> int:
    """Whole units that may ship beyond the quantity of a line; the shop's line says it in basis points."""
    if hasattr(line, "over_bp"):
        return int(line.quantity * line.over_bp) // ONE
    return int(getattr(line, "over_units", 0))


def under_units(line: Any) -> int:
    """Whole units that may be left out of a line."""
    if hasattr(line, "under_bp"):
        return int(line.quantity * line.under_bp) // ONE
    return int(getattr(line, "under_units", 0))


def margin_e4(order: Any) -> int:
    """What may become due beyond the total of a shop's order, if all that is tolerated is delivered."""
    return sum(_surplus_e4(line, step_of(order.currency)) for line in order.lines)


def _surplus_e4(line: Any, step: int) -> int:
    total = e4(line.total)
    most, whole = line.quantity + over_units(line), line.quantity
    if line.weight_g:
        whole = line.quantity * line.weight_g
        most = whole + whole * line.weight_tolerance_bp // ONE
    if most == whole:
        return 0
    splits = _nets_e4(line, step)
    dearest = max(part_of(net, most, whole, step) + part_of(total - net, most, whole, step) for net in splits)
    return dearest - total


def _nets_e4(line: Any, step: int) -> list[int]:
    """What may be net in a line: rounded for the document, a coin more or less than by the line."""
    if line.net is not None:
        return [e4(line.net)]
    total, rate = e4(line.total), e4(line.tax_rate)
    net = without_tax(total, rate, step)
    around = (net - step, net, net + step) if rate else (net,)
    return [one for one in around if 0 <= one <= total]


def paid_for(line: Any, units: int, scope: Scope) -> int:
    """How many of the first units of a line of the ERP are to be paid: those beyond it may be free."""
    free = scope.declared.chosen(OVER_DELIVERY) == "free"
    return min(units, int(line.quantity)) if free else units
