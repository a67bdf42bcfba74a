"""What of each amount is tax, by the judge's own arithmetic in whole ten-thousandths."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from ordergate.simulators.erp.policy import TAX_ROUNDING

from .across import goods_of
from .arithmetic import ONE, e4, nearest, without_tax
from .currencies import step_of
from .scope import Scope


def net_prices(order: Any) -> bool:
    """Whether the prices of a shop's order are without tax."""
    return str(order.tax_mode) == "exclusive"


def nets_of(order: Any, scope: Scope) -> dict[str, int]:
    """The net amounts of an order's lines of goods and of its charges, by id.

    Without tax in the prices they are the shop's own. Rounded for the document, the nets of a rate add up
    to the rounded net of all its totals, amount by amount; what an amendment added is a document of its own.
    """
    coin = step_of(order.currency)
    once = scope.declared.chosen(TAX_ROUNDING) == "document"
    totals: dict[tuple[str, int], int] = defaultdict(int)
    nets = {}
    for one, amendment in _amounts(order):
        total, rate = e4(one.total), e4(one.tax_rate)
        if one.net is not None:
            nets[one.id] = e4(one.net)
        elif once and total % coin == 0:
            before = totals[amendment, rate]
            totals[amendment, rate] = before + total
            nets[one.id] = _net(before + total, rate, coin) - _net(before, rate, coin)
        else:
            nets[one.id] = without_tax(total, rate, coin)
    return nets


def _amounts(order: Any) -> list[tuple[Any, str]]:
    """Each line of goods and each charge, with the amendment by which it came."""
    came_by = {goods.id: line.amendment for line in order.lines for goods in line.components}
    goods = [(line, came_by.get(line.id, line.amendment)) for line in goods_of(order)]
    return goods + [(charge, "") for charge in order.charges]


def _net(gross_e4: int, rate_e4: int, coin: int) -> int:
    return nearest(gross_e4 * ONE, ONE + rate_e4, coin)


def tax_due(amounts: list[tuple[int, int]], coin: int, *, once: bool) -> int:
    """The tax on net amounts by their rates: of each rounded, or once for each rate."""
    if not once:
        return sum(nearest(net * rate, ONE, coin) for net, rate in amounts)
    by_rate: dict[int, int] = defaultdict(int)
    for net, rate in amounts:
        by_rate[rate] += net
    return sum(nearest(net * rate, ONE, coin) for rate, net in by_rate.items())
