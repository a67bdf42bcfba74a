"""What is due of freight and other charges, by the judge's own arithmetic; part of I20."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ordergate.simulators.erp.policy import FREIGHT_BILLING

from ..arithmetic import e4, nearest
from ..books import Case
from ..found import coin_of
from ..scope import Scope


def charge_due(case: Case, order: Any, charge: Any, scope: Scope) -> int | None:
    """What has to be on invoices of a charge by now, with tax; None where no one figure is right.

    All of it with the first invoice; but freight pro rata for its share of the value billed, and with the
    last goods the rest. While an order grows, shares that were billed stay as they are. Of an order that
    the seller did not deliver nothing is due; what its buyer alone cancelled is billed or not, by policy.
    """
    whole = e4(charge.net) + e4(charge.tax)
    if order.lines and (not case.all("erp", "invoices") or _undelivered_by_seller(case, order)):
        return 0
    is_open = any(line.quantity > line.delivered + line.cancelled for line in order.lines)
    shared = charge.kind == "freight" and scope.declared.chosen(FREIGHT_BILLING) == "pro_rata"
    if not shared or not is_open:
        return whole
    if case.all("marketplace", "amendments"):
        return None
    part = _part_billed(order)
    coin = coin_of(case)
    return sum(
        nearest(e4(amount) * part.numerator, part.denominator, coin) for amount in (charge.net, charge.tax)
    )


def _undelivered_by_seller(case: Case, order: Any) -> bool:
    """Whether nothing left and nothing will, and some of it was cancelled by the seller."""
    if any(line.delivered or line.quantity > line.cancelled for line in order.lines):
        return False
    decided = [one for one in case.all("marketplace", "cancellations") if one.seller_ref]
    return any(line.accepted for one in decided for line in one.lines)


def _part_billed(order: Any) -> Fraction:
    """How much of the value of the goods is billed; of free goods the first invoice bills all."""
    value = sum(e4(line.net) for line in order.lines)
    if not value:
        return Fraction(1)
    done = Fraction(0)
    for line in order.lines:
        whole = line.quantity * (line.weight_g or 1)
        done += Fraction((line.invoiced_g if line.weight_g else line.invoiced) * e4(line.net), whole)
    return min(Fraction(1), done / value)
