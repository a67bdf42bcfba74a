from __future__ import annotations

from decimal import Decimal

import pytest

from ordergate.harness.trade.classes import RowClass, classify, impossible
from ordergate.harness.trade.rows import GUEST, SourceRow
from tests.trade.making import a_row

FREE = Decimal("0.0")


@pytest.mark.parametrize("document", ["536365", "C536379", "A563185"])
@pytest.mark.parametrize("item", ["AMAZONFEE", "BANK CHARGES", "CRUK", "B"])
def test_fees_and_bad_debt_are_ledger_on_any_document(document: str, item: str) -> None:
    assert classify(a_row(document=document, item=item), alone=True) is RowClass.LEDGER


@pytest.mark.parametrize("item", ["POST", "DOT", "C2", "D", "M", "m", "S", "PADS", "gift_0001_20"])
def test_a_service_on_a_credit_is_credited_without_goods(item: str) -> None:
    row = a_row(document="C536379", item=item, quantity=-1)
    assert classify(row, alone=True) is RowClass.CREDIT_WITHOUT_GOODS


@pytest.mark.parametrize("price", [FREE, Decimal("18.00")])
@pytest.mark.parametrize("item", ["POST", "DOT", "C2"])
def test_postage_and_carriage_are_freight_even_for_nothing(item: str, price: Decimal) -> None:
    assert classify(a_row(item=item, unit_price=price), alone=False) is RowClass.FREIGHT


@pytest.mark.parametrize("item", ["D", "M", "m", "S", "PADS", "gift_0001_20"])
def test_manual_lines_samples_pads_and_vouchers_are_charges(item: str) -> None:
    assert classify(a_row(item=item), alone=False) is RowClass.CHARGE


@pytest.mark.parametrize("item", ["post", "Dot", "d", "s", "pads", "GIFT_0001_20", "b", "DCGS0003"])
def test_codes_of_services_are_exact_to_the_case(item: str) -> None:
    assert classify(a_row(item=item), alone=False) is RowClass.GOODS_SALE


def test_goods_on_a_credit_are_a_goods_credit_whatever_their_price() -> None:
    for price in (Decimal("2.55"), FREE):
        row = a_row(document="C536379", quantity=-1, unit_price=price)
        assert classify(row, alone=True) is RowClass.GOODS_CREDIT


@pytest.mark.parametrize(
    ("quantity", "customer", "alone", "expected"),
    [
        (-1, "17850", False, RowClass.STOCK_ADJUSTMENT),
        (-1, GUEST, True, RowClass.STOCK_ADJUSTMENT),
        (1, GUEST, True, RowClass.STOCK_ADJUSTMENT),
        (1, GUEST, False, RowClass.FREE_GOODS_LINE),
        (1, "17850", True, RowClass.FREE_GOODS_LINE),
    ],
)
def test_goods_for_nothing_are_an_adjustment_when_taken_away_or_when_alone_and_for_nobody(
    quantity: int, customer: str, alone: bool, expected: RowClass
) -> None:
    row = a_row(quantity=quantity, customer=customer, unit_price=FREE)
    assert classify(row, alone=alone) is expected


def test_all_else_is_a_goods_sale() -> None:
    assert classify(a_row(customer=GUEST), alone=True) is RowClass.GOODS_SALE


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (a_row(), None),
        (a_row(quantity=-6), "negative quantity on a sale"),
        (a_row(unit_price=Decimal("-2.55")), "price below zero"),
        (a_row(item="POST", quantity=-1), "negative quantity on a sale"),
        (a_row(document="C1", quantity=6), "positive quantity on a credit"),
        (a_row(document="C1", item="D", quantity=6), "positive quantity on a credit"),
        (a_row(document="C1", quantity=-6), None),
        (a_row(document="A1", item="B", unit_price=Decimal(-9)), None),
        (a_row(quantity=-6, unit_price=FREE), None),
    ],
)
def test_a_sale_takes_units_and_a_credit_gives_them_back_at_no_price_below_zero(
    row: SourceRow, reason: str | None
) -> None:
    assert impossible(row, classify(row, alone=False)) == reason


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (a_row(quantity=3, unit_price=Decimal("0.125")), "amount of goods not in whole pennies"),
        (
            a_row(document="C1", quantity=-1, unit_price=Decimal("0.001")),
            "amount of goods not in whole pennies",
        ),
        (a_row(quantity=8, unit_price=Decimal("0.125")), None),
        (a_row(item="POST", quantity=1, unit_price=Decimal("0.125")), None),
        (a_row(item="M", quantity=1, unit_price=Decimal("0.125")), None),
        (a_row(item="B", quantity=1, unit_price=Decimal("0.125")), None),
    ],
)
def test_goods_come_to_whole_pennies_and_services_may_be_finer(row: SourceRow, reason: str | None) -> None:
    assert impossible(row, classify(row, alone=False)) == reason
