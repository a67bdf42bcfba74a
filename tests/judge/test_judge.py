"""The incremental verdict is the full one, and the judge's arithmetic is exact."""

from __future__ import annotations

import itertools
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordergate.harness.judge.arithmetic import e4, money, nearest, part_of, without_tax
from ordergate.harness.judge.catalogue import ALWAYS_TABLES, INVARIANTS, PER_CASE, PER_PLACE, PER_WORLD
from ordergate.harness.judge.judge import Judge
from ordergate.harness.judge.rules import conduct

from .breaking import Life


@pytest.mark.parametrize("stride", [1, 7, 50])
def test_the_incremental_verdict_is_the_full_one_all_along(life: Life, judge: Judge, stride: int) -> None:
    for number, change in enumerate(life.changes):
        judge.observe([change])
        if number % stride == 0:
            assert judge.settled(life.accounts) == judge.full(life.accounts)
    assert judge.settled(life.accounts) == judge.full(life.accounts)


def test_the_incremental_verdict_is_the_full_one_when_much_is_wrong(life: Life, judge: Judge) -> None:
    for number, change in enumerate(life.changes):
        if number % 5:
            judge.observe([change])
        if number % 40 == 0:
            judge.settled(life.accounts)
    ruling = judge.settled(life.accounts)
    assert ruling == judge.full(life.accounts)
    assert len({finding.rule for finding in ruling.findings}) > 3


def test_every_rule_of_the_catalogue_has_code_and_a_docstring() -> None:
    always = [rule for rules in ALWAYS_TABLES.values() for rule in rules]
    of_the_connector = [conduct.i28_manners, conduct.i29_silence, conduct.i30_access]
    functions = [*PER_CASE, *PER_PLACE, *PER_WORLD, *always, *of_the_connector]
    named = {rule.__name__[:3].upper() for rule in functions}
    assert named == {invariant.id for invariant in INVARIANTS}
    assert all(rule.__doc__ for rule in functions)


cents = st.integers(-(10**9), 10**9)


@given(cents, st.integers(1, 10**5))
def test_nearest_rounds_halves_away_from_zero(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    expected = Decimal(exact.numerator * 10**12 // exact.denominator).scaleb(-12)
    if exact * 10**12 % 1 == 0:
        rounded = (expected / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP) * 100
        assert nearest(numerator, denominator) == rounded
    assert abs(nearest(numerator, denominator) - exact) <= 50


@given(st.integers(0, 10**9), st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_the_parts_of_a_line_add_up_to_the_line(pennies: int, parts: list[int]) -> None:
    total, whole = pennies * 100, sum(parts)
    ends = [sum(parts[: number + 1]) for number in range(len(parts))]
    worth = [part_of(total, end, whole) for end in (0, *ends)]
    shares = [after - before for before, after in itertools.pairwise(worth)]
    assert sum(shares) == total


@given(st.integers(0, 10**8), st.sampled_from([0, 500, 2000, 2100]))
def test_a_net_amount_taxed_again_is_the_gross_amount_to_the_penny(pennies: int, rate_e4: int) -> None:
    gross = pennies * 100
    net = without_tax(gross, rate_e4)
    assert abs(net + nearest(net * rate_e4, 10_000) - gross) <= 100
    assert net % 100 == 0


def test_amounts_keep_every_decimal_place() -> None:
    assert e4(Decimal("0.0012")) == 12
    assert money(12) == Decimal("0.0012")
    assert str(money(306_000)) == "30.60"
    with pytest.raises(AssertionError, match="more than four decimal places"):
        e4(Decimal("0.00001"))
