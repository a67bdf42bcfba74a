"""The control of the year reads the file for itself, and says what is off."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.trade.year_control import Line, differences, without_sale


def line(
    document: str, quantity: int, price: str = "2", *, item: str = "MUG", month: str = "2010-12"
) -> Line:
    return Line(document, item, quantity, Decimal(price), month, "17850", 1)


LINES = [line("1", 10), line("C2", -4), line("C3", -9), line("C4", -1, item="POST")]


def a_report(**changed: Any) -> dict[str, Any]:
    """What a trade of the lines comes to: nine were given back of which six had been sold."""
    return {
        "applied": {"rows": 3, "amount": "-2"}, "ignored": {"rows": 0, "amount": "0"},
        "quarantined": {"rows": 1, "amount": "-6"}, "findings": [],
        "by_class": {
            "goods sale": {"rows": 1, "amount": "20"}, "goods credit": {"rows": 2, "amount": "-26"},
            "credit without goods": {"rows": 1, "amount": "-2"},
        },
        "control": [{"month": "2010-12", "customer": "17850", "accounted": "-8"}],
    } | changed  # fmt: skip


def off(report: dict[str, Any]) -> list[str]:
    """What is off, but for the share of credits without a sale, which is high in so small a file."""
    return [text for text in differences(LINES, report) if not text.startswith("goods credits")]


def test_credits_find_the_sale_of_their_price_first_and_the_latest_first() -> None:
    sold = [line("1", 5), line("2", 5, "3"), line("C3", -5, "2"), line("C4", -6, "3")]
    assert without_sale(sold) == Decimal(-3)
    assert without_sale(LINES) == Decimal(-6)


def test_a_trade_that_is_what_the_file_says_has_nothing_off() -> None:
    assert off(a_report()) == []


def test_a_penny_too_few_is_named_with_its_month_and_customer() -> None:
    control = [{"month": "2010-12", "customer": "17850", "accounted": "-8.01"}]
    assert off(a_report(control=control)) == ["2010-12, customer 17850: the file says -8"]


def test_a_row_that_nobody_accounts_for_is_named() -> None:
    assert off(a_report(applied={"rows": 2, "amount": "-2"})) == [
        "the file has 4 rows of -8, accounted for are 3 of -8"
    ]


def test_a_finding_is_off() -> None:
    found = [{"rule": "I07", "text": "warehouse shipped 10"}]
    assert off(a_report(findings=found)) == ["finding I07: warehouse shipped 10"]
