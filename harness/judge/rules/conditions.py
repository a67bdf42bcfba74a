"""Stock by condition: what is damaged, inspected or blocked got there by a movement (I11, I12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...findings import Finding
from ..found import found
from ..scope import Scope
from ..stock_book import Place, StockBook

_APART = (("wms", "damaged"), ("wms", "inspect"), ("erp", "blocked"), ("oms", "unavailable"))


def i11_by_condition(places: Iterable[Place], book: StockBook, scope: Scope) -> Iterator[Finding]:
    """In each system, the movements of units that cannot be sold add up to those that stand there."""
    for sku, site in places:
        for system, bucket in _APART:
            if not scope.has(system) or (system != "wms" and site in scope.declared.warehouse_only):
                continue
            row = scope.books.table(system, "stock").get(f"{sku}@{site}")
            there = 0 if row is None else getattr(row, bucket)
            moved = book.apart[system, bucket].get((sku, site), 0)
            if moved != there:
                yield found(
                    "I11",
                    f"{system} stock of {sku} at {site}: movements make {moved} units {bucket}, "
                    f"the stock says {there}",
                    systems=(system,), documents=[f"{sku}@{site}"], values={bucket: there}, movements=moved,
                )  # fmt: skip


def i12_set_apart(places: Iterable[Place], _: StockBook, scope: Scope) -> Iterator[Finding]:
    """When all has arrived, no fewer than 0 units stand there that cannot be sold."""
    for sku, site in places:
        for system, bucket in _APART:
            row = scope.books.table(system, "stock").get(f"{sku}@{site}")
            there = 0 if row is None else getattr(row, bucket)
            if there < 0:
                yield found(
                    "I12",
                    f"{system} stock of {sku} at {site} does not add up: {bucket} {there}",
                    systems=(system,), documents=[f"{sku}@{site}"], values={bucket: there},
                )  # fmt: skip
