"""Every mistake in a file is told at once, by line, with what is there instead."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ordergate.harness.stories.reading import read_stories

from .told import HEADER, mistakes, read, story_of, written

ORDER = "buyer orders: { lines: { MUG-01: 8 } }"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("picker shops", "unknown verb picker shops under when; do you mean picker ships? there are: stock,"),
        ("shipped: { lines: { } }", "shipped belongs under then, not under when; there are: stock, another"),
        ("picker ships: { lines: { MUG-1: 4 } }",
         "unknown item MUG-1; do you mean MUG-01? there are: MUG-01; add it under given with stock"),
        ("receiver receives: { lines: { mug-01: 4 } }", "unknown item mug-01; there are: MUG-01; add it"),
        ("picker ships: { lines: { MUG-01: 1.5 } }", "'1.5' is not a whole number from 1"),
        ("picker ships: { lines: { MUG-01: 0 } }", "'0' is not a whole number from 1"),
        ("picker ships: { lines: { MUG-01: -2 } }", "'-2' is not a whole number from 1"),
        ("picker ships: { lines: { MUG-01: ten } }", "'ten' is not a whole number from 1"),
        ("picker ships: { lines: { MUG-01: 1e3 } }", "'1e3' is not a whole number from 1"),
        ("picker ships: { lines: { MUG-01: ٣ } }", "'٣' is not a whole number from 1"),
        ("picker ships: { lines: { MUG-01: 99999999 } }", "'99999999' is not a whole number from 1"),
        ("picker ships: { lines: { MUG-01: } }", "nothing is given; it takes a whole number from 1"),
        ("picker ships: { lines: { } }", "nothing is given; it takes units by item, such as"),
        ("picker ships: { lines: 4 }", "'4' stands there; it takes units by item, such as { MUG-01: 4 }"),
        ("picker ships: { lines: { MUG-01: 1, MUG-01: 2 } }", "MUG-01 stands there twice (line 9); keep one"),
        ("picker ships: { order: second }", "unknown order second; there are: order"),
        ("picker ships: { ordr: order }", "picker ships takes no ordr; it takes: order, lines, parcels"),
        ("picker picks", "picker picks needs lines, such as - picker picks: { order: order, lines:"),
        ("stock: { quantity: 4 }", "stock needs item, such as - stock: { item: MUG-01, quantity: 100, price"),
        ("stock: { item: MUG-01 }", "there is an item MUG-01 already in line 6; take another name"),
        ("stock: { item: TEE, price: 12,50 }", "stock takes no 50 (12,50 is two values; write 12.50); it"),
        ('stock: { item: TEE, price: "12,50" }', "'12,50' is not an amount such as 12.50, with a point and"),
        ("stock: { item: TEE, price: 1e2 }", "'1e2' is not an amount such as 12.50, with a point and at"),
        ("stock: { item: TEE, price: 0.00001 }", "'0.00001' is not an amount such as 12.50, with a point"),
        ("stock: { item: TEE, price: -1 }", "'-1' is not an amount such as 12.50, with a point and at most"),
        ("receiver adjusts: { lines: { MUG-01: 0 } }", "'0' is not a whole number such as -3 or 3, not 0"),
        ("buyer orders: { lines: { MUG-01: 1 } }", "there is an order order already in line 8; take another"),
        ("buyer orders: { as: b, buyer: second, lines: { MUG-01: 1 } }", "unknown buyer second; there"),
        ("buyer orders: { as: b, lines: [{ item: MUG-01 }] }", "a line needs quantity"),
        ("buyer orders: { as: b, lines: [{ item: MUG-01, quantity: 1, quote: Q }] }",
         "unknown quote Q; there is no quote yet"),
        ("buyer orders: { as: b, lines: [{ item: MUG-01, quantity: 1, size: 3 }] }",
         "a line has no size; it takes item, quantity, price, quote, unit, substitutable for"),
        ("system goes down: { system: crm }", "unknown system crm; there are: marketplace, oms, erp, wms"),
        ("fault strikes: { rule: lost_answer on erp }",
         "the fault rule 'lost_answer on erp' cannot be used: there is no fault lost_answer; there are"),
        ("fault strikes: { rule: crash on connector nth=3 }", "not every connector can be made to crash"),
        ("fault strikes: { rule: lost_reply on erp.place_order }",
         "the fault rule 'lost_reply on erp.place_order' can never strike: there is no operation"),
        ("fault strikes: { rule: lost_reply on crm }",
         "the fault rule 'lost_reply on crm' cannot be used: there is no crm in this world"),
        ("buyer orders: { as: b, lines: [{ item: MUG-01, quantity: 1, substitutable: maybe }] }",
         "'maybe' is not yes or no"),
        ("merchandiser prices: { kind: tier, item: MUG-01 }", "a price or percent_off is needed"),
        ("merchandiser prices: { kind: contract, item: MUG-01, price: 4 }", "a contract price names buyer"),
        ("merchandiser prices: { kind: promo, item: MUG-01, price: 4 }", "unknown kind of price promo"),
        ("another buyer: { as: b, payer: b }", "b cannot pay for itself as its own parent; leave payer out"),
        ("{ picker ships: , order: order }", "one dash has one verb, and here are picker ships, order;"),
        ("[picker ships]", "a list stands there; it takes a verb, such as - picker ships: { order: order }"),
        ("{ [a]: b }", "a list or a mapping cannot be a name here; it takes a verb"),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_is_named_with_its_line(tmp_path: Path, step: str, said: str) -> None:
    [line] = mistakes(tmp_path, story_of([ORDER, step]))
    assert line.startswith(f"9: {said}")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("shippd: { lines: { } }", "unknown verb shippd under then; do you mean shipped? there are: shipped"),
        ("picker ships", "picker ships belongs under given or when, not under then; there are: shipped"),
        ("state: { marketplace: shiped }", "unknown state of the marketplace shiped; do you mean shipped?"),
        ("state: { oms: open }", "there is no oms in shop-erp; leave this out, or those topologies"),
        ("parcels: { count: 1 }", "there is no wms in shop-erp; leave this out, or those topologies"),
        ("documents: { kind: wms shipments, count: 1 }", "there is no wms in shop-erp; leave this out, or"),
        ("state", "state expects nothing yet; give it marketplace or oms or erp or everywhere"),
        ("payment: { order: order }", "payment expects nothing yet; give it total or captured or refunded"),
        (
            "invoices: { totals: 60.00 }",
            "'60.00' stands there; it takes amounts in order, such as [60.00, 90.00]",
        ),
        ("invoices: { totals: [sixty] }", "'sixty' is not an amount such as 12.50, with a point and at most"),
    ],
)
def test_an_expectation_that_cannot_be_is_named_with_its_line(tmp_path: Path, step: str, said: str) -> None:
    [line] = mistakes(tmp_path, story_of([ORDER], [step], topology="shop-erp"))
    assert line.startswith(f"10: {said}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["1: the file has no scenario; it begins with scenario: and an id"]),
        ("- a", ["1: a scenario has scenario, title, rule, topologies, tags, needs, sites, policies,"]),
        ("scenario: X01\ntitle: a: b", ["2: it is not YAML: mapping values are not allowed here; put"]),
        ("\tscenario: X01", ["1: it is not YAML: while scanning for the next token, found character '\\t'"]),
        ("title: a\nrule: b\nwhen: []", ["1: the scenario has no scenario; add scenario: and an id such as"]),
        ("scenario: a b\ntitle: a\nrule: b", ["1: 'a b' is not an id such as X07, of letters, digits"]),
        ("scenario: X\ntitle: a\nrule: b", ["1: nothing happens in the scenario; add given, when and then"]),
        ("scenario: X\ntitle: a\nrule: b\nwhen: now", ["4: when takes a list: a dash before each entry"]),
        ("scenario: X\ntitle: a\nrule: b\nwhen: []\nsteps: []",
         ["5: there is a when or then beside steps; put it under steps"]),
        ("scenario: X\ntitle: a\nrule: b\nsteps:\n  - given: []", ["5: a round has no given; it has"]),
        ("scenario: X\ntitle: a\nrule: b\nwhe: []", ["4: a scenario has no whe; it has: scenario, title"]),
        ("scenario: X\ntitle: a\nrule: b\ntopologies: [moon]",
         ["4: unknown topology moon; there are: shop-erp, shop-erp-wms, full"]),
        ("scenario: X\ntitle: a\nrule: b\ntopologies: []", ["4: it names no topology; there are: shop-erp,"]),
        ("scenario: X\ntitle: a\nrule: b\ntopologies: full",
         ["4: 'full' stands there; it takes a list such as [shop-erp, full]"]),
        ("scenario: X\ntitle: a\nrule: b\ntags: [a, b, a]", ["4: a stands there twice; keep one"]),
        ("scenario: X\ntitle: a\nrule: b\nneeds: [site]",
         ["4: unknown feature site; do you mean sites? there are: accounts, "]),
        ("scenario: X\ntitle: a\nrule: b\npolicies: { charge: bill }",
         ["4: unknown policy charge; there are: charges_when_cancelled, safety"]),
        ("scenario: X\ntitle: a\nrule: b\npolicies: { charges_when_cancelled: pay }",
         ["4: policy charges_when_cancelled is 'pay': input should be 'bill' or 'void'"]),
        ("scenario: X\ntitle: a\nrule: b\npolicies: { oms.ship: late }",
         ["4: policy oms.ship is 'late': it is one of: partial, complete"]),
    ],
)  # fmt: skip
def test_a_file_that_is_no_scenario_says_what_one_has(tmp_path: Path, text: str, said: list[str]) -> None:
    found = mistakes(tmp_path, text)
    assert [line[: len(start)] for line, start in zip(found, said, strict=True)] == said


def test_all_mistakes_of_a_file_are_told_in_the_order_of_its_lines(tmp_path: Path) -> None:
    first = story_of(["picker shops", "picker ships: { lines: { TEE: x } }"])
    found = mistakes(tmp_path, f"{first}---\n{story_of(['everything arives'])}")
    assert [line.partition(":")[0] for line in found] == ["8", "9", "9", "9", "11", "18"]


def test_many_mistakes_are_cut_short(tmp_path: Path) -> None:
    found = mistakes(tmp_path, story_of(["picker shops"] * 30))
    assert len(found) == 21
    assert found[-1] == "and 10 more mistakes"


def test_bytes_that_are_not_utf_8_are_told_by_line(tmp_path: Path) -> None:
    file = written(tmp_path, "")
    file.write_bytes(b"scenario: X\ntitle: M\xdcG\n")
    with pytest.raises(Exception, match=":2: byte 0xdc is not UTF-8; save the file as UTF-8"):
        read_stories(file)


def test_two_scenarios_of_a_file_have_titles_of_their_own(tmp_path: Path) -> None:
    [line] = mistakes(tmp_path, f"{story_of([ORDER])}---\n{story_of([ORDER])}")
    assert line == "10: the scenario in line 1 has this title too; change one"


def test_names_of_one_scenario_mean_nothing_in_the_next(tmp_path: Path) -> None:
    other = HEADER.format(topology="full").replace("a test", "another")
    [line] = mistakes(tmp_path, f"{story_of([ORDER])}---\n{other}when:\n  - picker ships\n")
    assert line == "15: there is no order yet; it has to come before this"


def test_who_is_paid_for_pays_for_nobody(tmp_path: Path) -> None:
    site = "another buyer: { as: site, payer: buyer }"
    [line] = mistakes(tmp_path, story_of([ORDER, site, "another buyer: { as: branch, payer: site }"]))
    assert line == "10: site is paid for by buyer; name buyer as the payer"


def test_an_order_has_to_be_named_when_there_are_two(tmp_path: Path) -> None:
    [line] = mistakes(tmp_path, story_of([ORDER, ORDER.replace("{ l", "{ as: b, l"), "picker ships"]))
    assert line == "10: which order? there are: order, b; name one with order"


@pytest.mark.parametrize("amount", ["0.1", "3.3333", "100.00", "2.675", '"2.675"', "123456789.1234"])
def test_an_amount_is_exactly_what_is_written(tmp_path: Path, amount: str) -> None:
    step = read(tmp_path, story_of([f"stock: {{ item: TEE, price: {amount} }}"])).steps[-1]
    assert type(step.values["price"]) is Decimal
    assert str(step.values["price"]) == amount.strip('"')


@pytest.mark.parametrize(
    "item", ["0017", "1E5", "007.0", "yes", "0x10", "AB/1", "X 9", "2010-12-01", "1_000"]
)
def test_an_item_code_is_exactly_what_is_written(tmp_path: Path, item: str) -> None:
    steps = [f"stock: {{ item: {item} }}", f"buyer orders: {{ lines: {{ {item}: 1 }} }}"]
    story = read(tmp_path, story_of(steps))
    assert story.steps[-1].values["lines"] == [{"item": item, "quantity": 1}]
