from __future__ import annotations

from ordergate.harness.evidence.records import BeforeAfter
from ordergate.harness.evidence.tables import Cell, ComparedRow, compared
from tests.evidence.fabricated import MONEY, STOCK


def test_what_changed_is_told_from_what_did_not() -> None:
    stock = compared(STOCK)
    assert stock.key_columns == ("system", "item", "site")
    assert stock.rows[0] == ComparedRow(
        ("marketplace", "MUG-01", "shop"),
        (Cell("32", "40", "-8"), Cell("2", "0", "+2"), Cell("30", "40", "-10")),
        "changed",
    )
    assert stock.rows[4] == ComparedRow(("wms", "TEE-RED-M", "MAIN"), (Cell("12"), Cell("0"), Cell("12")))


def test_rows_that_came_or_went_are_named() -> None:
    assert compared(MONEY).rows[3] == ComparedRow(("still to capture",), (Cell("16.80", ""),), "new")
    gone = BeforeAfter("x", ("what", "state"), (("hold", "open"),), ())
    assert compared(gone).rows == (ComparedRow(("hold",), (Cell("", "open"),), "gone"),)


def test_rows_with_the_same_key_are_compared_in_their_order() -> None:
    table = BeforeAfter("x", ("sku", "n"), (("A", "1"), ("A", "2")), (("A", "1"), ("A", "3")))
    assert [row.cells for row in compared(table).rows] == [(Cell("1"),), (Cell("3", "2", "+1"),)]


def test_of_many_rows_those_that_changed_are_kept() -> None:
    before = tuple((f"SKU-{number:03}", "1") for number in range(300))
    after = (*before[:299], ("SKU-299", "0"))
    table = compared(BeforeAfter("stock", ("sku", "free"), before, after))
    assert len(table.rows) == 21
    assert table.rows[-1] == ComparedRow(("SKU-299",), (Cell("0", "1", "-1"),), "changed")
    assert table.left_out == 279
