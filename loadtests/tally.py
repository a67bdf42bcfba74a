"""When each order was placed and when it came into the ERP, by the world's own clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

SECOND_US = 1_000_000


class Tally:
    """Follows the document versions of a world; an order is named ``store/id`` in all systems.

    Orders placed before ``timed_from_us`` count, but their times do not.
    """

    def __init__(self, timed_from_us: int) -> None:
        self.timed_from_us = timed_from_us
        self.placed_us: dict[str, int] = {}
        self.in_erp_us: dict[str, int] = {}

    def observe(self, change: Mapping[str, Any]) -> int | None:
        """Take in a change; the time that an order took, when it is about one that counts."""
        if change["table"] != "orders":
            return None
        order = change["after"]
        if change["system"] == "marketplace":
            self.placed_us.setdefault(f"{order['store']}/{order['id']}", change["at_us"])
        elif change["system"] == "erp":
            return self._arrived(order["external_ref"], change["at_us"])
        return None

    @property
    def missing(self) -> int:
        """How many orders are not in the ERP yet."""
        return sum(key not in self.in_erp_us for key in self.placed_us)

    def times_us(self, now_us: int) -> list[int]:
        """How long each order took, sorted; one that is still missing took at least its age."""
        timed = (key for key, at_us in self.placed_us.items() if at_us >= self.timed_from_us)
        return sorted(self.in_erp_us.get(key, now_us) - self.placed_us[key] for key in timed)

    def rows(self) -> Iterator[dict[str, Any]]:
        """All orders with both instants; None for one that is missing."""
        for key, placed_us in self.placed_us.items():
            timed = placed_us >= self.timed_from_us
            yield {"order": key, "placed_us": placed_us, "in_erp_us": self.in_erp_us.get(key), "timed": timed}

    def _arrived(self, key: str, at_us: int) -> int | None:
        if key in self.in_erp_us or key not in self.placed_us:
            return None
        self.in_erp_us[key] = at_us
        placed_us = self.placed_us[key]
        return at_us - placed_us if placed_us >= self.timed_from_us else None


def percentile(ordered: list[int], percent: int) -> int | None:
    """The smallest value that so many of 100 values do not exceed; None of nothing."""
    return ordered[-(-len(ordered) * percent // 100) - 1] if ordered else None
