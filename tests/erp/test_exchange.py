"""Exchange rates: an order keeps the rate of its date, and the ledger is in the company's currency."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.erp.company import Company, goods


def enters(company: Company, currency: str, rate: str, date: str) -> int:
    body = {"currency": currency, "rate": rate, "date": date}
    return company.world("POST", "/exchange-rates", body).status


@pytest.fixture
def rates(company: Company) -> Company:
    for rate, date in (("0.80", "2011-05-01"), ("0.85", "2011-06-01"), ("0.90", "2011-07-01")):
        assert enters(company, "EUR", rate, date) == 201
    return company


@pytest.mark.parametrize(
    ("date", "rate"),
    [("2011-05-01", "0.80"), ("2011-05-31", "0.80"), ("2011-06-01", "0.85"), ("2011-07-02", "0.90")],
)
def test_an_order_has_the_rate_of_the_latest_day_up_to_its_own(rates: Company, date: str, rate: str) -> None:
    number = rates.orders(goods(1), Currency="EUR", Date=date)
    assert rates.order(number).exchange_rate == Decimal(rate)
    assert rates.partner("GET", f"/SalesOrders/{number}")["ExchangeRate"] == rate


def test_an_order_before_the_first_rate_is_refused_and_not_booked_at_one(rates: Company) -> None:
    body = rates.order_body(goods(1), Currency="EUR", Date="2011-04-30")
    answer = rates.partner("POST", "/SalesOrders", body)
    assert (answer.status, answer["field"]) == (422, "Currency")
    assert "no exchange rate of EUR is entered for 2011-04-30 or before" in answer["detail"]


def test_an_order_in_pounds_has_no_rate(rates: Company) -> None:
    number = rates.orders(goods(1))
    assert "ExchangeRate" not in rates.partner("GET", f"/SalesOrders/{number}").body


def test_invoice_and_payment_keep_the_rate_and_are_posted_in_pounds(rates: Company) -> None:
    order = rates.orders(goods(10), Currency="EUR", Date="2011-06-01")
    bill = rates.delivers_and_bills(order, 10)
    total = Decimal(bill["Total"])
    rates.pays(order, str(total), Currency="EUR")
    assert [one.exchange_rate for one in (*rates.erp.invoices, *rates.erp.payments)] == [Decimal("0.85")] * 2
    posted = [entry.amount for entry in rates.erp.ledger]
    assert posted == [Decimal("26.01"), Decimal("-26.01")]
    assert (total, rates.receivables()) == (Decimal("30.60"), Decimal(0))


def test_the_rate_of_a_day_with_orders_stays(rates: Company) -> None:
    rates.orders(goods(1), Currency="EUR", Date="2011-06-10")
    assert enters(rates, "EUR", "0.86", "2011-06-05") == 409
    assert enters(rates, "EUR", "0.85", "2011-06-01") == 200
    assert enters(rates, "EUR", "0.86", "2011-06-11") == 201


@pytest.mark.parametrize(("currency", "rate"), [("GBP", "1.00"), ("EUR", "0"), ("XXA", "1.00")])
def test_a_rate_that_cannot_be_is_refused(company: Company, currency: str, rate: str) -> None:
    assert enters(company, currency, rate, "2011-06-01") == 422


def test_rates_can_be_read(rates: Company) -> None:
    page = rates.partner("GET", "/ExchangeRates")
    assert [(row["Currency"], row["Date"], row["Rate"]) for row in page["Value"]] == [
        ("EUR", "2011-05-01", "0.80"), ("EUR", "2011-06-01", "0.85"), ("EUR", "2011-07-01", "0.90"),
    ]  # fmt: skip
