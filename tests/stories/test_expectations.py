"""An expectation that does not hold names its line, what was expected, and what was found."""

from __future__ import annotations

from pathlib import Path

import pytest

from ordergate.harness.stories.story import StoryStopped

from .told import played, read, story_of

WHEN = [
    "buyer orders: { lines: { MUG-01: 8 } }",
    "picker ships: { lines: { MUG-01: 5 } }",
    "everything arrives",
]


def stopped(folder: Path, when: list[str], then: list[str]) -> list[str]:
    with pytest.raises(StoryStopped) as error:
        played(read(folder, story_of(when, then)))
    return str(error.value).splitlines()


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("shipped: { lines: { MUG-01: 4 } }", "order shipped MUG-01: 4; found: MUG-01: 5"),
        ("shipped: { lines: { } }", "order shipped nothing; found: MUG-01: 5"),
        ("cancelled: { lines: { MUG-01: 3 } }", "order cancelled MUG-01: 3; found: nothing"),
        ("returned: { lines: { MUG-01: 3 } }", "order returned MUG-01: 3; found: nothing"),
        ("backordered: { lines: { MUG-01: 3 } }", "order backordered MUG-01: 3; found: nothing"),
        ("state: { marketplace: shipped }", "order in the marketplace shipped; found: partially_shipped"),
        ("state: { erp: closed }", "order in the erp closed; found: partially_delivered"),
        ("state: { everywhere: cancelled }",
         "order everywhere marketplace: cancelled, oms: cancelled, erp: cancelled; found: "
         "marketplace: partially_shipped, oms: partially_shipped, erp: partially_delivered"),
        ("invoices: { totals: [30.00, 18.00] }", "order invoices 30.00, 18.00; found: 30.00"),
        ("invoices: { count: 2 }", "number of order invoices 2; found: 1"),
        ("credits: { totals: [6.00] }", "order credits 6.00; found: none"),
        ("payment: { captured: 30.01 }", "order captured 30.01; found: 30.00"),
        ("on hand: { item: MUG-01, quantity: 16 }",
         "MUG-01 on hand wms: 16, erp: 16, oms: 16; found: wms: 15, erp: 15, oms: 15"),
        ("listed: { item: MUG-01, quantity: 13 }", "MUG-01 listed with quantity 13; found: 12"),
        ("listed: { item: MUG-01, price: 5.00 }", "MUG-01 listed with price 5.00; found: 6.0000"),
        ("erp price: { item: MUG-01, price: 6.00 }", "order in the ERP has MUG-01 at 6.00; found: 5.0000"),
        ("erp price: { item: MUG-01, price: 5.00, approver: head }",
         "order in the ERP has for MUG-01 the approver head; found: nothing"),
        ("documents: { kind: erp credit memos, count: 1 }", "order erp credit memos 1; found: 0"),
        ("parcels: { count: 2 }", "order parcels 2; found: 1"),
    ],
)  # fmt: skip
def test_an_expectation_that_does_not_hold_names_line_and_values(
    tmp_path: Path, then: str, said: str
) -> None:
    assert stopped(tmp_path, WHEN, [then]) == [f"expected: {said} (mine.scenario.yaml:12)"]


def test_all_that_is_expected_together_is_looked_at(tmp_path: Path) -> None:
    then = ["shipped: { lines: { MUG-01: 4 } }", "invoices: { count: 1 }", "credits: { count: 1 }"]
    lines = stopped(tmp_path, WHEN, then)
    assert [line.rpartition(":")[2] for line in lines] == ["12)", "14)"]


def test_who_forgot_to_wait_is_told_so(tmp_path: Path) -> None:
    *_, hint = stopped(tmp_path, WHEN[:2], ["shipped: { lines: { MUG-01: 5 } }"])
    assert hint.startswith("nobody waited after picker ships in line 9; add - everything arrives before then")


def test_what_a_person_could_not_do_names_the_line(tmp_path: Path) -> None:
    [line] = stopped(tmp_path, [*WHEN, "picker ships: { lines: { MUG-01: 9 } }"], [])
    assert line.startswith("picker ships: order 408-")
    assert line.endswith("has 8 of item MUG-01, not 9; its items are: MUG-01 (mine.scenario.yaml:11)")


def test_a_refusal_of_a_system_is_told_in_its_own_words(tmp_path: Path) -> None:
    [line] = stopped(tmp_path, [*WHEN, "buyer returns: { lines: { MUG-01: 6 } }"], [])
    assert line.startswith("buyer returns: buyer asked to POST /_world/orders/408-")
    assert line.endswith("(mine.scenario.yaml:11)")


def test_a_line_that_the_order_has_not_is_told(tmp_path: Path) -> None:
    [line] = stopped(tmp_path, [*WHEN, "buyer returns: { lines: [{ line: 2, quantity: 1 }] }"], [])
    assert line == "buyer returns: order has no line 2; its last is 1 (mine.scenario.yaml:11)"
