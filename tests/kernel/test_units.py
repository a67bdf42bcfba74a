"""Conversions are exact or refused, on the quantities that real systems got wrong."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ordergate.simulators.kernel.problems import Unprocessable
from ordergate.simulators.kernel.units import EACH, Unit, exact, in_base, in_unit, told
from tests.golden_units import AMBIGUOUS, IN_BASE, IN_UNITS, TEXTS, Golden

SIZES = some.builds(Fraction, some.integers(1, 5000), some.integers(1, 144))


@pytest.mark.parametrize("row", IN_BASE, ids=lambda row: row.case)
def test_a_quantity_holds_exactly_so_many_base_units(row: Golden) -> None:
    unit = Unit("U", row.size.numerator, row.size.denominator)
    assert in_base(exact(row.quantity), unit) == row.right


@pytest.mark.parametrize("row", IN_UNITS, ids=lambda row: row.case)
def test_a_base_quantity_is_exactly_so_many_units(row: Golden) -> None:
    assert in_unit(int(row.quantity), row.size) == row.right


@pytest.mark.parametrize(("text", "quantity"), TEXTS)
def test_an_exact_text_is_read(text: str, quantity: Fraction) -> None:
    assert exact(text) == quantity


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_a_text_that_could_be_two_things_is_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(Unprocessable, match="a point and no comma"):
        exact(text)


def test_half_an_each_is_refused() -> None:
    with pytest.raises(Unprocessable, match=r"1/2 CS of 3 EA are 3/2 EA; EA is indivisible"):
        in_base(Fraction(1, 2), Unit("CS", 3))


def test_part_of_an_indivisible_unit_is_refused_though_its_eaches_are_whole() -> None:
    with pytest.raises(Unprocessable, match=r"19/4 PL cannot be ordered; PL is indivisible"):
        in_base(Fraction(19, 4), Unit("PL", 12, divisible=False))


@pytest.mark.parametrize("quantity", [Fraction(0), Fraction(10_000_001)])
def test_a_line_takes_one_each_to_ten_million(quantity: Fraction) -> None:
    with pytest.raises(Unprocessable, match="a line takes 1 to 10000000"):
        in_base(quantity, EACH)


@given(base=some.integers(1, 10_000_000), size=SIZES)
def test_base_units_told_in_a_unit_come_back_as_they_were(base: int, size: Fraction) -> None:
    unit = Unit("U", size.numerator, size.denominator)
    assert in_base(exact(str(told(in_unit(base, size)))), unit) == base


@given(quantity=some.builds(Fraction, some.integers(1, 10_000), some.integers(1, 144)), size=SIZES)
def test_a_quantity_comes_back_as_it_was_or_is_refused(quantity: Fraction, size: Fraction) -> None:
    unit = Unit("U", size.numerator, size.denominator)
    try:
        base = in_base(quantity, unit)
    except Unprocessable:
        product = quantity * size
        assert product.denominator != 1 or product > 10_000_000
    else:
        assert in_unit(base, size) == quantity


@given(parts=some.lists(some.integers(1, 1000), min_size=1, max_size=8), size=some.integers(1, 144))
def test_parts_told_in_a_unit_add_up_to_the_whole(parts: list[int], size: int) -> None:
    told_parts = [exact(told(in_unit(part, Fraction(size)))) for part in parts]
    assert sum(told_parts) == in_unit(sum(parts), Fraction(size))
