"""Money, identifiers and the forms of fields."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordergate.simulators.kernel import fields
from ordergate.simulators.kernel.arithmetic import net_of, rounded, share, share_between
from ordergate.simulators.kernel.fields import places
from ordergate.simulators.kernel.identifiers import Identifiers, base36

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("0.0049", "0.00"), ("2.675", "2.68"), ("1", "1.00")],
)
def test_halves_are_rounded_away_from_zero(amount: str, expected: str) -> None:
    assert str(rounded(Decimal(amount))) == expected


def test_an_amount_without_tax() -> None:
    assert net_of(Decimal("120.00"), Decimal("0.20")) == Decimal("100.00")
    assert net_of(Decimal("3.06"), Decimal("0.20"), Decimal("0.0001")) == Decimal("2.5500")
    assert net_of(Decimal("3.06"), Decimal(0)) == Decimal("3.06")


@given(AMOUNTS, st.lists(st.integers(1, 50), min_size=1, max_size=10))
def test_the_shares_of_a_line_add_up_to_the_line(total: Decimal, parts: list[int]) -> None:
    whole, start, taken = sum(parts), 0, Decimal(0)
    for part in parts:
        taken += share_between(total, start, start + part, whole)
        start += part
    assert taken == total


@given(AMOUNTS, st.integers(1, 1000), st.data())
def test_a_share_is_off_by_half_a_penny_at_most(total: Decimal, whole: int, data: Any) -> None:
    part = data.draw(st.integers(0, whole))
    assert abs(share(total, part, whole) * whole - total * part) <= Decimal("0.005") * whole


def test_identifiers_count_by_name() -> None:
    ids = Identifiers()
    assert [ids.following("order"), ids.following("order"), ids.following("return", 7)] == [1, 2, 7]
    assert ids.following("return", 7) == 8
    copy = dict(ids.counts)
    ids.following("order")
    ids.counts = copy
    assert ids.following("order") == 3


@given(st.integers(0, 10**18))
def test_base_36_is_read_back(number: int) -> None:
    assert int(base36(number), 36) == number
    assert base36(number) == base36(number).upper()
    assert len(base36(number, 20)) == 20


def test_places_are_exact_or_refused() -> None:
    assert places(Decimal("1.5"), 4) == "1.5000"
    assert places(Decimal("-0.10"), 2) == "-0.10"
    with pytest.raises(AssertionError, match=r"1\.005 has more than 2 decimal places"):
        places(Decimal("1.005"), 2)


GOOD: list[tuple[str, list[Any]]] = [
    ("Identifier", ["1", "é" * 64, "AB/1", " "]),
    ("Text", ["", "two\nlines\twith tabs", "x" * 500]),
    ("MoneyText", ["0", "-1.5", "999999999999.9999", "-0.0001"]),
    ("PriceText", ["0", "1.5", "0.0001"]),
    ("RateText", ["0", "0.2", "0.2000"]),
    ("Currency", ["GBP"]),
    ("Quantity", [1, 10_000_000]),
    ("Count", [0, 10_000_000]),
]
BAD: list[tuple[str, list[Any]]] = [
    ("Identifier", ["", "x" * 65, "a\n", "\n", "a\x7f", "a\x00b", 7]),
    ("Text", ["x" * 501, "a\x00", "\x1b", None]),
    (
        "MoneyText",
        ["", "1,5", "1.", ".5", "1.23456", "+1", "1e3", "NaN", "1\n", "--1", "\u0665", "1" * 13, 1.5],
    ),
    ("PriceText", ["-1", "", "1.00000", 3]),
    ("RateText", ["1", "1.0", "-0.2", ".2", "0.20000", "20"]),
    ("Currency", ["gbp", "GB", "GBPX", "GBP\n", ""]),
    ("Quantity", [0, -1, 10_000_001, "1", True]),
    ("Count", [-1, 10_000_001]),
]


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in GOOD for value in values])
def test_a_field_takes_what_it_is_for(name: str, value: Any) -> None:
    assert msgspec.convert(value, getattr(fields, name)) == value


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD for value in values])
def test_a_field_takes_nothing_else(name: str, value: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(value, getattr(fields, name))
