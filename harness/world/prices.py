"""What an item costs when it is sold alone."""

from __future__ import annotations

from fractions import Fraction
from typing import Any


def price_of_each_e4(item: Any) -> int:
    """The list price of an item of the ERP for one each, in whole ten-thousandths, cut off there."""
    priced = item.unit(item.price_unit)
    return int(Fraction(item.list_price) * 10_000 / priced.size)
