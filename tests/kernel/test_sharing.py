"""What a great many documents hold alike, they share."""

from __future__ import annotations

from decimal import Decimal

from ordergate.simulators.kernel.arithmetic import PENNY, share_between
from ordergate.simulators.kernel.fields import number
from ordergate.simulators.kernel.units import Unit


def test_equal_numbers_on_the_wire_are_one_object_with_their_own_places() -> None:
    assert number("3.0600") is number("3.0600")
    assert [str(number(text)) for text in ("3.0600", "3.06", "-0", "-0.00")] == [
        "3.0600",
        "3.06",
        "0",
        "0.00",
    ]


def test_the_size_of_a_unit_is_one_text() -> None:
    assert Unit("CS", 12).size_text is Unit("BX", 12).size_text
    assert (Unit("CS", 12).size_text, Unit("HP", 1, 2).size_text) == ("12", "1/2")


def test_a_line_that_is_billed_at_once_shares_its_amount() -> None:
    total = Decimal("10.00")
    assert share_between(total, 0, 3, 3) is total
    assert [str(share_between(total, start, start + 1, 3)) for start in range(3)] == ["3.33", "3.34", "3.33"]


def test_the_places_of_a_share_are_those_of_its_step() -> None:
    assert str(share_between(Decimal("10"), 0, 3, 3)) == "10.00"
    assert str(share_between(Decimal("0"), 0, 1, 3)) == "0.00"
    assert str(share_between(Decimal("0.0000"), 0, 1, 3, PENNY)) == "0.00"
    assert str(share_between(Decimal("0.0000"), 0, 3, 3, PENNY)) == "0.0000"
