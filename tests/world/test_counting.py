"""The warehouse's inventory advice against what ERP and OMS believe."""

from __future__ import annotations

from typing import Any

from ordergate.harness.actors.counting import CountDifference, differences
from ordergate.harness.judge.books import Books
from ordergate.simulators.erp.model import Stock as ErpStock
from ordergate.simulators.kernel.tables import Change
from ordergate.simulators.oms.model import StockLevel


def holding(*rows: tuple[str, Any]) -> Books:
    books = Books()
    for system, row in rows:
        books.apply(Change(system, "stock", row.key, 1, 0, None, row, "ann", "count"))
    return books


def counted(sku: str, *, sellable: int = 0, damaged: int = 0, inspect: int = 0) -> dict[str, Any]:
    return {"sku": sku, "site": "MAIN", "sellable": sellable, "damaged": damaged, "inspect": inspect}


def test_stock_that_is_the_same_everywhere_shows_no_difference() -> None:
    books = holding(
        ("erp", ErpStock("MUG", "MAIN", on_hand=8, committed=3, blocked=3)),
        ("oms", StockLevel("MUG", "MAIN", on_hand=8, allocated=3, unavailable=3)),
    )
    assert differences([counted("MUG", sellable=5, damaged=2, inspect=1)], books) == []


def test_a_damaged_unit_that_the_erp_would_sell_shows_in_both_conditions() -> None:
    books = holding(("erp", ErpStock("MUG", "MAIN", on_hand=6)))
    assert differences([counted("MUG", sellable=5, damaged=1)], books) == [
        CountDifference("MUG", "MAIN", "sellable", {"wms": 5, "erp": 6}),
        CountDifference("MUG", "MAIN", "unfit", {"wms": 1, "erp": 0}),
    ]


def test_what_only_one_side_knows_is_none_on_the_other() -> None:
    books = holding(("erp", ErpStock("TEE", "MAIN", on_hand=2)))
    assert differences([counted("MUG", sellable=1)], books) == [
        CountDifference("MUG", "MAIN", "sellable", {"wms": 1, "erp": 0}),
        CountDifference("TEE", "MAIN", "sellable", {"wms": 0, "erp": 2}),
    ]
