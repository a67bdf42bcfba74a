"""What docs/reconcile.md says, with a sample from a world in which somebody was at the databases.

``python -m tests.docs.reconcile`` writes the page again.
"""

from __future__ import annotations

import io
from contextlib import closing
from pathlib import Path

from rich.console import Console

from ordergate.harness.commands.reconcile import Reconciled, show
from ordergate.harness.reconcile.mismatch import KINDS, Kind, mismatches
from ordergate.harness.world import World
from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.harness.world.reference import reference_engine
from tests.reconcile.drift import Drift, plant, subjects
from tests.reconcile.kinds import DRIFTS, REPAIRED

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reconcile.md"
WIDTH = 118
SAMPLE = ("listing: published quantity overwritten", "erp order: address changed", "erp invoice: twice")
INTRODUCTION = """# Reconciliation

Where do the systems disagree, since when, and worth how much?

```text
ordergate reconcile --world main --csv mismatches.csv
```

It waits until the served world is at rest, compares what stands in all systems, and prints a row for each
mismatch with totals by kind and pair of systems. The exit code is 0 when the systems agree, 1 when they do
not or are still at it (`--settle-limit` says how long to wait), and 2 when it was asked wrongly. `--json`
prints one object, `--csv` writes a file for a spreadsheet: UTF-8 with the mark that Excel looks for, decimal
points, and no text that it would take for a formula. `--accounts` and `--connector` are those of
[`ordergate judge`](serving.md). `ordergate trade FILE --out DIR` leaves the same in
`reconciliation.csv`.

| Column | What it says |
|---|---|
| kind | in what they disagree, see below |
| look at, against | the pair of systems, the more suspect one first; one alone contradicts itself |
| about | the order, the stock as `ITEM@SITE`, or the document |
| documents | those that the sentence is about |
| says, difference | the values, by name, and by how much they differ where they are two numbers |
| age in hours | since anything about it changed last, on the world's clock |
| value at risk, currency | money; units of stock at the price that the shop lists |
| what is wrong, rule | the sentence, and the rule that is broken (`ordergate list rules`) |

| Kind | What it is | Rules |
|---|---|---|
"""
WORDS = {
    Kind.MISSING: "a document that another system should have made never came to be",
    Kind.EXTRA: "a document is there twice, or nobody asked for it",
    Kind.QUANTITY: "units ordered, shipped, returned, billed, on hand or published differ",
    Kind.MONEY: "prices, totals, tax, invoices, credit or cash differ",
    Kind.STATUS: "a state is none that can follow, or something went on while it was held",
    Kind.REFERENCE: "a name, an address, a reference or other master data differs",
}
BEFORE_SAMPLE = """
## A sample

Three orders were shipped, billed and partly sent back, with an order of somebody else beside them. Then
somebody was at the databases: the published quantity of an item, an address in the ERP, an invoice twice.

```text
"""
BEFORE_KINDS = """```

## What the engine repairs

The reference engine itself looks every hour of its clock (`polls.reconcile_s`) at copies that it keeps:
listings, items of the OMS, customers of the ERP. What is not as it told them it tells again, the published
quantity only where the listing has been calm for half an hour and nothing is under way, for the shop takes
off what buyers order by itself. Documents that were booked, and stock on hand, are never changed in this way:
they are for people. `reconciliation = "off"` under `[policies]` in `ordergate.toml` switches it off.

## What it is tried with

Each of these changes one document behind everybody's back. Alone and several at once, what is reported is
about these documents and no others, as the kind that is given here; where nothing drifted, nothing is.

| Drift | Reported as | The engine |
|---|---|---|
"""
CLOSING = "\nThis page is made from the code: `python -m tests.docs.reconcile`.\n"


def sample() -> str:
    """What the command prints about a world with some drift."""
    with closing(InProcessWorld(Blueprint("full", 7), reference_engine)) as port:
        world = World(port)
        drifts = [drift for drift in DRIFTS if drift.name in SAMPLE]
        for subject, drift in zip(subjects(world, len(SAMPLE) + 1), drifts, strict=False):
            plant(port, world.books, drift, subject)
        world.run(hours=2)
        found = mismatches(world.judged().findings, world.books, port.now_us())
    console = Console(file=io.StringIO(), width=WIDTH, color_system=None)
    show(Reconciled("main", found, None), console)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"


def _repair(drift: Drift) -> str:
    return "tells it again" if drift.name in REPAIRED else ""


def page() -> str:
    """The whole page."""
    text = INTRODUCTION
    for kind, words in WORDS.items():
        rules = ", ".join(rule for rule, of in KINDS.items() if of is kind)
        text += f"| {kind} | {words} | {rules} |\n"
    text += BEFORE_SAMPLE + sample() + BEFORE_KINDS
    return (
        text + "".join(f"| {drift.name} | {drift.kind} | {_repair(drift)} |\n" for drift in DRIFTS) + CLOSING
    )


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
