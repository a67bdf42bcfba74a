from __future__ import annotations

from pathlib import Path

import pytest

from ordergate.harness.trade.columns import Columns, read_columns
from ordergate.harness.trade.errors import ColumnMapUnusable, FileUnreadable


def a_map(folder: Path, text: str) -> Path:
    path = folder / "map.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_map_renames_what_it_names_and_leaves_the_rest(tmp_path: Path) -> None:
    columns = read_columns(a_map(tmp_path, 'document = "Order No"\nquantity = "Pcs"'))
    assert columns == Columns(document="Order No", quantity="Pcs")


def test_an_unknown_field_is_refused_by_name_and_the_known_ones_are_listed(tmp_path: Path) -> None:
    path = a_map(tmp_path, 'sku = "Item"\nitem = "Item"')
    with pytest.raises(ColumnMapUnusable) as caught:
        read_columns(path)
    assert str(caught.value) == (
        f"column map {path} maps unknown field sku; the fields are: document, item, description, "
        "quantity, at, unit_price, customer, country"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("document = 7", "gives document = 7; it takes the name of a column in quotes"),
        ('document = " "', "gives document = ' '; it takes the name of a column in quotes"),
        ('item = "InvoiceNo"', "gives column InvoiceNo to both document and item"),
        ("document = Order", "is not TOML: Invalid value (at line 1, column 12)"),
    ],
)
def test_a_map_that_cannot_be_meant_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ColumnMapUnusable) as caught:
        read_columns(a_map(tmp_path, text))
    assert said in str(caught.value)


def test_a_missing_map_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match=r"none\.toml cannot be read: no such file"):
        read_columns(tmp_path / "none.toml")


def test_a_refused_map_is_quoted_with_at_most_200_characters(tmp_path: Path) -> None:
    with pytest.raises(ColumnMapUnusable) as caught:
        read_columns(a_map(tmp_path, f"document = {['x' * 5000]!r}"))
    quoted = str(caught.value).partition("gives document = ")[2].partition("; it takes")[0]
    assert len(quoted) == 200
