"""Items, customers, prices and stock are read from CSV and from YAML exactly as they were written."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ordergate.harness.errors import UsageError
from ordergate.harness.world.files import WorldFiles, read_world_files
from ordergate.harness.world.files.contents import Customer, Item, OpeningStock

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


def written(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.csv").write_bytes(raw)
    return folder


def yaml(folder: Path, text: str) -> Path:
    path = folder / "world.yaml"
    path.write_text(text, "utf-8")
    return path


def test_the_example_says_the_same_in_both_forms() -> None:
    as_csv = read_world_files(EXAMPLES / "world")
    assert as_csv == read_world_files(EXAMPLES / "world-yaml") != WorldFiles()
    assert [(item.sku, str(item.list_price)) for item in as_csv.items] == [
        ("MUG-01", "2.55"), ("mug-01", "1.50"), ("0017", "0.4175"), ("TEE_RED", "10.00"),
    ]  # fmt: skip
    (agreed,) = as_csv.agreements
    assert (agreed.customer, agreed.sku, agreed.price) == (
        "orders@harbour-gifts.example", "MUG-01", Decimal("2.10"),
    )  # fmt: skip


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_spreadsheets_ways_of_writing_csv_are_read(
    tmp_path: Path, mark: str, separator: str, end: str
) -> None:
    lines = [("SKU", " Title", "list_price"), ("00420", '"Tea ""Old"", 2; 3, 4"', "2.5"), ("", "", "")]
    text = mark + end.join(separator.join(cells) for cells in lines) + end
    (item,) = read_world_files(written(tmp_path, items=text)).items
    assert item == Item("00420", 'Tea "Old", 2; 3, 4', Decimal("2.5"))


def test_a_line_number_counts_lines_and_not_rows(tmp_path: Path) -> None:
    text = 'sku,title,list_price\nA,"two\nlines",1\n\nB,x,1\n'
    items = read_world_files(written(tmp_path, items=text)).items
    assert [item.place for item in items] == ["items.csv line 2", "items.csv line 5"]
    assert items[0].title == "two\nlines"


def test_codes_and_amounts_in_yaml_are_the_text_that_was_written(tmp_path: Path) -> None:
    path = yaml(tmp_path, """
items:
  - {sku: 0017, title: on, list_price: 2.50}
  - {sku: 1E5, title: 2026-01-02, list_price: 100}
customers:
  - {company: 0x10, email: a@b, phone: ~, line: 1_0, city: x, country: NO}
stock:
  - {sku: 1E5, quantity: 10}
""")  # fmt: skip
    files = read_world_files(path)
    assert files.items == (Item("0017", "on", Decimal("2.50")), Item("1E5", "2026-01-02", Decimal(100)))
    assert str(files.items[0].list_price) == "2.50"
    assert files.customers == (
        Customer(email="a@b", company="0x10", phone="", name="0x10", line="1_0", city="x", postcode="",
                 country="NO"),
    )  # fmt: skip
    assert files.stock == (OpeningStock("1E5", "MAIN", 10),)
    assert files.stock[0].place == "world.yaml stock[0] (line 8)"


def test_skus_that_differ_in_case_are_different_items(tmp_path: Path) -> None:
    files = read_world_files(written(tmp_path, items="sku,title,list_price\nab-1,x,1\nAB-1,y,2\n"))
    assert [item.sku for item in files.items] == ["ab-1", "AB-1"]


def test_a_price_list_overrides_the_price_of_an_item(tmp_path: Path) -> None:
    written(tmp_path, items="sku,title,list_price\nA,x,1\nB,y,\n", prices="sku,list_price\nB,0.0825\nA,2\n")
    assert [item.list_price for item in read_world_files(tmp_path).items] == [Decimal(2), Decimal("0.0825")]


def test_one_file_can_be_named_instead_of_a_folder(tmp_path: Path) -> None:
    written(tmp_path, items="sku,title,list_price\nA,x,1\n", stock="sku,quantity\nnobody,1\n")
    assert [item.sku for item in read_world_files(tmp_path / "items.csv").items] == ["A"]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([], "there is nothing of a world in .*; it takes items.csv, customers.csv"),
        (["items.csv", "world.yaml"], "has items.csv, world.yaml, which say the same things twice"),
        (["items.csv", "Items.CSV"], "which say the same things twice; keep one"),
        (["world.yaml"], "holds neither items nor customers; add one"),
    ],
)
def test_a_folder_that_leaves_doubt_is_refused(tmp_path: Path, names: list[str], message: str) -> None:
    for name in names:
        (tmp_path / name).touch()
    with pytest.raises(UsageError, match=message):
        read_world_files(tmp_path)


@pytest.mark.parametrize(
    ("name", "message"),
    [("nowhere", "there is no .*nowhere; give a folder"), ("notes.txt", "notes.txt is none of items.csv")],
)
def test_a_path_that_is_no_world_is_named(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(UsageError, match=message):
        read_world_files(tmp_path / name)
