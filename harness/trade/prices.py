"""The list price of each item: what the file sells it for most often."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from .classes import RowClass
from .rows import SourceRow


class PriceCount:
    """Counts the prices above zero on goods-sale rows."""

    def __init__(self) -> None:
        self._seen: defaultdict[str, dict[Decimal, int]] = defaultdict(dict)

    def add(self, row: SourceRow, row_class: RowClass) -> None:
        """Count the price of a row if it is one that makes list prices."""
        if row_class is RowClass.GOODS_SALE and row.unit_price > 0:
            counts = self._seen[row.item]
            counts[row.unit_price] = counts.get(row.unit_price, 0) + 1

    def list_prices(self) -> dict[str, Decimal]:
        """The most frequent price of each item; of equally frequent ones the price seen first."""
        return {item: max(counts, key=counts.__getitem__) for item, counts in self._seen.items()}
