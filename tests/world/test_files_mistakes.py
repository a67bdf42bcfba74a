"""Every mistake in a user's files is told at once, by file and row, with the value and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from ordergate.harness.world.files import read_world_files
from ordergate.harness.world.files.mistakes import WorldFilesWrong

ITEMS = "sku,title,list_price\n"
BUYERS = "company,email,line,city,country\n"
GOOD = ITEMS + "A,x,1\n"


def told(path: Path) -> list[str]:
    with pytest.raises(WorldFilesWrong) as wrong:
        read_world_files(path)
    assert wrong.value.exit_code == 2
    heading, *lines = str(wrong.value).split("\n  ")
    assert heading.startswith(str(path)) and heading.endswith("so nothing was loaded")
    return lines


def written(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.csv").write_bytes(raw)
    return folder


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("A,x,2\\,50", "line 2: it has 4 cells and the heading has 3"),
        ('A,x,"2,50"', "line 2: list_price is '2,50'; it takes an amount without tax such as 2.55"),
        ("A,x,1e3", "line 2: list_price is '1e3'; it takes"),
        ("A,x,-1", "line 2: list_price is '-1'; it takes"),
        ("A,x,1.00001", "line 2: list_price is '1.00001'; it takes"),
        ("A,x,NaN", "line 2: list_price is 'NaN'; it takes"),
        ("A,x,1234567890", "line 2: list_price is '1234567890'; it takes"),
        ("A,x,", "line 2: item 'A' has no list price; give it a list_price here or among the prices"),
        (",x,1", "line 2: sku is empty; fill it in"),
        (" A,x,1", "line 2: sku is ' A'; it takes no space at either end"),
        ("A,\x07,1", r"line 2: title is '\x07'; it takes at most 500 characters without control"),
        (f"{'A' * 65},x,1", f"line 2: sku is '{'A' * 60}...'; it takes 1 to 64 characters"),
        ("A,x,1\nA,y,2", "line 3: sku 'A' stands in the items already, at items.csv line 2; keep one"),
        ('A,"x,1\nB,y,2', "line 2: it cannot be split into cells (unexpected end of data); close each"),
    ],
)
def test_what_an_item_cannot_be_is_named(tmp_path: Path, rows: str, said: str) -> None:
    (line,) = told(written(tmp_path, items=f"{ITEMS}{rows}\n"))
    assert line.startswith(f"items.csv {said}")


@pytest.mark.parametrize("quantity", ["1.0", "-1", "1,000", "٣", "10000001", "ten"])
def test_stock_is_a_whole_number_of_units(tmp_path: Path, quantity: str) -> None:
    lines = told(written(tmp_path, items=GOOD, stock=f'sku,quantity\nA,"{quantity}"\n'))
    assert lines == [
        f"stock.csv line 2: quantity is '{quantity}'; it takes a whole number of units from 0 to 10000000"
    ]


def test_references_between_files_are_checked(tmp_path: Path) -> None:
    lines = told(written(
        tmp_path, items=GOOD, customers=f"{BUYERS}C,c@x,1,L,UK\n",
        stock="sku,site,quantity\na,,1\nA,LEEDS 2,1\nA,MAIN,1\nA,MAIN,2\n",
        prices="sku,list_price,customer,quote,agreed_price\nB,1,,,\nA,,d@x,Q,1\nA,,c@x,Q,1\nA,,c@x,Q,2\n",
    ))  # fmt: skip
    assert lines == [
        "prices.csv line 2: sku is 'B', and no such entry is among the items: 'A'",
        "prices.csv line 3: customer is 'd@x', and no such entry is among the customers: 'c@x'",
        "prices.csv line 5: quote 'Q' and sku 'A' stands in the prices already, at prices.csv line 4; "
        "keep one of them",
        "stock.csv line 2: sku is 'a', and no such entry is among the items: 'A'",
        "stock.csv line 3: site is 'LEEDS 2': a site cannot be called 'LEEDS 2'; a name has 1 to 40 letters, "
        "digits, dots, dashes and underscores, and begins with a letter or digit",
        "stock.csv line 5: sku 'A' and site 'MAIN' stands in the stock already, at stock.csv line 4; "
        "keep one of them",
    ]


def test_a_row_is_not_called_unknown_because_of_a_mistake_in_the_row_it_names(tmp_path: Path) -> None:
    lines = told(written(tmp_path, items=f"{ITEMS}A,x,cheap\n", stock="sku,quantity\nA,1\n"))
    assert [line.partition(":")[0] for line in lines] == ["items.csv line 2"]
    lines = told(written(tmp_path, items="sku;title;price\nA;x;1\n", stock="sku,quantity\nA,1\n"))
    assert lines == [
        "items.csv line 1: there is no column 'price' in items; it takes sku, title, list_price, "
        "units, sold_in, partner_units"
    ]


def test_a_price_is_either_a_list_price_or_agreed(tmp_path: Path) -> None:
    prices = "sku,list_price,customer,quote,agreed_price\nA,1,c@x,,\nA,,c@x,,\nA,,,,\n"
    lines = told(written(tmp_path, items=GOOD, customers=f"{BUYERS}C,c@x,1,L,UK\n", prices=prices))
    assert lines[0].startswith("prices.csv line 2: a list price takes no customer; a price agreed with")
    assert lines[1:] == [
        "prices.csv line 3: quote is empty; fill it in",
        "prices.csv line 3: agreed_price is empty; fill it in",
        "prices.csv line 4: sku 'A' stands in the prices already, at prices.csv line 2; keep one of them",
    ]


def test_a_customer_is_what_both_marketplace_and_erp_can_hold(tmp_path: Path) -> None:
    rows = f"{'c' * 201},a@x,1,L,UK\nC,b@x,1,L,{'z' * 61}\nC,b@x,1,L,UK\nC,,1,L,UK\n"
    lines = told(written(tmp_path, customers=BUYERS + rows))
    assert [line.partition(";")[0][:50] for line in lines] == [
        f"customers.csv line 2: company is '{'c' * 16}",
        f"customers.csv line 3: country is '{'z' * 16}",
        "customers.csv line 4: email 'b@x' stands in the cu",
        "customers.csv line 5: email is empty",
    ]


def test_what_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    (line,) = told(written(tmp_path, items=f"{ITEMS}A,x,1\nB,Müller,1\n".encode("cp1252")))
    assert line == "items.csv line 3: byte 0xfc is not UTF-8; in Excel, save as 'CSV UTF-8'"


def test_at_most_twenty_are_shown_in_the_order_of_their_lines(tmp_path: Path) -> None:
    lines = told(written(tmp_path, items=ITEMS + "".join(f"S{n},x,bad\n" for n in range(23))))
    assert [line.partition(":")[0] for line in lines[:20]] == [f"items.csv line {n}" for n in range(2, 22)]
    assert lines[20:] == ["and 3 more"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", "world.yaml line 1: it takes a mapping of items, customers, prices, stock"),
        ("items: 3", "world.yaml items (line 1): it takes a list: a dash before each entry"),
        ("items:\n- 3", "world.yaml items[0] (line 2): it takes a mapping of sku, title, list_price"),
        ("item: []", "world.yaml line 1: there is no list 'item'; it takes items, customers"),
        ("items: []\nitems: []", "world.yaml line 2: the list items stands there twice; keep one"),
        ("items: [\n", "world.yaml line 2: it is not YAML: while parsing a flow node"),
        ("items:\n\t- a", "world.yaml line 2: it is not YAML: while scanning"),
        ("x: \x01", "world.yaml: it is not YAML: unacceptable character"),
        ("[" * 3000, "world.yaml: its lists lie too deep inside each other"),
        (
            "items:\n- {sku: A, title: x, list_price: [1]}",
            "world.yaml items[0] (line 2): list_price takes one value, and has a list",
        ),
        (
            "items:\n- sku: A\n  title: x\n  list_price: 1\n  tax_rate: 0.2",
            "world.yaml items[0] (line 2): there is no column 'tax_rate' in items; it takes sku, title",
        ),
        (
            'items:\n- {sku: "\\ud800", title: x, list_price: 1}',
            "world.yaml items[0] (line 2): sku is '\\ud800'",
        ),
    ],
)
def test_what_yaml_cannot_say_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "world.yaml"
    path.write_text(text, "utf-8")
    assert told(path)[0].startswith(said)
