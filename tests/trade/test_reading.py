from __future__ import annotations

import gzip
import lzma
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ordergate.harness.trade.columns import Columns
from ordergate.harness.trade.errors import (
    ColumnMissing,
    FileCorrupt,
    FileEmpty,
    FileUnreadable,
    TradeFileError,
)
from ordergate.harness.trade.reading import read_rows
from ordergate.harness.trade.rows import GUEST
from tests.trade.making import (
    HEADING,
    a_file,
    a_line,
    a_row,
    rows_of,
    the_row,
    the_unreadable,
)


def test_a_row_is_read_cell_by_cell(tmp_path: Path) -> None:
    assert the_row(tmp_path, a_line()) == a_row(
        number=1,
        document="536365",
        item="85123A",
        description="MUG",
        quantity=6,
        at=datetime(2010, 12, 1, 8, 26),
        unit_price=Decimal("2.55"),
        customer="17850",
        country="United Kingdom",
    )


def test_the_amount_is_exact_and_the_key_names_document_and_row(tmp_path: Path) -> None:
    row = the_row(tmp_path, a_line(quantity=-3, price="0.001"))
    assert (row.amount, row.key) == (Decimal("-0.003"), "536365:1")


@pytest.mark.parametrize(
    ("cell", "customer"),
    [("17850.0", "17850"), ("17850", "17850"), ("", GUEST), ("ACME.0", "ACME.0"), ("1.05", "1.05")],
)
def test_a_customer_number_loses_the_spreadsheet_s_decimals_and_nobody_is_the_guest(
    tmp_path: Path, cell: str, customer: str
) -> None:
    assert the_row(tmp_path, a_line(customer=cell)).customer == customer


def test_codes_that_differ_in_case_are_different_items(tmp_path: Path) -> None:
    lines = [a_line(item=code) for code in ("84796a", "84796A")]
    assert [the_row(tmp_path, line).item for line in lines] == ["84796a", "84796A"]


def test_quoted_cells_may_hold_commas_and_quotes(tmp_path: Path) -> None:
    line = '536365,1,"SIGN ""SHED"", GREEN",6,2010-12-01 08:26:00,2.55,17850.0,EIRE'
    assert the_row(tmp_path, line).description == 'SIGN "SHED", GREEN'


def test_a_quotation_mark_inside_a_cell_stands_for_itself(tmp_path: Path) -> None:
    line = a_line().replace("MUG", 'FRAME 5"')
    assert the_row(tmp_path, line).description == 'FRAME 5"'


def test_a_row_is_numbered_by_its_line_whether_or_not_lines_are_blank(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, a_line(), "", a_line())
    assert [row.number for row in rows] == [1, 3]


PACKERS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("plain", bytes),
    ("gzip", gzip.compress),
    ("xz", lzma.compress),
]


@pytest.mark.parametrize(("kind", "pack"), PACKERS, ids=[kind for kind, _ in PACKERS])
def test_how_a_file_is_packed_is_seen_in_its_bytes_and_not_in_its_name(
    tmp_path: Path, kind: str, pack: Callable[[bytes], bytes]
) -> None:
    path = a_file(tmp_path, a_line(), a_line())
    path.write_bytes(pack(path.read_bytes()))
    assert len(list(read_rows(path))) == 2


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    path.write_bytes(f"\ufeff{HEADING}\r\n{a_line()}\r\n".encode())
    assert list(read_rows(path)) == [a_row()]


def test_columns_may_stand_in_any_order_and_beside_others(tmp_path: Path) -> None:
    heading = "When,Land,Line,Order,Client,Sku,Text,Pcs,Each"
    path = a_file(tmp_path, "2010-12-01,EIRE,9,A1,7,MUG,Mug,2,1.5", heading=heading)
    columns = Columns("Order", "Sku", "Text", "Pcs", "When", "Each", "Client", "Land")
    [row] = read_rows(path, columns)
    at, price = datetime(2010, 12, 1), Decimal("1.5")
    assert row == a_row(
        document="A1", item="MUG", description="Mug", quantity=2, at=at, unit_price=price,
        customer="7", country="EIRE",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "column", "reason", "amount"),
    [
        (a_line(quantity="six"), "Quantity", "'six' is not a whole number of up to 9 digits", "0"),
        (a_line(quantity="2.5"), "Quantity", "'2.5' is not a whole number of up to 9 digits", "0"),
        (a_line(quantity="1" * 10), "Quantity", "is not a whole number of up to 9 digits", "0"),
        (a_line(quantity="٣"), "Quantity", "'٣' is not a whole number of up to 9 digits", "0"),
        (a_line(quantity=0), "Quantity", "0 moves no unit", "0"),
        (a_line(price="NaN"), "UnitPrice", "'NaN' is not a price such as 2.55", "0"),
        (a_line(price="2.55001"), "UnitPrice", "'2.55001' is not a price such as 2.55", "0"),
        (a_line(price=""), "UnitPrice", "'' is not a price such as 2.55", "0"),
        (a_line(at="2010-13-01"), "InvoiceDate", "'2010-13-01' is not a local time", "15.30"),
        (a_line(at="2010-12-01T08:26Z"), "InvoiceDate", "is not a local time", "15.30"),
        (a_line(document=" "), "InvoiceNo", "is empty", "15.30"),
        (a_line(item=""), "StockCode", "is empty", "15.30"),
        (a_line(document="", quantity="six"), "InvoiceNo", "is empty", "0"),
        (a_line() + ",more", "", "has 9 cells where the heading has 8", "0"),
        ("536365", "", "has 1 cells where the heading has 8", "0"),
        (a_line(item='"85123A'), "", "has a quotation mark that is not closed", "0"),
        (a_line(item='"8"5"'), "", "has a quotation mark that is not closed", "0"),
    ],
)
def test_a_spoiled_line_says_which_column_and_why_and_keeps_the_amount_it_can(
    tmp_path: Path, line: str, column: str, reason: str, amount: str
) -> None:
    row = the_unreadable(tmp_path, line)
    assert (row.column, row.line) == (column, line)
    assert reason in row.reason
    assert row.amount == Decimal(amount)


def test_a_spoiled_line_keeps_the_document_time_and_customer_it_can(tmp_path: Path) -> None:
    row = the_unreadable(tmp_path, a_line(quantity="six"))
    assert (row.document, row.at, row.customer, row.key) == (
        "536365", datetime(2010, 12, 1, 8, 26), "17850", "536365:1",
    )  # fmt: skip
    assert str(row).startswith("row 1, column Quantity: 'six' is not")
    assert row.quarantine_reason == "unreadable Quantity"


def test_an_open_quotation_mark_spoils_its_own_line_only(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, a_line(), a_line(item='"85123A'), a_line(), a_line(item='"1"'))
    assert [type(row).__name__ for row in rows] == [
        "SourceRow", "UnreadableRow", "SourceRow", "SourceRow",
    ]  # fmt: skip


def test_text_that_is_not_utf_8_spoils_its_own_line_only(tmp_path: Path) -> None:
    path = a_file(tmp_path, a_line())
    path.write_bytes(path.read_bytes() + a_line(item="£5").encode("latin-1") + b"\n")
    _, spoiled = read_rows(path)
    assert str(spoiled) == r"row 2, column StockCode: '\\udca35' is not UTF-8 text"


def refusal(path: Path, columns: Columns | None = None) -> TradeFileError:
    with pytest.raises(TradeFileError) as caught:
        list(read_rows(path, columns or Columns()))
    return caught.value


def test_a_missing_file_or_a_folder_is_named_before_any_row_is_asked_for(tmp_path: Path) -> None:
    missing = refusal(tmp_path / "none.csv")
    assert isinstance(missing, FileUnreadable)
    assert str(missing) == (
        f"{tmp_path}/none.csv cannot be read: no such file or directory; "
        "give the path of a file of orders, .csv, .csv.gz or .csv.xz"
    )
    assert "is a directory" in str(refusal(tmp_path))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n1,2\n", "has an empty first line"),
        (HEADING.encode() + b"\n", "has a heading and no row below it"),
        (HEADING.encode() + b"\n\n\n", "has a heading and no row below it"),
    ],
)
def test_a_file_without_rows_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(content)
    refused = refusal(path)
    assert isinstance(refused, FileEmpty)
    assert f"{path} {said}; give a file" in str(refused)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04....", "is a zip or Excel file; save it as CSV in UTF-8"),
        (HEADING.encode("utf-16"), "is UTF-16 text; save it as CSV in UTF-8"),
        (b"\x7fELF\x02\x00\n", r"is not UTF-8 text: its first line begins '\x7fELF"),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(content)
    refused = refusal(path)
    assert isinstance(refused, FileUnreadable)
    assert said in str(refused)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
@pytest.mark.parametrize("keep", [0.02, 0.5, 0.99])
def test_a_file_cut_short_breaks_off_with_the_row_it_came_to(
    tmp_path: Path, pack: Callable[[bytes], bytes], keep: float
) -> None:
    path = a_file(tmp_path, *(a_line(document=str(n * 7919)) for n in range(5000)))
    packed = pack(path.read_bytes())
    path.write_bytes(packed[: int(len(packed) * keep)])
    refused = refusal(path)
    assert isinstance(refused, FileCorrupt)
    assert f"{path} breaks off " in str(refused)
    assert "copy or pack the file again" in str(refused)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_file_whose_packing_was_damaged_is_corrupt(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = a_file(tmp_path, *(a_line(document=str(n * 7919)) for n in range(500)))
    packed = bytearray(pack(path.read_bytes()))
    packed[len(packed) // 2] ^= 0xFF
    path.write_bytes(packed)
    assert isinstance(refusal(path), FileCorrupt)


def test_a_missing_column_is_named_with_what_the_heading_has_and_the_way_out(
    tmp_path: Path,
) -> None:
    path = a_file(tmp_path, a_line(), heading=HEADING.replace("Quantity", "Pcs"))
    refused = refusal(path)
    assert isinstance(refused, ColumnMissing)
    assert str(refused) == (
        f"{path}, heading: column Quantity, from which quantity is read, is not there; the heading "
        "has: InvoiceNo, StockCode, Description, Pcs, InvoiceDate, UnitPrice, CustomerID, Country "
        '(give --columns MAP.toml with the line: quantity = "one of these")'
    )


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = a_file(tmp_path, a_line() + ",1", heading=f"{HEADING},Quantity")
    assert "column Quantity, from which quantity is read, stands there twice" in str(refusal(path))


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (a_line(item="X" * 65), "StockCode"),
        (a_line(item="A\0B"), "StockCode"),
        (a_line(item="A\tB"), "StockCode"),
        (a_line(document="5" * 41), "InvoiceNo"),
        (a_line(document="5\t3"), "InvoiceNo"),
        (a_line().replace("Kingdom", "\0Kingdom"), "Country"),
        (a_line().replace("United Kingdom", "U" * 61), "Country"),
    ],
)
def test_names_that_no_system_can_hold_are_unreadable(tmp_path: Path, line: str, column: str) -> None:
    assert the_unreadable(tmp_path, line).column == column


def test_names_of_just_the_length_that_systems_hold_are_read(tmp_path: Path) -> None:
    row = the_row(tmp_path, a_line(item="X" * 64, document="5" * 40))
    assert (row.item, row.document) == ("X" * 64, "5" * 40)


def test_a_description_is_cleaned_of_control_characters_and_cut(tmp_path: Path) -> None:
    cleaned = the_row(tmp_path, a_line().replace("MUG", "MUG\t\0RED\x07"))
    assert cleaned.description == "MUG RED"
    assert len(the_row(tmp_path, a_line().replace("MUG", "M" * 300)).description) == 200


@pytest.mark.parametrize("price", ["-0", "-0.00", "0"])
def test_a_price_of_minus_nothing_is_nothing(tmp_path: Path, price: str) -> None:
    found = the_row(tmp_path, a_line(price=price)).unit_price
    assert found == 0
    assert not found.is_signed()


@pytest.mark.parametrize("day", ["1970-12-31", "2100-01-01", "0001-01-01", "9999-12-31"])
def test_a_day_outside_of_living_memory_is_unreadable(tmp_path: Path, day: str) -> None:
    row = the_unreadable(tmp_path, a_line(at=f"{day} 10:00:00"))
    assert str(row) == (
        f"row 1, column InvoiceDate: '{day} 10:00:00' is not between 1971-01-01 and 2099-12-31"
    )


@pytest.mark.parametrize("day", ["1971-01-01", "2099-12-31"])
def test_the_first_and_the_last_day_are_read(tmp_path: Path, day: str) -> None:
    assert f"{the_row(tmp_path, a_line(at=f'{day} 23:59:59')).at:%Y-%m-%d}" == day


@pytest.mark.parametrize("cell", ["x" * 5000, "\0" * 5000, "\U0001f600" * 5000, "\u200b" * 5000])
def test_a_reason_quotes_at_most_200_characters_of_a_cell(tmp_path: Path, cell: str) -> None:
    reason = the_unreadable(tmp_path, a_line(quantity=cell)).reason
    assert len(reason) <= 200 + len(" is not a whole number of up to 9 digits")


def test_a_refused_heading_is_quoted_with_at_most_200_characters(tmp_path: Path) -> None:
    with pytest.raises(ColumnMissing) as caught:
        list(read_rows(a_file(tmp_path, heading=",".join(f"column{n}" for n in range(2000)))))
    quoted = str(caught.value).partition("the heading has: ")[2].partition(" (give")[0]
    assert len(quoted) == 200
    assert quoted.endswith("...")
