"""Each room has a table of currencies of its own, and all of them are ISO 4217's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ordergate.harness.judge import currencies as judges
from ordergate.harness.sync import currencies as engines
from ordergate.harness.sync.errors import Unsuitable
from ordergate.simulators.kernel.currencies import (
    EXPONENTS,
    MINOR_UNITS,
    check_currency,
    check_paid,
    check_whole,
)
from ordergate.simulators.kernel.problems import Unprocessable


@pytest.mark.parametrize(
    ("currency", "exponent"),
    [
        ("JPY", 0),
        ("ISK", 0),
        ("KRW", 0),
        ("EUR", 2),
        ("CHF", 2),
        ("GBP", 2),
        ("USD", 2),
        ("KWD", 3),
        ("BHD", 3),
    ],
)
def test_exponents_are_those_of_iso_4217(currency: str, exponent: int) -> None:
    assert EXPONENTS[currency] == exponent


def test_the_tables_of_systems_engine_and_judge_agree() -> None:
    assert dict(judges.PLACES) == dict(EXPONENTS)
    assert {code: engines.minor_unit(code) for code in EXPONENTS} == dict(MINOR_UNITS)
    assert {code: judges.step_of(code) for code in EXPONENTS} == {
        code: int(step * 10_000) for code, step in MINOR_UNITS.items()
    }


def test_an_unknown_currency_is_refused_and_never_taken_for_another() -> None:
    with pytest.raises(Unprocessable, match="there is no currency XXA"):
        check_currency("XXA")
    with pytest.raises(Unsuitable, match="XXA is no currency"):
        engines.minor_unit("XXA")


@pytest.mark.parametrize(("amount", "currency"), [("123.5", "ISK"), ("0.001", "EUR"), ("1.2345", "KWD")])
def test_an_amount_finer_than_its_coins_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(Unprocessable, match=f"{amount} {currency} is finer than the minor unit"):
        check_whole(Decimal(amount), currency, field="total")


def test_charges_in_hundredths_may_be_finer_than_that() -> None:
    check_paid(Decimal("0.0012"), "GBP", field="amount")
    with pytest.raises(Unprocessable):
        check_paid(Decimal("0.5"), "JPY", field="amount")
