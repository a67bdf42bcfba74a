"""The published figures of the year of real orders, to the row and to the penny."""

from __future__ import annotations

import csv
import lzma
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ordergate.harness.trade.classes import RowClass, impossible
from ordergate.harness.trade.control import Control, ControlKey
from ordergate.harness.trade.documents import Days, TradeFile, read_trade
from ordergate.harness.trade.matching import without_earlier_sale
from ordergate.harness.trade.rows import GUEST, Total

pytestmark = pytest.mark.slow

DECEMBER = Days(date(2010, 12, 1), date(2010, 12, 31))


def total(rows: int, amount: str) -> Total:
    return Total(rows, Decimal(amount))


@pytest.fixture(scope="module")
def december(real_file: Path) -> TradeFile:
    return read_trade(real_file, days=DECEMBER)


def test_the_year_has_every_row_and_penny(year: TradeFile) -> None:
    assert year.total() == total(541_909, "9747747.934")
    assert year.unreadable == ()


def test_the_year_s_rows_fall_into_the_classes_of_the_table(year: TradeFile) -> None:
    assert year.class_totals() == {
        RowClass.LEDGER: total(90, "-247691.629"),
        RowClass.CREDIT_WITHOUT_GOODS: total(511, "-167532.65"),
        RowClass.FREIGHT: total(1_981, "291401.65"),
        RowClass.CHARGE: total(368, "78861.683"),
        RowClass.GOODS_CREDIT: total(8_704, "-478724.18"),
        RowClass.STOCK_ADJUSTMENT: total(2_084, "0"),
        RowClass.FREE_GOODS_LINE: total(413, "0"),
        RowClass.GOODS_SALE: total(527_758, "10271433.06"),
    }


def test_no_row_of_the_year_is_impossible(year: TradeFile) -> None:
    lines = (line for document in year.documents for line in document.lines())
    assert not any(impossible(row, row_class) for row, row_class in lines)


def test_19790_documents_of_the_year_carry_goods_and_174_services_only(year: TradeFile) -> None:
    services = {RowClass.FREIGHT, RowClass.CHARGE}
    only_services = [document for document in year.documents if services.issuperset(document.classes)]
    assert len(year.documents) == 25_900
    assert sum(document.has_goods for document in year.documents) == 19_790
    assert len(only_services) == 174


def test_the_year_leaves_1119_credits_without_an_earlier_sale(year: TradeFile) -> None:
    assert without_earlier_sale(year.documents) == total(1_119, "-24033.50")


def test_160269_sales_of_the_year_are_off_the_list_price(year: TradeFile) -> None:
    off_list = sum(
        row_class is RowClass.GOODS_SALE and row.unit_price != year.list_prices[row.item]
        for document in year.documents
        for row, row_class in document.lines()
    )
    assert off_list == 160_269


def test_december_has_its_rows_by_class(december: TradeFile) -> None:
    assert december.total() == total(42_481, "748957.02")
    assert december.class_totals() == {
        RowClass.LEDGER: total(10, "-40290.38"),
        RowClass.CREDIT_WITHOUT_GOODS: total(22, "-3334.55"),
        RowClass.FREIGHT: total(128, "29701.19"),
        RowClass.CHARGE: total(35, "2556.85"),
        RowClass.GOODS_CREDIT: total(698, "-17607.86"),
        RowClass.STOCK_ADJUSTMENT: total(140, "0"),
        RowClass.FREE_GOODS_LINE: total(133, "0"),
        RowClass.GOODS_SALE: total(41_315, "777931.77"),
    }


def test_december_alone_leaves_more_credits_without_a_sale(december: TradeFile) -> None:
    assert without_earlier_sale(december.documents) == total(385, "-9257.29")


def test_december_lists_the_prices_of_the_whole_year(december: TradeFile, year: TradeFile) -> None:
    assert december.list_prices == year.list_prices


def test_the_control_expects_what_the_file_says_by_month_and_customer(
    real_file: Path, year: TradeFile
) -> None:
    said: dict[ControlKey, Decimal] = defaultdict(Decimal)
    with lzma.open(real_file, "rt", encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            customer = row["CustomerID"].removesuffix(".0") or GUEST
            amount = int(row["Quantity"]) * Decimal(row["UnitPrice"])
            said[ControlKey(row["InvoiceDate"][:7], customer)] += amount
    assert {key: line.rows for key, line in Control(year).lines.items()} == said
