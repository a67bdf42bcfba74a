"""What a listing cost when an order was placed is known, however often it has changed since."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from ordergate.harness.judge.moments import Moments
from ordergate.simulators.kernel.tables import Change


class Listed(NamedTuple):
    """As much of a listing as is looked at."""

    price: Decimal


def told(moments: Moments, table: str, key: str, before: Any, after: Any) -> None:
    moments.apply(Change("marketplace", table, key, 1, 0, before, after, "somebody", "test"))


def test_the_list_price_of_an_order_is_that_of_its_day() -> None:
    moments = Moments()
    first, second = Listed(Decimal("3.06")), Listed(Decimal("4.00"))
    told(moments, "listings", "MUG", None, first)
    told(moments, "orders", "408-1", None, object())
    told(moments, "listings", "MUG", first, second)
    told(moments, "orders", "408-2", None, object())
    assert moments.list_price("408-1", "MUG") == Decimal("3.06")
    assert moments.list_price("408-2", "MUG") == Decimal("4.00")


def test_an_item_that_was_listed_later_had_no_price() -> None:
    moments = Moments()
    told(moments, "orders", "408-1", None, object())
    told(moments, "listings", "MUG", None, Listed(Decimal("3.06")))
    assert moments.list_price("408-1", "MUG") is None
