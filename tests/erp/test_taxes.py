"""Where tax rates are entered, an order has one of them, or a reason for none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.erp.company import Answer, Company, freight, goods


@pytest.fixture
def taxed(company: Company) -> Company:
    company.world("POST", "/tax-rates", {"country": "Germany", "rates": ["0.19", "0.07"]})
    company.world("POST", "/tax-rates", {"country": "Spain", "rates": ["0.20"]})
    return company


def places(company: Company, country: str, **more: Any) -> Answer:
    body = company.order_body(goods(1), ShipTo={"country": country}, Charges=[freight()], **more)
    return company.partner("POST", "/SalesOrders", body)


def test_a_rate_of_the_country_is_taken(taxed: Company) -> None:
    assert places(taxed, "Spain").status == 201


def test_a_rate_of_another_country_is_refused_by_name(taxed: Company) -> None:
    answer = places(taxed, "Germany")
    assert (answer.status, answer["field"]) == (422, "Lines[0].TaxRate")
    assert answer["detail"] == "there is no tax rate 0.20 in Germany; there are: 0.07, 0.19"


def test_a_country_without_rates_is_refused_and_not_taken_for_one_without_tax(taxed: Company) -> None:
    answer = places(taxed, "Norway")
    assert (answer.status, answer["field"]) == (422, "ShipTo")
    assert answer["detail"] == "no tax rate is entered for Norway; there are rates for: Germany, Spain"


def test_no_tax_needs_a_reason(taxed: Company) -> None:
    body = taxed.order_body({**goods(1), "TaxRate": "0", "Tax": "0.00"}, ShipTo={"country": "Spain"})
    assert taxed.partner("POST", "/SalesOrders", body).status == 422
    body["TaxExemption"] = "reverse charge"
    assert taxed.partner("POST", "/SalesOrders", body).status == 201
