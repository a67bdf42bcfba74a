"""The engine's arithmetic, with exact values."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordergate.harness.sync import money
from ordergate.harness.sync.errors import Unsuitable

TWENTY = Decimal("0.20")


@pytest.mark.parametrize(
    ("total", "rate", "net", "tax"),
    [
        ("15.00", "0.21", "12.40", "2.60"),
        ("0.01", "0.20", "0.01", "0.00"),
        ("0.03", "0.20", "0.03", "0.00"),
        ("52.97", "0.20", "44.14", "8.83"),
        ("99.99", "0", "99.99", "0.00"),
        ("0.00", "0.20", "0.00", "0.00"),
    ],
)
def test_a_total_is_split_so_that_both_parts_add_up_to_it(total: str, rate: str, net: str, tax: str) -> None:
    assert money.net_and_tax(Decimal(total), Decimal(rate)) == (Decimal(net), Decimal(tax))


def test_halves_are_rounded_away_from_zero() -> None:
    assert money.round_half_up(Decimal("2.345")) == Decimal("2.35")
    assert money.round_half_up(Decimal("-2.345")) == Decimal("-2.35")


@pytest.mark.parametrize(
    ("total", "step"),
    [("6.00", "0.01"), ("6.0000", "0.01"), ("0.0012", "0.0001"), ("-0.005", "0.0001")],
)
def test_amounts_below_a_penny_are_told_in_ten_thousandths(total: str, step: str) -> None:
    assert money.step_of(Decimal(total)) == Decimal(step)


def test_a_charge_below_a_penny_keeps_its_four_places() -> None:
    total = Decimal("0.0012")
    assert money.net_and_tax(total, TWENTY, money.step_of(total)) == (
        Decimal("0.0010"),
        Decimal("0.0002"),
    )


def test_three_shares_of_a_line_add_up_to_it() -> None:
    total = Decimal("10.00")
    parts = [money.share_between(total, start, start + 1, 3) for start in range(3)]
    assert parts == [Decimal("3.33"), Decimal("3.34"), Decimal("3.33")]


@given(
    total=st.decimals(min_value=0, max_value=100_000, places=2),
    cuts=st.lists(st.integers(min_value=1, max_value=50), min_size=1, max_size=12),
)
def test_shares_always_add_up_however_a_line_is_cut(total: Decimal, cuts: list[int]) -> None:
    whole = sum(cuts)
    start, found = 0, Decimal(0)
    for count in cuts:
        found += money.share_between(total, start, start + count, whole)
        start += count
    assert found == total


@given(pence=st.integers(min_value=0, max_value=10**9))
def test_a_net_line_is_found_again_behind_its_total_with_tax(pence: int) -> None:
    net = Decimal(pence) / 100
    total = money.round_half_up(net * (1 + TWENTY))
    assert money.net_of(total, TWENTY) == net


def test_unit_prices_have_four_places_both_ways() -> None:
    assert money.gross_price(Decimal("1.2345"), TWENTY) == Decimal("1.4814")
    assert money.net_price(Decimal("1.4814"), TWENTY) == Decimal("1.2345")
    assert money.price_text(Decimal("3.06")) == "3.0600"


def test_minor_units_never_round() -> None:
    assert money.minor_units(Decimal("30.60")) == 3060
    assert money.ten_thousandths(Decimal("2.5500")) == 25500
    assert money.basis_points(TWENTY) == 2000
    with pytest.raises(Unsuitable, match=r"0\.005 is no whole number of minor units"):
        money.minor_units(Decimal("0.005"))


def test_amounts_are_told_with_two_places_unless_they_need_four() -> None:
    assert money.money_text(Decimal("6")) == "6.00"
    assert money.money_text(Decimal("0.0010")) == "0.0010"
    assert money.money_text(Decimal("-26.5")) == "-26.50"
