"""What of each amount is tax: the shop's own words, or the total taken apart as the ERP rounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from ..documents.order import Charge, Order, OrderLine
from ..money import net_of, step_of

DOCUMENT = "document"


class Split(NamedTuple):
    """An amount without tax, and the tax on it."""

    net: Decimal
    tax: Decimal


def split(order: Order, rounding: str) -> Mapping[str, Split]:
    """The amounts of an order taken apart, by the ids of its lines and charges."""
    return split_each((*order.lines, *order.charges), order.coin, rounding)


def split_each(amounts: Iterable[OrderLine | Charge], coin: Decimal, rounding: str) -> Mapping[str, Split]:
    """Amounts of one order taken apart, by id.

    Where prices are without tax, the shop's net amount is the fact. Else, rounded for the document, each
    amount bears what the net of the running total of its rate grew by, so that the last one closes it;
    what an amendment added is a document of its own.
    """
    running: dict[tuple[str, Decimal], Decimal] = {}
    parts = {}
    for one in amounts:
        step = step_of(one.total, coin)
        if one.net is not None:
            net = one.net
        elif rounding == DOCUMENT and step == coin:
            document = (one.amendment if isinstance(one, OrderLine) else "", one.tax_rate)
            before = running.get(document, Decimal(0))
            running[document] = before + one.total
            net = net_of(before + one.total, one.tax_rate, coin) - net_of(before, one.tax_rate, coin)
        else:
            net = net_of(one.total, one.tax_rate, step)
        parts[one.id] = Split(net, one.total - net)
    return parts
