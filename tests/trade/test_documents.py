from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ordergate.harness.trade.classes import RowClass
from ordergate.harness.trade.documents import Days, SourceDocument, check_span, read_days, read_trade
from ordergate.harness.trade.errors import DateUnknown, SpanTooLong
from ordergate.harness.trade.rows import Total
from tests.trade.making import a_file, a_line, a_row, trade_of

SECOND = "2010-12-02 09:00:00"
THIRD = "2010-12-03 09:00:00"


def test_rows_of_a_document_belong_together_wherever_they_stand(tmp_path: Path) -> None:
    trade = trade_of(tmp_path, a_line(document="1"), a_line(document="2"), a_line(document="1"))
    numbers = [[row.number for row in document.rows] for document in trade.documents]
    assert numbers == [[1, 3], [2]]


def test_a_document_has_the_time_customer_and_country_of_its_first_line() -> None:
    first = a_row(at=datetime(2010, 12, 1, 9), customer="1", country="EIRE")
    later = a_row(at=datetime(2010, 12, 1, 8), customer="2", country="France")
    document = SourceDocument("536365", (first, later), (RowClass.GOODS_SALE,) * 2)
    known = (document.at, document.customer, document.country, document.month)
    assert known == (datetime(2010, 12, 1, 9), "1", "EIRE", "2010-12")


def test_documents_come_in_time_order_and_at_the_same_minute_in_that_of_the_file(
    tmp_path: Path,
) -> None:
    lines = [a_line(document="1", at=THIRD), a_line(document="2", at=SECOND)]
    lines += [a_line(document="3", at=SECOND), a_line(document="2", at=SECOND)]
    assert [document.number for document in trade_of(tmp_path, *lines).documents] == ["2", "3", "1"]


def test_a_free_row_for_nobody_is_alone_only_if_no_row_stands_beside_it(tmp_path: Path) -> None:
    free = {"price": "0", "customer": ""}
    lines = [a_line(document="1", **free), a_line(document="2", **free), a_line(document="2")]
    lines += [a_line(document="3", **free), a_line(document="3", quantity="six")]
    classes = [document.classes[0] for document in trade_of(tmp_path, *lines).documents]
    free_line = RowClass.FREE_GOODS_LINE
    assert classes == [RowClass.STOCK_ADJUSTMENT, free_line, free_line]


def test_only_sales_of_goods_carry_goods(tmp_path: Path) -> None:
    codes = {"1": "85123A", "2": "POST", "C3": "85123A", "4": "B"}
    lines = [a_line(document=document, item=item) for document, item in codes.items()]
    carrying = [document.number for document in trade_of(tmp_path, *lines).documents if document.has_goods]
    assert carrying == ["1"]


def test_a_slice_takes_whole_documents_by_the_day_of_their_first_line(tmp_path: Path) -> None:
    lines = [a_line(document="1"), a_line(document="2", at="2010-12-02 23:59:00")]
    lines += [a_line(document="2", at="2010-12-03 00:01:00"), a_line(document="3", at=THIRD)]
    second = date(2010, 12, 2)
    trade = read_trade(a_file(tmp_path, *lines), days=Days(second, second))
    assert [row.number for document in trade.documents for row in document.rows] == [2, 3]


def test_list_prices_come_from_the_whole_file_whatever_the_slice(tmp_path: Path) -> None:
    lines = [a_line(document="1", price="3"), a_line(document="2", price="3")]
    lines += [a_line(document="3", price="2", at=SECOND)]
    trade = read_trade(a_file(tmp_path, *lines), days=Days(since=date(2010, 12, 2)))
    assert trade.total() == Total(1, Decimal(12))
    assert trade.list_prices == {"85123A": Decimal(3)}


def test_the_list_price_is_the_most_frequent_and_of_equals_the_first_seen(tmp_path: Path) -> None:
    prices = {"a": ["2", "3", "3", "2.0", "9"], "b": ["5", "4"], "c": ["0", "0", "-1", "-1", "7"]}
    lines = [a_line(item=item, price=price) for item in prices for price in prices[item]]
    lines += [a_line(document="C1", item="c", price="8", quantity=-1)] * 3
    listed = trade_of(tmp_path, *lines).list_prices
    assert listed == {"a": Decimal(2), "b": Decimal(5), "c": Decimal(7)}


def test_services_have_no_list_price(tmp_path: Path) -> None:
    trade = trade_of(tmp_path, a_line(item="POST"), a_line(item="M"), a_line(item="B"))
    assert trade.list_prices == {}


def test_an_unreadable_row_has_the_day_of_its_document_then_its_own_then_that_before_it(
    tmp_path: Path,
) -> None:
    lines = [a_line(document="1"), a_line(document="1", at=THIRD, quantity="six")]
    lines += [a_line(document="8", at=SECOND, quantity="six"), a_line(document="9", at="never")]
    unreadable = trade_of(tmp_path, *lines).unreadable
    assert [f"{row.at:%d}" for row in unreadable] == ["01", "02", "01"]


def test_an_unreadable_row_belongs_to_the_customer_of_its_document(tmp_path: Path) -> None:
    trade = trade_of(tmp_path, a_line(customer="7"), a_line(customer="8", quantity="six"))
    assert trade.unreadable[0].customer == "7"


def test_a_slice_leaves_out_the_unreadable_rows_of_other_days(tmp_path: Path) -> None:
    lines = [a_line(), a_line(quantity="six"), a_line(document="2", at=SECOND)]
    lines += [a_line(document="2", at="never")]
    trade = read_trade(a_file(tmp_path, *lines), days=Days(since=date(2010, 12, 2)))
    assert [row.number for row in trade.unreadable] == [4]
    assert trade.total() == Total(2, Decimal("30.60"))


def test_a_file_of_unreadable_rows_alone_is_read_to_its_end(tmp_path: Path) -> None:
    trade = trade_of(tmp_path, a_line(at="never"), a_line(at="never"))
    assert trade.total() == Total(2, Decimal("30.60"))
    assert [row.at for row in trade.unreadable] == [None, None]


def test_every_class_has_a_total_even_when_no_row_is_of_it(tmp_path: Path) -> None:
    totals = trade_of(tmp_path, a_line(), a_line(item="POST", quantity=1)).class_totals()
    assert list(totals) == list(RowClass)
    assert totals[RowClass.GOODS_SALE] == Total(1, Decimal("15.30"))
    assert totals[RowClass.LEDGER] == Total(0, Decimal(0))


def test_days_include_both_ends_and_are_open_without_them() -> None:
    days = read_days("2010-12-01", "2010-12-31")
    asked = [date(2010, 11, 30), date(2010, 12, 1), date(2010, 12, 31), date(2011, 1, 1)]
    assert [day in days for day in asked] == [False, True, True, False]
    assert all(day in read_days(None, None) for day in asked)


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2010-13-01", None, "--from 2010-13-01 is not a day of the calendar; write it as"),
        (None, "yesterday", "--to yesterday is not a day of the calendar; write it as"),
        ("2011-01-02", "2011-01-01", "--from 2011-01-02 is after --to 2011-01-01"),
    ],
)
def test_a_day_that_there_is_not_is_refused(since: str | None, until: str | None, said: str) -> None:
    with pytest.raises(DateUnknown) as caught:
        read_days(since, until)
    assert said in str(caught.value)


def test_days_without_a_row_are_refused_with_the_days_that_have_some(tmp_path: Path) -> None:
    path = a_file(tmp_path, a_line(), a_line(document="2", at=THIRD))
    with pytest.raises(DateUnknown) as caught:
        read_trade(path, days=read_days("2012-01-01", None))
    assert str(caught.value) == (
        f"{path} has no row from 2012-01-01; its documents run from 2010-12-01 to 2010-12-03"
    )


def test_documents_of_more_than_three_years_are_refused_with_their_days_and_the_way_out(
    tmp_path: Path,
) -> None:
    lines = [a_line(document="1"), a_line(document="2", at="2013-12-02 09:00:00")]
    with pytest.raises(SpanTooLong) as caught:
        check_span(Path("orders.csv"), trade_of(tmp_path, *lines))
    assert str(caught.value) == (
        "orders.csv has documents from 2010-12-01 to 2013-12-02; a trade takes at most three years: "
        "give the days to carry with --from and --to"
    )


def test_documents_of_three_years_are_carried(tmp_path: Path) -> None:
    lines = [a_line(document="1"), a_line(document="2", at="2013-12-01 09:00:00")]
    check_span(Path("orders.csv"), trade_of(tmp_path, *lines))
