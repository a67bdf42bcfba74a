"""What a spreadsheet is given opens as it is meant, and never as a formula."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from ordergate.harness.errors import UsageError
from ordergate.harness.reconcile.mismatch import Kind, Mismatch
from ordergate.harness.reconcile.sheet import HEADER, write_sheet

ONE = Mismatch(
    kind=Kind.QUANTITY, systems=("erp", "marketplace"), about="=cmd|' /C calc'!A0",
    documents=("SO-1", "10"), says=(("marketplace", "4"), ("erp", "9")), difference=Decimal(-5),
    age_us=5_400_000_000, at_risk=Decimal("12.50"), currency="GBP", text='line 10, "Mug"\nsays 9', rule="I07",
)  # fmt: skip


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_mismatch_is_a_row_whose_numbers_are_numbers(tmp_path: Path) -> None:
    write_sheet(tmp_path / "a.csv", [ONE])
    header, row = cells(tmp_path / "a.csv")
    assert tuple(header) == HEADER
    assert row == [
        "quantity", "erp", "marketplace", "'=cmd|' /C calc'!A0", "SO-1; 10", "marketplace 4; erp 9",
        "-5", "1.50", "12.50", "GBP", 'line 10, "Mug"\nsays 9', "I07",
    ]  # fmt: skip


def test_the_file_begins_with_the_mark_that_excel_looks_for(tmp_path: Path) -> None:
    write_sheet(tmp_path / "a.csv", [])
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfkind,look at,")


def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot be written: is a directory; name another place"):
        write_sheet(tmp_path, [ONE])
