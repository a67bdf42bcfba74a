from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordergate.harness.trade.control import Control
from ordergate.harness.trade.documents import TradeFile
from ordergate.harness.trade.rows import NOTHING, SourceRow, Total
from ordergate.harness.trade.tally import Outcome, OutcomeTotal, Tally, Unbooked
from tests.trade.making import a_line, trade_of


@pytest.fixture
def trade(tmp_path: Path) -> TradeFile:
    """Ten sold at 2.00, four credited at 2.50, and a row that nobody can read."""
    sale = a_line(document="1", quantity=10, price="2")
    credit = a_line(document="C2", quantity=-4, price="2.5")
    return trade_of(tmp_path, sale, credit, a_line(document="1", at="never"))


@pytest.fixture
def control(trade: TradeFile) -> Control:
    return Control(trade)


@pytest.fixture
def tally(trade: TradeFile, control: Control) -> Tally:
    return Tally(trade, control)


@pytest.fixture
def sale(trade: TradeFile) -> SourceRow:
    return trade.documents[0].rows[0]


@pytest.fixture
def credit(trade: TradeFile) -> SourceRow:
    return trade.documents[1].rows[0]


def test_a_row_booked_whole_has_its_whole_amount(tally: Tally, credit: SourceRow) -> None:
    tally.applied(credit)
    assert tally.totals(Outcome.APPLIED) == OutcomeTotal(Total(1, Decimal(-10)), {})


def test_a_split_row_splits_its_amount_by_unit_and_counts_once_under_the_worst(
    tally: Tally, credit: SourceRow
) -> None:
    tally.applied(credit, 1)
    tally.quarantined(credit, "no earlier sale", 1)
    tally.ignored(credit, "too small", 2)
    quarantined = Total(1, Decimal("-2.5"))
    assert tally.totals(Outcome.APPLIED).total == Total(0, Decimal("-2.5"))
    ignored = Total(0, Decimal(-5))
    assert tally.totals(Outcome.IGNORED) == OutcomeTotal(ignored, {"too small": ignored})
    assert tally.totals(Outcome.QUARANTINED) == OutcomeTotal(quarantined, {"no earlier sale": quarantined})


def test_of_two_reasons_the_row_counts_under_the_first(tally: Tally, sale: SourceRow) -> None:
    tally.quarantined(sale, "first", 4)
    tally.quarantined(sale, "second", 6)
    by_reason = tally.totals(Outcome.QUARANTINED).by_reason
    assert by_reason == {"first": Total(1, Decimal(8)), "second": Total(0, Decimal(12))}


def test_an_unreadable_row_is_quarantined_under_its_column(tally: Tally, trade: TradeFile) -> None:
    tally.unreadable(trade.unreadable[0])
    by_reason = tally.totals(Outcome.QUARANTINED).by_reason
    assert by_reason == {"unreadable InvoiceDate": Total(1, Decimal("15.30"))}


def test_what_is_set_aside_is_in_the_control_and_what_is_applied_is_for_the_systems_to_post(
    tally: Tally, control: Control, sale: SourceRow, trade: TradeFile
) -> None:
    tally.applied(sale, 5)
    tally.ignored(sale, "rule", 2)
    tally.quarantined(sale, "reason")
    tally.unreadable(trade.unreadable[0])
    [line] = control.lines.values()
    assert (line.ignored, line.quarantined) == (Decimal(4), Decimal("21.30"))
    assert (line.posted_from_sales, line.posted_from_credits) == (NOTHING, NOTHING)


def test_units_that_nobody_spoke_of_are_named(tally: Tally, sale: SourceRow) -> None:
    tally.applied(sale, 7)
    assert list(tally.unbooked()) == [
        Unbooked("1:1", 3, Decimal(6)),
        Unbooked("C2:2", 4, Decimal("-10.0")),
        Unbooked("1:3", 0, Decimal("15.30")),
    ]


def test_nothing_is_booked_twice(tally: Tally, sale: SourceRow, trade: TradeFile) -> None:
    tally.applied(sale, 7)
    with pytest.raises(AssertionError, match="row 1:1 has 3 units left to book, not 4"):
        tally.quarantined(sale, "reason", 4)
    tally.unreadable(trade.unreadable[0])
    with pytest.raises(AssertionError, match="row 1:3 is booked a second time"):
        tally.unreadable(trade.unreadable[0])


def book(tally: Tally, row: SourceRow, outcome: Outcome, units: int) -> None:
    if outcome is Outcome.APPLIED:
        tally.applied(row, units)
    elif outcome is Outcome.IGNORED:
        tally.ignored(row, "rule", units)
    else:
        tally.quarantined(row, "reason", units)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(Outcome), st.integers(1, 4))))
def test_rows_and_money_of_all_outcomes_come_to_what_was_booked(
    trade: TradeFile, steps: list[tuple[bool, Outcome, int]]
) -> None:
    tally = Tally(trade, Control(trade))
    rows = [trade.documents[0].rows[0], trade.documents[1].rows[0]]
    left = {row.key: abs(row.quantity) for row in rows}
    for first, outcome, units in steps:
        row = rows[0] if first else rows[1]
        booked = min(units, left[row.key])
        left[row.key] -= booked
        if booked:
            book(tally, row, outcome, booked)
    totals = [tally.totals(outcome).total for outcome in Outcome]
    touched = sum(left[row.key] < abs(row.quantity) for row in rows)
    missing = sum((unbooked.amount for unbooked in tally.unbooked()), Decimal(0))
    assert sum(total.rows for total in totals) == touched
    assert sum((total.amount for total in totals), missing) == trade.total().amount
