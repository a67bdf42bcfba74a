"""Files say the units of items, stock by site and who pays for whom; what cannot be is named by its row."""

from __future__ import annotations

from contextlib import closing
from fractions import Fraction
from pathlib import Path

import pytest

from ordergate.harness.actors.orders import LineWish, Packing
from ordergate.harness.world import World
from ordergate.harness.world.files import WorldFiles, read_world_files
from ordergate.harness.world.files.loading import check_sites, load
from ordergate.harness.world.files.mistakes import WorldFilesWrong
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from ordergate.simulators.kernel.settings import Layout

from .test_files_mistakes import told, written

ITEMS = "sku,title,list_price,units,sold_in,partner_units\n"
BUYERS = "company,email,line,city,country,payer\n"
NORTH = "Archer North,n@x,1,L,UK,a@x\n"
PARENT = "Archer,a@x,1,L,UK,\n"


def goods(folder: Path) -> WorldFiles:
    """An item in cases at two sites, an each, and a site of a company, which stands before its parent."""
    return read_world_files(written(
        folder, items=f"{ITEMS}MUG,Mug,24.00,CS=12 HC=1/2,CS,BX12=CS OUTER=EA\nTEE,Tee,5,,,\n",
        stock="sku,site,quantity\nMUG,MAIN,48\nMUG,NORTH,24\nTEE,NORTH,5\n",
        customers=BUYERS + NORTH + PARENT,
    ))  # fmt: skip


def test_units_and_payers_are_read_exactly(tmp_path: Path) -> None:
    files = goods(tmp_path)
    sizes = {"CS": Fraction(12), "HC": Fraction(1, 2)}
    assert [item.packing for item in files.items] == [
        Packing(sizes, "CS", partner_units={"BX12": "CS", "OUTER": "EA"}), None,
    ]  # fmt: skip
    assert [customer.payer for customer in files.customers] == ["a@x", ""]
    assert [(row.sku, row.site) for row in files.stock] == [
        ("MUG", "MAIN"),
        ("MUG", "NORTH"),
        ("TEE", "NORTH"),
    ]


def test_the_same_is_said_in_yaml(tmp_path: Path) -> None:
    path = tmp_path / "world.yaml"
    path.write_text("""
items:
  - {sku: MUG, title: Mug, list_price: 24.00, units: CS=12 HC=1/2, sold_in: CS,
     partner_units: BX12=CS OUTER=EA}
  - {sku: TEE, title: Tee, list_price: 5}
customers:
  - {company: Archer North, email: n@x, line: 1, city: L, country: UK, payer: a@x}
  - {company: Archer, email: a@x, line: 1, city: L, country: UK}
stock:
  - {sku: MUG, site: MAIN, quantity: 48}
  - {sku: MUG, site: NORTH, quantity: 24}
  - {sku: TEE, site: NORTH, quantity: 5}
""")
    (tmp_path / "csv").mkdir()
    assert read_world_files(path) == goods(tmp_path / "csv")


def test_what_the_files_say_is_bought_shipped_and_paid_for(tmp_path: Path) -> None:
    layout = Layout(("MAIN", "NORTH"))
    port = InProcessWorld(Blueprint("full", 7, layout=layout), reference_engine)
    with closing(port):
        world = World(port)
        north, parent = load(world, goods(tmp_path))
        world.settle()
        order = north.orders([LineWish("MUG", 2, unit="BX12")])
        world.picker.ships(order)
        world.settle()
        [line] = world.order(order).documents("erp", "orders")[0].lines
        assert (line.quantity, line.unit, line.partner_quantity) == (24, "CS", "2")
        [invoice] = world.order(order).documents("erp", "invoices")
        customers = world.books.table("erp", "customers")
        assert customers[invoice.payer].external_ref == parent.id
        assert [world.stock("TEE", site).row("wms") is None for site in layout.sites] == [True, False]
        assert world.judged().findings == ()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            "CS=twelve,,",
            "units is 'CS=twelve'; it takes units with the eaches that each holds, once, such",
        ),
        ("CS 12,,", "units is 'CS 12'; it takes"),
        ("CS=0,,", "units is 'CS=0'; it takes"),
        ("CS=12 CS=6,,", "units is 'CS=12 CS=6'; it takes"),
        ("cs=12,,", "units is 'cs=12'; it takes"),
        ("EA=1,,", "EA would be two units of the item; a name stands for one"),
        ("CS=12,PL,", "sold_in names PL, and the item comes in EA, CS; add it to units"),
        ("HC=1/2,HC,", "one HC holds 1/2 EA; a unit that is sold holds whole ones"),
        ("CS=12,,BX12", "partner_units is 'BX12'; it takes names for units, each once, such as BX12=CS"),
        ("CS=12,,BX12=PL", "partner_units names PL, and the item comes in EA, CS; add it to units"),
        ("CS=12,,CS=EA", "CS would be two units of the item; a name stands for one"),
    ],
)
def test_units_that_cannot_be_are_named_with_row_and_column(tmp_path: Path, cells: str, said: str) -> None:
    [line] = told(written(tmp_path, items=f"{ITEMS}MUG,Mug,1,{cells}\n"))
    assert line.startswith(f"items.csv line 2: {said}")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (NORTH, "customers.csv line 2: payer is 'a@x', and no such entry is among the customers: 'n@x'"),
        ("A,a@x,1,L,UK,a@x\n", "customers.csv line 2: payer is 'a@x', the customer itself; leave it empty"),
        (NORTH + "A,a@x,1,L,UK,b@x\nB,b@x,1,L,UK,\n",
         "customers.csv line 2: payer is 'a@x', for whom 'b@x' pays; name 'b@x', or nobody"),
    ],
)  # fmt: skip
def test_a_payer_who_could_not_pay_is_named(tmp_path: Path, rows: str, said: str) -> None:
    assert told(written(tmp_path, customers=BUYERS + rows)) == [said]


def test_stock_at_a_site_that_the_world_does_not_have_is_named(tmp_path: Path) -> None:
    files = goods(tmp_path)
    check_sites(("MAIN", "NORTH"), files, "main")
    with pytest.raises(WorldFilesWrong) as wrong:
        check_sites(("MAIN",), files, "main")
    assert wrong.value.exit_code == 2
    assert "stock.csv line 3: site is 'NORTH'; world main has the sites: MAIN" in str(wrong.value)
    assert str(wrong.value).startswith("what is to be loaded into world main has 2 mistakes")
