"""Restocking fees: what a seller keeps of the price paid for units that come back.

A fee is named for each line of a return. https://help.shopify.com/en/manual/fulfillment/managing-orders/returns
"""

from __future__ import annotations

from decimal import Decimal

from ...kernel.arithmetic import share_between
from ...kernel.currencies import check_paid
from ...kernel.problems import Unprocessable
from ..model import Order, OrderLine


def check_fee(order: Order, line: OrderLine, quantity: int, fee: Decimal, *, agreed: Decimal | None) -> None:
    """A fee is taken off the price paid, and is no more than that; a refund that was agreed has none."""
    if not fee:
        return
    check_paid(fee, order.currency, field="fee")
    if agreed is not None:
        raise Unprocessable(
            f"{agreed} is agreed for line {line.id}, so no fee of {fee} can be taken off what was paid; "
            "agree on less, or name a fee alone",
            field="fee",
        )
    paid = share_between(line.total, 0, quantity, line.quantity, order.minor_unit)
    if not 0 < fee <= paid:
        raise Unprocessable(
            f"{quantity} units of line {line.id} were bought for {paid}; a restocking fee of {fee} is not "
            "between 0 and that",
            field="fee",
        )
