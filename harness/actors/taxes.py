"""The tax that a buyer sees in a store before ordering."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ..judge.books import Books


class Rates(NamedTuple):
    """What is taxed on goods and on freight."""

    goods: Decimal
    freight: Decimal

    def of(self, kind: str) -> Decimal:
        """What is taxed on a charge of this kind."""
        return self.freight if kind == "freight" else self.goods


HOME = Rates(Decimal("0.20"), Decimal("0.20"))
"""What is taxed where a store declares nothing."""
NOTHING = Rates(Decimal(0), Decimal(0))


def seen_in(store: str, books: Books, *, country: str, exempt: bool) -> Rates:
    """What a store takes of what goes to a country; where it does not sell to, it will say so itself."""
    declared = books.table("marketplace", "stores").get(store)
    if declared is None:
        return HOME
    if exempt:
        return NOTHING
    rate = declared.rate(country)
    return HOME if rate is None else Rates(rate.goods, rate.freight)
