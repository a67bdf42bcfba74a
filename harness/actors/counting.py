"""The warehouse's inventory advice, held against what the other systems believe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..judge.books import Books

_UNFIT = {"erp": "blocked", "oms": "unavailable"}


@dataclass(frozen=True)
class CountDifference:
    """Units of an item at a site in one condition, where a system holds another number than the warehouse."""

    sku: str
    site: str
    condition: str
    units: Mapping[str, int]


def differences(advice: Sequence[Mapping[str, Any]], books: Books) -> list[CountDifference]:
    """Where ERP or OMS differ from the advice (X12 846), by item, site and condition.

    What the advice leaves out is not there. The other systems know two conditions, fit and unfit to be
    sold. https://www.stedi.com/edi/x12/transaction-set/846
    """
    counted = {
        (row["sku"], row["site"]): (row["sellable"], row["damaged"] + row["inspect"]) for row in advice
    }
    systems = [name for name in ("erp", "oms") if books.table(name, "stock")]
    believed = {name: _believed(books, name) for name in systems}
    places = dict.fromkeys([*counted, *(place for held in believed.values() for place in held)])
    found = []
    for place in sorted(places):
        for position, condition in enumerate(("sellable", "unfit")):
            units = {"wms": counted.get(place, (0, 0))[position]}
            units |= {name: held.get(place, (0, 0))[position] for name, held in believed.items()}
            if len(set(units.values())) > 1:
                found.append(CountDifference(*place, condition, units))
    return found


def _believed(books: Books, system: str) -> dict[tuple[str, str], tuple[int, int]]:
    held = {}
    for row in books.table(system, "stock").values():
        unfit = getattr(row, _UNFIT[system])
        sku = row.item if system == "erp" else row.sku
        held[(sku, row.site)] = (row.on_hand - unfit, unfit)
    return held
