from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ordergate.harness.trade.control import Control, control_mismatches
from ordergate.harness.trade.rows import NOTHING
from tests.trade.making import a_line, trade_of

JANUARY = "2011-01-04 10:00:00"


@pytest.fixture
def control(tmp_path: Path) -> Control:
    """Ten sold in December, four credited in January, and a row that nobody can read."""
    sale = a_line(document="1", quantity=10, price="2")
    credit = a_line(document="C2", quantity=-4, price="2.50", at=JANUARY)
    return Control(trade_of(tmp_path, sale, credit, a_line(document="1", at="never")))


def test_a_month_and_customer_close_when_every_amount_of_their_rows_is_booked(
    control: Control,
) -> None:
    control.posted("1:1", Decimal(20))
    control.posted("C2:2", Decimal(-8))
    control.posted("C2:2", Decimal(-2))
    control.quarantined("1:3", Decimal("15.30"))
    assert control_mismatches(control) == []


def test_what_is_posted_stands_under_sales_or_credits_by_the_document_of_its_row(
    control: Control,
) -> None:
    control.posted("1:1", Decimal(20))
    control.posted("C2:2", Decimal(-8))
    december, january = control.lines.values()
    assert (december.posted_from_sales, december.posted_from_credits) == (Decimal(20), NOTHING)
    assert (january.posted_from_sales, january.posted_from_credits) == (NOTHING, Decimal(-8))


def test_a_cancelled_unit_stands_with_opposite_signs_in_the_months_of_its_two_rows(
    control: Control,
) -> None:
    control.posted("1:1", Decimal(12))
    control.cancelled("1:1", "C2:2", Decimal(8))
    control.posted("C2:2", Decimal(-2))
    control.ignored("1:3", Decimal("15.30"))
    assert [line.cancelled for line in control.lines.values()] == [8, -8]
    assert control_mismatches(control) == []


def test_what_does_not_close_is_named_with_all_that_is_known_of_it(control: Control) -> None:
    control.posted("1:1", Decimal(20))
    control.quarantined("1:3", Decimal("15.00"))
    assert [str(mismatch) for mismatch in control_mismatches(control)] == [
        "2010-12, customer 17850: the file says 35.30, accounted for is 35.00 "
        "(posted from sales 20, quarantined 15.00), off by 0.30",
        "2011-01, customer 17850: the file says -10.00, accounted for is 0 (nothing booked), off by -10.00",
    ]


def test_an_amount_posted_from_no_row_of_the_file_is_a_mismatch(control: Control) -> None:
    control.posted("9:9", Decimal(1))
    said = [str(mismatch) for mismatch in control_mismatches(control)]
    assert said[-1].startswith("no month, customer of no row 9:9: the file says 0, accounted for is 1")
