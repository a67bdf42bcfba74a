"""The money of an order as a business owner, an accounts clerk or a machine reads it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ordergate.harness.evidence.balance import HEIGHT, balance_of
from ordergate.harness.evidence.masking import Masker
from ordergate.harness.evidence.money import MoneyCheck, OrderMoney, Sums
from ordergate.harness.evidence.money_json import write_money_json
from ordergate.harness.evidence.records import RunRecord
from ordergate.harness.evidence.uat import write_uat
from tests.evidence.fabricated import FAILED, FINDING, SCOPE, passed, run_of
from tests.evidence.fabricated_money import ORDER_MONEY
from tests.evidence.test_report import Page

RUN = run_of((replace(passed("S01", "one order"), money=(ORDER_MONEY,)),))


def with_money(money: OrderMoney) -> RunRecord:
    return run_of((replace(RUN.scenarios[0], money=(money,)),))


def page_of(run: RunRecord, folder: Path) -> Page:
    write_uat(run, folder / "uat.html", SCOPE, Masker())
    return Page((folder / "uat.html").read_text("utf-8"))


@pytest.mark.parametrize(
    "words",
    [
        "buyer [name-1], [address-1], marketplace M1",
        "wanted on 2026-07-03",
        "item MUG 2 610.125 600.00 a each quote Q-1 by D. Byrne 1,200.00",
        "2026-07-01 11:00 BST buyer: ordered 1,200.00 0.00",
        "erp: invoiced erp invoice 0300000001 1,200.00 1,200.00",
        "taken from [email-1] gift card 1,000.00 200.00",
        "In all: the buyer owes 1,200.00 0.00 1,200.00 1,000.00 0.00 0.00 200.00",
        "The buyer owes 200.00 GBP ; 1 unit still to ship.",
        "By gift card: paid 1,000.00, refunded 0.00, kept 1,000.00 GBP.",
        "Checked: open, by the ledger. All agree with this page.",
    ],
)
def test_a_reader_finds(tmp_path: Path, words: str) -> None:
    assert words in page_of(RUN, tmp_path).text


def test_books_that_do_not_agree_are_told_with_both_amounts(tmp_path: Path) -> None:
    check = MoneyCheck(text="open, by the ledger", here=Decimal(200), there=Decimal("12.50"), currency="GBP")
    text = page_of(with_money(replace(ORDER_MONEY, checks=(check,))), tmp_path).text
    said = "These books do not agree: open, by the ledger is 12.50 GBP; this page says 200.00 GBP."
    assert said in text
    assert "All agree" not in text


def test_findings_about_an_order_stand_on_its_page(tmp_path: Path) -> None:
    finding = replace(FINDING, order="main/408-1")
    record = replace(FAILED, money=(ORDER_MONEY,), findings=(finding, replace(FINDING, order="other")))
    assert page_of(run_of((record,)), tmp_path).text.count(f"Finding: {FINDING.text}") == 1


def test_what_the_seller_owes_is_not_called_a_debt_of_the_payer() -> None:
    back = replace(ORDER_MONEY.steps[-1], changed=Sums(paid=Decimal(1300)))
    money = replace(ORDER_MONEY, steps=(*ORDER_MONEY.steps[:2], back))
    assert (money.outcome, money.end.open) == ("the seller owes the buyer", Decimal(-100))


def test_the_drawn_balance_goes_up_and_down_and_says_so_in_words() -> None:
    balance = balance_of(ORDER_MONEY)
    levels = [int(corner.split(",")[1]) for corner in balance.line.split()]
    assert levels[0] == balance.zero_y == HEIGHT - 4
    assert (min(levels), levels[-1]) == (4, 64)
    assert balance.description == "What was open over 3 events: at most 1,200.00 GBP; in the end 200.00 GBP."


def test_machines_get_the_ledger_with_what_was_open_after_each_event(tmp_path: Path) -> None:
    write_money_json(RUN, tmp_path / "money.json", Masker())
    [order] = json.loads((tmp_path / "money.json").read_text("utf-8"))["orders"]
    assert (order["scenario"], order["order"], order["end"]["open"]) == ("S01", "408-1", "200")
    assert [step["open"] for step in order["ledger"]] == ["0", "1200", "200"]
    assert order["ledger"][1] | {"at_us": 0} == {
        "at_us": 0, "who": "erp", "text": "invoiced", "method": "", "invoiced": "1200", "open": "1200",
        "documents": [{"system": "erp", "name": "invoice 0300000001"}],
    }  # fmt: skip
    assert order["parties"][0]["name"] == "[name-1]"


def test_amounts_are_as_fine_as_the_coins_of_their_currency(tmp_path: Path) -> None:
    """1,200 yen have no places after the point, a unit price of 610.125 keeps its own."""
    text = page_of(with_money(replace(ORDER_MONEY, currency="JPY")), tmp_path).text
    assert "item MUG 2 610.125 600 a each quote Q-1 by D. Byrne 1,200" in text
    assert "In all: the buyer owes 1,200 0 1,200 1,000 0 0 200" in text


def test_what_was_taken_off_has_a_column_where_something_was(tmp_path: Path) -> None:
    line = replace(ORDER_MONEY.agreed[0], discount=Decimal("100.00"), explained="discount SPRING: 100.00 off")
    text = page_of(with_money(replace(ORDER_MONEY, agreed=(line,))), tmp_path).text
    assert "600.00 a each discount SPRING: 100.00 off 100.00 1,200.00" in text
    assert "Because Discount Total" in text
    assert "Because Total" in page_of(RUN, tmp_path).text
