"""Sites, units, payers and policies of systems, said in YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from ordergate.harness.stories.story import StoryStopped

from .told import HEADER, declared, mistakes, played, read, story_of

TWO_SITES = HEADER.format(topology="full").replace("title", "sites: [MAIN, NORTH]\ntitle")
"""Five lines."""


def story(given: str, *when: str, then: tuple[str, ...] = (), header: str = TWO_SITES) -> str:
    """A scenario at two sites; given is in line 7, when begins in line 9."""
    text = f"{header}given:\n  - {given}\nwhen:\n" + "".join(f"  - {step}\n" for step in when)
    return text + ("".join(["then:\n", *(f"  - {one}\n" for one in then)]) if then else "")


def test_stock_lies_at_several_sites_and_travels_between_them(tmp_path: Path) -> None:
    text = story(
        "stock: { item: MUG-01, at: { MAIN: 4, NORTH: 8 } }",
        "driver takes: { lines: { MUG-01: 3 }, from: NORTH, to: MAIN }",
        "driver brings: { lines: { MUG-01: 2 }, missing: { MUG-01: 1 } }",
        "receiver adjusts: { lines: { MUG-01: -1 }, site: NORTH }",
        "everything arrives",
        then=(
            "on hand: { item: MUG-01, quantity: 6 }",
            "on hand: { item: MUG-01, quantity: 4, site: NORTH }",
        ),
    )
    assert played(read(tmp_path, text)) == []


def test_what_lies_elsewhere_is_told_with_the_site(tmp_path: Path) -> None:
    text = story(
        "stock: { item: MUG-01, at: { NORTH: 8 } }",
        "everything arrives",
        then=("on hand: { item: MUG-01, quantity: 9, site: NORTH }",),
    )
    with pytest.raises(StoryStopped, match=r"MUG-01 on hand at NORTH wms: 9.* \(mine.scenario.yaml:11\)"):
        played(read(tmp_path, text))


def test_items_come_in_cases_and_buyers_have_names_for_them(tmp_path: Path) -> None:
    text = story(
        "stock: { item: MUG-01, price: 24.00, units: { CS: 12, DZ: 12/1 }, sold_in: CS, "
        "partner_units: { BX12: CS } }",
        "buyer orders: { lines: [{ item: MUG-01, quantity: 2, unit: BX12 }] }",
        "picker ships: { lines: { MUG-01: 19 } }",
        "everything arrives",
        then=(
            "invoiced: { item: MUG-01, quantity: 19/12, unit: BX12 }",
            "invoiced: { item: MUG-01, quantity: 19/12, unit: CS }",
            "invoiced: { item: MUG-01, quantity: 19 }",
        ),
    )
    assert played(read(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("unit", "found"), [("BOX", "no such unit"), ("CS", "invoiced with MUG-01 in CS 2; found: 1")]
)
def test_another_quantity_than_the_invoice_bills_is_told(tmp_path: Path, unit: str, found: str) -> None:
    text = story(
        "stock: { item: MUG-01, price: 24.00, units: { CS: 12 }, sold_in: CS }",
        "buyer orders: { lines: { MUG-01: 1 } }", "picker ships", "everything arrives",
        then=(f"invoiced: {{ item: MUG-01, quantity: 2, unit: {unit} }}",),
    )  # fmt: skip
    with pytest.raises(StoryStopped, match=found):
        played(read(tmp_path, text))


def test_a_parent_pays_for_a_buyer(tmp_path: Path) -> None:
    story_text = story_of([
        "another buyer: { as: north, payer: buyer }",
        "buyer orders: { buyer: north, lines: { MUG-01: 2 } }",
        "picker ships", "everything arrives",
    ], ["invoices: { totals: [12.00] }"])  # fmt: skip
    assert played(read(tmp_path, story_text)) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            "at: { SOUTH: 4 }",
            "unknown site SOUTH; do you mean NORTH? there are: MAIN, NORTH; add it to sites: at the top",
        ),
        ("at: { north: 4 }", "unknown site north; there are: MAIN, NORTH; add it to"),
        ("at: { NORTH: -4 }", "'-4' is not a whole number from 0"),
        ("at: 4", "'4' stands there; it takes eaches by site, such as { MAIN: 4, NORTH: 8 }"),
        ("at: { }", "nothing is given; it takes eaches by site"),
        ("units: { CS: 1.5.2 }", "'1.5.2' is not an exact quantity such as 12, 0.5 or 19/4"),
        ('units: { CS: "12,5" }', "'12,5' is not an exact quantity such as 12, 0.5 or 19/4"),
        ("units: { CS: 0 }", "'0' is not an exact quantity such as 12, 0.5 or 19/4"),
        ("units: { CS: 1/0 }", "'1/0' is not an exact quantity"),
        ("units: { case: 12 }", "'case' is not a unit such as CS: capitals and digits, a letter first"),
        ("units: { CS: 12, CS: 6 }", "CS stands there twice (line 7); keep one"),
        ("sold_in: [CS]", "here is a list; it takes a unit such as CS"),
    ],
)
def test_goods_that_cannot_be_are_named_with_their_line(tmp_path: Path, given: str, said: str) -> None:
    [line] = mistakes(tmp_path, story(f"stock: {{ item: MUG-01, {given} }}", "everything arrives"))
    assert line.startswith(f"7: {said}")


def test_a_unit_that_the_item_does_not_come_in_is_a_mistake_of_the_file(tmp_path: Path) -> None:
    given = "units: { CS: 12 }, sold_in: PL, partner_units: { BX: DZ }"
    found = mistakes(tmp_path, story(f"stock: {{ item: MUG-01, {given} }}", "everything arrives"))
    assert found == [
        "7: BX is unknown unit DZ; there are: EA, CS", "7: unknown unit PL; there are: EA, CS"
    ]  # fmt: skip


def test_what_an_amendment_asks_for_counts_eaches_and_what_it_adds_counts_as_an_order_does(
    tmp_path: Path,
) -> None:
    cases = "stock: { item: MUG-01, units: { CS: 12 }, sold_in: CS }"
    asked = [cases, "everything arrives", "buyer orders: { lines: { MUG-01: 3 } }", "everything arrives"]
    text = story(*asked, "buyer amends: { lines: { MUG-01: 5 } }")
    said = "lines count eaches, and 5 of MUG-01 are no whole CS of 12; 5 CS are 60"
    with pytest.raises(StoryStopped, match=f"buyer amends: {said}"):
        played(read(tmp_path, text))
    wish = "buyer amends: { lines: { MUG-01: 60 }, adds: { MUG-01: 1 } }"
    amended = story(*asked, wish, "everything arrives", "picker ships", "everything arrives")
    amended += "then:\n  - shipped: { lines: { MUG-01: 72 } }\n"
    assert played(read(tmp_path, amended)) == []


@pytest.mark.parametrize(
    ("sites", "said"),
    [
        ("[MAIN, MAIN]", "site MAIN is named twice; each site has a name of its own"),
        ("[]", "a world has at least one site"),
        ("[-]", "a site cannot be called '-'"),
        ("MAIN", "'MAIN' stands there; it takes a list such as [MAIN, NORTH]"),
        ("MAIN NORTH", "'MAIN NORTH' stands there; it takes a list such as [MAIN, NORTH]"),
    ],
)
def test_a_world_has_sites_with_names_of_their_own(tmp_path: Path, sites: str, said: str) -> None:
    text = TWO_SITES.replace("[MAIN, NORTH]", sites) + "when:\n  - everything arrives\n"
    [line] = mistakes(tmp_path, text)
    assert line.startswith(f"2: {said}")


def test_a_policy_of_a_system_goes_to_the_world_and_not_to_the_connector(tmp_path: Path) -> None:
    text = story_of(["everything arrives"]) + "policies: { oms.backorder: cancel, safety_stock: 2 }\n"
    given = declared(read(tmp_path, text))
    assert given["policies"] == {"safety_stock": "2"}
    assert given["layout"].policies == {"oms.backorder": "cancel"}


@pytest.mark.parametrize(
    ("topology", "policy", "said"),
    [
        ("full", "oms.backorder: drop", "policy oms.backorder is 'drop': it is one of: keep, cancel"),
        ("full", "oms.backordr: keep", "unknown policy oms.backordr; do you mean oms.backorder?"),
        ("shop-erp", "oms.backorder: keep", "there is no oms in shop-erp; leave this out"),
    ],
)
def test_a_policy_that_no_system_has_is_named(tmp_path: Path, topology: str, policy: str, said: str) -> None:
    text = story_of(["everything arrives"], topology=topology) + f"policies: {{ {policy} }}\n"
    [line] = mistakes(tmp_path, text)
    assert line.startswith(f"9: {said}")
