from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordergate.harness.trade.matching import (
    CreditMatch,
    Match,
    SaleBook,
    match_credits,
    without_earlier_sale,
)
from ordergate.harness.trade.rows import Total
from tests.trade.making import a_line, trade_of

TWO, THREE = Decimal(2), Decimal(3)


def a_book(*sales: tuple[str, Decimal, int]) -> SaleBook:
    book = SaleBook()
    for line_ref, price, quantity in sales:
        book.sold(line_ref, "17850", "MUG", price, quantity)
    return book


def test_a_credit_takes_the_same_price_before_a_later_sale_at_another() -> None:
    book = a_book(("a", TWO, 5), ("b", THREE, 5))
    assert book.credit("17850", "MUG", TWO, 3) == CreditMatch((Match("a", 3, TWO),), 0)


def test_a_credit_takes_the_latest_sale_of_its_price_first() -> None:
    book = a_book(("a", TWO, 5), ("b", TWO, 5))
    assert book.credit("17850", "MUG", TWO, 7).matches == (Match("b", 5, TWO), Match("a", 2, TWO))


def test_without_its_price_a_credit_takes_the_latest_sale_and_says_what_was_paid() -> None:
    book = a_book(("a", THREE, 5), ("b", TWO, 5))
    assert book.credit("17850", "MUG", Decimal(9), 6).matches == (
        Match("b", 5, TWO),
        Match("a", 1, THREE),
    )


def test_what_was_given_back_cannot_be_given_back_again() -> None:
    book = a_book(("a", TWO, 5), ("b", THREE, 1))
    book.credit("17850", "MUG", TWO, 4)
    matches = (Match("a", 1, TWO), Match("b", 1, THREE))
    assert book.credit("17850", "MUG", TWO, 3) == CreditMatch(matches, 1)
    assert book.credit("17850", "MUG", THREE, 3) == CreditMatch((), 3)


def test_a_sale_after_a_credit_can_be_given_back_too() -> None:
    book = a_book(("a", TWO, 1))
    book.credit("17850", "MUG", THREE, 2)
    book.sold("b", "17850", "MUG", THREE, 2)
    assert book.credit("17850", "MUG", THREE, 2).matches == (Match("b", 2, THREE),)


@pytest.mark.parametrize(("customer", "item"), [("17851", "MUG"), ("17850", "mug")])
def test_a_credit_takes_nothing_from_another_customer_or_item(customer: str, item: str) -> None:
    assert a_book(("a", TWO, 5)).credit(customer, item, TWO, 1) == CreditMatch((), 1)


steps = st.lists(
    st.tuples(st.booleans(), st.sampled_from("xy"), st.integers(1, 3), st.integers(1, 9)),
    max_size=40,
)


@given(steps)
def test_the_book_does_what_a_plain_search_through_all_sales_does(
    steps: list[tuple[bool, str, int, int]],
) -> None:
    book = SaleBook()
    sales: list[tuple[str, str, int]] = []
    left: dict[str, int] = {}
    for number, (is_sale, item, price, quantity) in enumerate(steps):
        if is_sale:
            ref = f"line {number}"
            book.sold(ref, "17850", item, Decimal(price), quantity)
            sales.insert(0, (ref, item, price))
            left[ref] = quantity
            continue
        found = book.credit("17850", item, Decimal(price), quantity)
        wanted, expected = quantity, []
        for ref, sold, paid in sorted(sales, key=lambda sale: sale[2] != price):
            taken = min(wanted, left[ref]) if sold == item else 0
            if taken:
                left[ref] -= taken
                wanted -= taken
                expected.append(Match(ref, taken, Decimal(paid)))
        assert found == CreditMatch(tuple(expected), wanted)


def test_in_a_file_a_credit_finds_only_what_was_sold_before_it(tmp_path: Path) -> None:
    later = "2010-12-09 10:00:00"
    lines = [a_line(document="C2", quantity=-1), a_line(document="3", at=later)]
    trade = trade_of(tmp_path, *lines)
    assert [match for _, match in match_credits(trade.documents)] == [CreditMatch((), 1)]


def test_free_lines_services_and_impossible_rows_are_never_given_back(tmp_path: Path) -> None:
    lines = [a_line(price="0"), a_line(item="POST"), a_line(quantity=-6)]
    lines += [a_line(document="C2", quantity=-1), a_line(document="C2", item="POST", quantity=-1)]
    lines += [a_line(document="C2", quantity=1)]
    [(row, match)] = match_credits(trade_of(tmp_path, *lines).documents)
    assert (row.number, match) == (4, CreditMatch((), 1))


def test_a_row_without_an_earlier_sale_counts_once_and_its_amount_by_unit(tmp_path: Path) -> None:
    lines = [a_line(quantity=6), a_line(document="C2", quantity=-7, price="2.00")]
    lines += [a_line(document="C3", quantity=-2, price="2.00")]
    left = without_earlier_sale(trade_of(tmp_path, *lines).documents)
    assert left == Total(2, Decimal("-6.00"))
