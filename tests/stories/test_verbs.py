"""Every verb does what people do, every expectation looks at what it names, and the rules still judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from ordergate.harness.stories.expectations import EXPECTATIONS
from ordergate.harness.stories.table import Verb
from ordergate.harness.stories.verbs import ACTIONS

from .told import HEADER, STOCK, played, read, story_of

ALL = {**ACTIONS, **EXPECTATIONS}
ORDERED = ["buyer orders: { lines: { MUG-01: 8 } }"]
SHIPPED = [*ORDERED, "picker ships", "everything arrives"]
STORIES: dict[str, tuple[list[str], list[str]]] = {
    "units are shipped in parcels": (
        [*ORDERED, "picker ships: { lines: { MUG-01: 5 }, parcels: 2 }", "everything arrives"],
        [
            "shipped: { lines: { MUG-01: 5 } }", "parcels: { count: 2 }",
            "state: { marketplace: partially_shipped, oms: partially_shipped, erp: partially_delivered }",
            "documents: { kind: wms shipments, count: 1 }",
        ],
    ),
    "what was picked ships after a cancellation": (
        [
            *ORDERED, "picker picks: { lines: { MUG-01: 4 } }", "buyer cancels", "everything arrives",
            "picker ships", "everything arrives",
        ],
        [
            "shipped: { lines: { MUG-01: 4 } }", "cancelled: { lines: { MUG-01: 4 } }",
            "invoices: { totals: [24.00] }", "payment: { total: 48.00, captured: 24.00, voided: 24.00 }",
        ],
    ),
    "what is not found waits for goods": (
        [
            "buyer orders: { lines: { MUG-01: 20 } }", "picker ships: { lines: { MUG-01: 17 } }",
            "picker finds short: { lines: { MUG-01: 3 } }",
            "receiver adjusts: { lines: { MUG-01: -3 }, reason: not in the bin }", "everything arrives",
        ],
        ["backordered: { lines: { MUG-01: 3 } }", "on hand: { item: MUG-01, quantity: 0 }"],
    ),
    "another item ships for some": (
        [
            "stock: { item: CUP-01, quantity: 9, price: 6.00 }",
            "merchandiser allows: { item: MUG-01, other: CUP-01, ratio: 2 }", "everything arrives",
            "buyer orders: { lines: [{ item: MUG-01, quantity: 8, substitutable: yes }] }",
            "picker ships instead: { item: MUG-01, other: CUP-01, quantity: 3, along: 5 }",
            "everything arrives",
        ],
        [
            "shipped: { lines: { MUG-01: 8 } }", "on hand: { item: CUP-01, quantity: 3 }",
            "shipped instead: { item: MUG-01, other: CUP-01, quantity: 3 }",
        ],
    ),
    "goods come in": (
        [*ORDERED, "receiver receives: { lines: { MUG-01: 5 } }", "everything arrives"],
        ["on hand: { item: MUG-01, quantity: 25 }", "listed: { item: MUG-01, quantity: 17 }"],
    ),
    "an invoice bills what was shipped": (
        [*ORDERED, "picker ships: { lines: { MUG-01: 5 } }", "everything arrives"],
        ["invoiced: { item: MUG-01, quantity: 5 }"],
    ),
    "units come back": (
        [
            *SHIPPED, "buyer returns: { lines: { MUG-01: 4 }, reason: too many }",
            "receiver inspects: { sellable: 1, damaged: 1, inspect: 1, missing: 1 }", "everything arrives",
        ],
        [
            "returned: { lines: { MUG-01: 3 } }", "credits: { count: 1 }", "payment: { refunded: 18.00 }",
            "on hand: { item: MUG-01, quantity: 15 }", "listed: { item: MUG-01, quantity: 13 }",
        ],
    ),
    "kits ship as what they are made of": (
        [
            "kit: { item: BOX, of: { MUG-01: 2 }, price: 9.00 }", "buyer orders: { lines: { BOX: 3 } }",
            "picker ships: { lines: { MUG-01: 5 } }", "everything arrives",
        ],
        ["shipped: { lines: { BOX: 2 } }", "on hand: { item: MUG-01, quantity: 15 }",
         "listed: { item: BOX, quantity: 7 }"],
    ),
    "what was to be inspected is cleared, and a count finds one fewer": (
        [
            *SHIPPED, "buyer returns: { lines: { MUG-01: 4 } }", "receiver inspects: { inspect: 4 }",
            "everything arrives", "receiver clears: { item: MUG-01, sellable: 3, damaged: 1 }",
            "everything arrives", "receiver counts: { lines: { MUG-01: 14 } }", "everything arrives",
        ],
        ["on hand: { item: MUG-01, quantity: 15 }", "listed: { item: MUG-01, quantity: 14 }"],
    ),
    "a refund is agreed for a line": (
        [
            *SHIPPED, "buyer returns: { lines: [{ line: 1, quantity: 2, agreed: 8.00 }] }",
            "receiver inspects: { sellable: 2 }", "everything arrives",
        ],
        ["credits: { totals: [8.00] }"],
    ),
    "a fee is kept for a line": (
        [
            *SHIPPED, "buyer returns: { lines: [{ line: 1, quantity: 2, fee: 2.00 }] }",
            "receiver inspects: { sellable: 2 }", "everything arrives",
        ],
        ["credits: { totals: [10.00] }"],
    ),
    "the provider gives money back": (
        [*SHIPPED, "cashier gives back: { amount: 5.00 }", "everything arrives"],
        ["credits: { totals: [5.00] }", "payment: { refunded: 5.00 }"],
    ),
    "one unit is exchanged for another": (
        [
            *SHIPPED, "buyer exchanges: { lines: { MUG-01: 2 }, instead: { MUG-01: 1 } }",
            "receiver receives: { lines: { MUG-01: 1 }, damaged: { MUG-01: 1 } }",
            "receiver inspects: { sellable: 2 }", "everything arrives",
            "replacement is placed: { order: order, as: replacement }",
            "picker ships: { order: replacement }", "everything arrives",
        ],
        [
            "payment: { order: order, captured: 48.00, refunded: 12.00, cash: 42.00 }",
            "payment: { order: replacement, captured: 6.00, cash: 0.00 }",
            "listed: { item: MUG-01, quantity: 14 }",
        ],
    ),
    "a list price changes": (
        ["merchandiser reprices: { item: MUG-01, price: 5.50 }", *ORDERED, "everything arrives"],
        ["listed: { item: MUG-01, price: 6.60 }", "erp price: { item: MUG-01, price: 5.00 }"],
    ),
    "a tier counts from ten, and a group has a price of its own": (
        [
            "merchandiser puts in group: { group: TRADE }",
            "merchandiser prices: { kind: tier, item: MUG-01, price: 4.50, quantity: 10 }",
            "merchandiser prices: { kind: group, item: MUG-01, percent_off: 20, group: TRADE, quantity: 11 }",
            "everything arrives", "buyer orders: { lines: { MUG-01: 10 } }", "everything arrives",
            "buyer orders: { lines: { MUG-01: 11 }, as: second }", "everything arrives",
        ],
        [
            "erp price: { order: order, item: MUG-01, price: 4.50 }",
            "erp price: { order: second, item: MUG-01, price: 4.00 }",
        ],
    ),
    "one item stands on two lines at two prices": (
        [
            "merchandiser agrees: { quote: Q-1, prices: { MUG-01: 4.00 }, approver: head, reason: volume }",
            "buyer orders: { lines: [{ item: MUG-01, quantity: 5, price: 4.80, quote: Q-1 }] }",
            "picker ships", "everything arrives",
        ],
        [
            "erp price: { item: MUG-01, price: 4.00, approver: head, reason: volume }",
            "invoices: { totals: [24.00] }",
        ],
    ),
    "freight and handling are paid once": (
        ["buyer orders: { lines: { MUG-01: 1 }, freight: 6.00, handling: 1.20 }", "picker ships",
         "everything arrives"],
        ["invoices: { totals: [13.20] }"],
    ),
    "two buyers have an order each": (
        [
            "another buyer: { as: second }", "buyer orders: { as: first order, lines: { MUG-01: 2 } }",
            "buyer orders: { as: other order, buyer: second, lines: { MUG-01: 3 } }",
            "buyer changes: { buyer: second, company: Harrow & Sons Ltd }", "everything arrives",
            "buyer cancels: { order: other order, lines: { MUG-01: 1 }, reason: too many }",
            "everything arrives",
        ],
        [
            "erp customer: { buyer: second, company: Harrow & Sons Ltd }",
            "cancelled: { order: other order, lines: { MUG-01: 1 } }",
            "cancelled: { order: first order, lines: {} }",
        ],
    ),
    "an order is amended": (
        [
            *ORDERED, "everything arrives",
            "buyer amends: { lines: { MUG-01: 10 }, adds: { MUG-01: 1 }, date: 2012-01-16 }",
            "everything arrives", "picker ships", "everything arrives",
        ],
        ["shipped: { lines: { MUG-01: 11 } }", "payment: { total: 66.00, captured: 66.00 }"],
    ),
    "the accountant books rent": (
        [*ORDERED, 'accountant posts: { account: "4400", amount: 25.00, text: rent, reference: R-1 }'],
        [],
    ),
    "the answer to a new order is lost": (
        ["fault strikes: { rule: lost_reply on erp.place_sales_order nth=1 }", *ORDERED,
         "everything arrives"],
        ["documents: { kind: erp orders, count: 1 }"],
    ),
    "a system is down and comes back": (
        [
            "system goes down: { system: oms }", *ORDERED, "time passes: { minutes: 10 }",
            "system comes back: { system: oms }", "everything arrives",
        ],
        ["state: { oms: open }"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STORIES)
def test_people_do_what_the_file_says_and_no_rule_is_broken(tmp_path: Path, name: str) -> None:
    story = read(tmp_path, story_of(*STORIES[name]))
    assert [finding.text for finding in played(story)] == []


def test_every_verb_is_tried_here() -> None:
    lines = [line for when, then in STORIES.values() for line in (*when, *then)]
    elsewhere = {"stock", "driver takes", "driver brings"}
    tried = {line.partition(":")[0] for line in lines} | elsewhere
    assert tried == set(ALL)


@pytest.mark.parametrize("verb", ALL.values(), ids=list(ALL))
def test_the_example_of_a_verb_can_be_written_like_this(tmp_path: Path, verb: Verb) -> None:
    before = [] if verb.name == "buyer orders" else ["buyer orders: { lines: { MUG-01: 8 } }"]
    before += ["stock: { item: CUP-01 }"] * ("CUP-01" in verb.line)
    before += ["driver takes: { lines: { MUG-01: 6 }, from: MAIN, to: NORTH }"] * (
        verb.name == "driver brings"
    )
    if verb.name == "stock":
        read(tmp_path, f"{HEADER.format(topology='full')}given:\n  {verb.line}\n")
        return
    section = "then" if verb.expects else "when"
    when = "".join(f"  - {line}\n" for line in before)
    text = f"{HEADER.format(topology='full')}sites: [MAIN, NORTH]\n{STOCK}"
    text += f"when:\n{when}  {verb.line}\n" if section == "when" else f"when:\n{when}then:\n  {verb.line}\n"
    assert read(tmp_path, text).steps[-1].verb is verb


def test_while_a_system_is_down_nothing_reaches_it(tmp_path: Path) -> None:
    when = ["system goes down: { system: erp }", *ORDERED, "time passes: { minutes: 30 }"]
    story = read(tmp_path, story_of(when, ["documents: { kind: erp orders, count: 0 }"]))
    assert played(story) == []


@pytest.mark.parametrize(("choice", "voided"), [("bill", "12.00"), ("void", "18.00")])
def test_the_reference_engine_keeps_to_the_policy_of_the_scenario(
    tmp_path: Path, choice: str, voided: str
) -> None:
    when = ["buyer orders: { lines: { MUG-01: 2 }, freight: 6.00 }", "everything arrives", "buyer cancels",
            "everything arrives"]  # fmt: skip
    text = story_of(when, [f"payment: {{ voided: {voided} }}"])
    story = read(tmp_path, text + f"policies: {{ charges_when_cancelled: {choice} }}\n")
    assert played(story) == []
