"""A customer's payer is billed for it, from the order that agreed on it to the last open item."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.erp.company import Company, customer_body, goods

PARENT, SITE = "M000000001", "M000000002"


@pytest.fixture
def parent(company: Company) -> str:
    return company.customer(PARENT)


@pytest.fixture
def site(company: Company, parent: str) -> str:
    opened = company.partner("POST", "/Customers", customer_body(SITE, Payer=parent))
    assert opened.status == 201, opened.body
    return str(opened["Number"])


def grants(company: Company, quote: str, customer: str, price: str) -> None:
    company.erp.items.find("MUG") or company.lists()
    row = {"quote_id": quote, "customer_ref": customer, "item": "MUG", "unit_price": price}
    row |= {"seller": "s", "approver": "a", "reason": "r"}
    assert company.world("POST", "/agreements", {"agreements": [row]}).status == 201


def test_the_payer_stands_on_every_document_and_owes_it_all(company: Company, parent: str, site: str) -> None:
    order = company.orders(goods(10), Customer=site)
    invoice = company.delivers_and_bills(order, 4)
    company.credits(order, {"LineNo": 10, "Quantity": 1})
    company.pays(order, "5.00")
    erp = company.erp
    documents: list[Any] = [*erp.orders, *erp.invoices, *erp.credit_memos, *erp.payments]
    assert [(one.customer, one.payer) for one in documents] == [(site, parent)] * 4
    assert erp.accounting.owed_by(parent) == Decimal("12.24") - Decimal("3.06") - Decimal("5.00")
    assert erp.accounting.owed_by(site) == 0
    assert company.partner("GET", f"/Invoices/{invoice['Number']}")["Payer"] == parent


def test_who_pays_for_itself_is_told_as_before(company: Company, parent: str) -> None:
    order = company.orders(goods(1), Customer=parent, Payer=parent)
    assert "Payer" not in company.partner("GET", f"/SalesOrders/{order}").body
    assert "Payer" not in company.partner("GET", f"/Customers/{parent}").body


def test_an_order_keeps_its_payer_when_the_customer_gets_another(
    company: Company, parent: str, site: str
) -> None:
    order = company.orders(goods(2), Customer=site)
    change = company.partner("PATCH", f"/Customers/{site}", {"Payer": ""}, headers={"if-match": "1"})
    assert change.status == 200
    company.delivers_and_bills(order, 2)
    assert [invoice.payer for invoice in company.erp.invoices] == [parent]
    assert company.order(company.orders(goods(1), Customer=site)).payer == ""


def test_an_order_may_name_who_was_to_pay_when_it_was_placed(company: Company, site: str) -> None:
    third = company.customer("M000000003")
    body = company.order_body(goods(1), Customer=site, Payer=third)
    number = company.partner("POST", "/SalesOrders", body)["Number"]
    assert company.order(number).payer == third
    assert company.partner("POST", "/SalesOrders", body)["Already"] is True
    assert company.order(company.orders(goods(1), Customer=site, Payer=site)).payer == ""


@pytest.mark.parametrize("path", ["/Customers", "/Customers/Bulk"])
def test_a_payer_that_nobody_knows_is_refused_by_name(company: Company, path: str) -> None:
    body = customer_body(SITE, Payer="0001999999")
    answer = company.partner("POST", path, {"Customers": [body]} if path.endswith("Bulk") else body)
    told = answer["Results"][0]["Detail"] if answer.status == 200 else answer["detail"]
    assert told == "there is no customer 0001999999"
    assert len(company.erp.customers) == 0


def test_nobody_is_its_own_payer(company: Company, parent: str) -> None:
    answer = company.partner("PATCH", f"/Customers/{parent}", {"Payer": parent}, headers={"if-match": "1"})
    assert (answer.status, answer["field"]) == (422, "Payer")
    assert "without a payer it pays for itself" in answer["detail"]


@pytest.mark.parametrize(
    ("quote", "price", "source"),
    [("Q-P", "2.00", "agreement"), ("Q-STRANGER", "1.00", "captured")],
)
def test_an_agreement_of_the_parent_is_one_of_its_sites(
    company: Company, site: str, quote: str, price: str, source: str
) -> None:
    grants(company, "Q-P", PARENT, "2.00")
    grants(company, "Q-STRANGER", "M000000009", "1.00")
    order = company.orders(goods(1, price, QuoteId=quote), Customer=site)
    assert company.line(order).price_source == source


def test_a_site_with_an_agreement_of_its_own_has_no_part_in_that_of_its_parent(
    company: Company, site: str
) -> None:
    """https://github.com/spree/spree/pull/14661: the own one counts, even if it is dearer."""
    grants(company, "Q-P", PARENT, "2.00")
    grants(company, "Q-S", SITE, "2.40")
    theirs = company.orders(goods(1, "2.00", QuoteId="Q-P"), Customer=site)
    own = company.orders(goods(1, "2.40", QuoteId="Q-S"), Customer=site)
    assert (company.line(theirs).price_source, company.line(theirs).agreement) == ("captured", "")
    assert company.line(own).price_source == "agreement"
