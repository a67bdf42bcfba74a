"""Prices besides the list price: the kinds of rule that there are, and which of several counts.

The systems share this; the engine needs none of it, and the judge has a price engine of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from .policy import Policy

LIST = "list"
"""What explains a price when no rule does."""

PRICE_PRECEDENCE = Policy(
    "erp.price_precedence",
    ("most_specific", "best_price"),
    "Of several prices, does the most specific count (contract, parent, group, promotion, tier, list), or "
    "the lowest?",
)
"""Products differ: Spree takes the nearest agreement even if it is dearer, Business Central the lowest.

https://github.com/spree/spree/pull/14661
https://learn.microsoft.com/en-us/dynamics365/business-central/sales-how-record-sales-price-discount-payment-agreements
"""


class PriceKind(StrEnum):
    """Kinds of price rule, the most specific first.

    A contract is of one customer, ``parent`` of a parent company and all it pays for, ``group`` of a
    customer group; promotions and tiers are for everybody.
    """

    CONTRACT = "contract"
    PARENT = "parent"
    GROUP = "group"
    PROMOTION = "promotion"
    TIER = "tier"


class Priced(NamedTuple):
    """A unit price, and the kind of rule that makes it, or ``list``."""

    price: Decimal
    source: str


def counting(
    listed: Decimal | None, applicable: Iterable[tuple[PriceKind, Decimal]], precedence: str
) -> Priced | None:
    """The price that counts; within one kind the lowest does. None without any, nor a list price."""
    best: dict[PriceKind, Decimal] = {}
    for kind, price in applicable:
        best[kind] = min(price, best.get(kind, price))
    ranked = [Priced(best[kind], kind.value) for kind in PriceKind if kind in best]
    of_list = [] if listed is None else [Priced(listed, LIST)]
    if precedence == "best_price":
        return min([*of_list, *ranked], key=lambda priced: priced.price, default=None)
    return next(iter([*ranked, *of_list]), None)
