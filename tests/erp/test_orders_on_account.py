"""Terms of payment, credit limits, and money that customers transfer."""

from __future__ import annotations

from typing import Any

import pytest

from ordergate.simulators.erp.service.payment_terms import due
from tests.erp.company import Answer, Company, freight, goods

BUYER = "M000000001"


@pytest.mark.parametrize(
    ("terms", "invoiced", "expected"),
    [
        ("", "2026-01-31", ("", "", 0)),
        ("NET 30", "2026-01-31", ("2026-03-02", "", 0)),
        ("NET 30", "2028-01-31", ("2028-03-01", "", 0)),
        ("NET 30", "2026-12-15", ("2027-01-14", "", 0)),
        ("NET 0", "2028-02-29", ("2028-02-29", "", 0)),
        ("NET 365", "2028-02-29", ("2029-02-28", "", 0)),
        ("EOM", "2026-02-01", ("2026-02-28", "", 0)),
        ("EOM", "2028-02-29", ("2028-02-29", "", 0)),
        ("EOM", "2100-02-10", ("2100-02-28", "", 0)),
        ("EOM", "2026-12-31", ("2026-12-31", "", 0)),
        ("2/10 NET 30", "2028-02-25", ("2028-03-26", "2028-03-06", 200)),
        ("2/10 NET 30", "2026-02-25", ("2026-03-27", "2026-03-07", 200)),
    ],
)
def test_days_are_counted_by_the_calendar(terms: str, invoiced: str, expected: tuple[str, str, int]) -> None:
    assert tuple(due(terms, invoiced)) == expected


def limits(company: Company, limit: str | None, customer: str = BUYER) -> Answer:
    company.customer()
    return company.world("POST", "/credit-limits", {"customer_ref": customer, "limit": limit})


def transfers(company: Company, amount: str, reference: str = "bank-1") -> Answer:
    body = {"reference": reference, "customer_ref": BUYER, "amount": amount}
    return company.world("POST", "/bank-transfers", body)


def on_account(company: Company, quantity: int, *, terms: str = "NET 30", item: str = "MUG") -> str:
    return company.orders(goods(quantity, "10.00", item), PaymentTerms=terms)


@pytest.mark.parametrize(
    ("limit", "holds"), [(None, ()), ("0", ("credit",)), ("119.99", ("credit",)), ("120.00", ())]
)
def test_an_order_waits_when_it_does_not_fit_in_the_limit(
    company: Company, limit: str | None, holds: tuple[str, ...]
) -> None:
    limits(company, limit)
    assert company.order(on_account(company, 10)).holds == holds


def test_orders_paid_by_card_neither_wait_nor_count(company: Company) -> None:
    limits(company, "120.00")
    assert company.order(company.orders(goods(100, "10.00"))).holds == ()
    assert company.order(on_account(company, 10)).holds == ()


def test_what_was_sent_and_billed_counts_until_it_is_paid(company: Company) -> None:
    limits(company, "240.00")
    order = on_account(company, 10)
    company.delivers_and_bills(order, 4)
    company.delivers(order, 3)
    assert company.order(on_account(company, 11)).holds == ("credit",)
    assert company.order(on_account(company, 10)).holds == ()


def test_cancelled_units_do_not_count(company: Company) -> None:
    limits(company, "120.00")
    company.cancels(on_account(company, 10), 6)
    assert company.order(on_account(company, 6)).holds == ()


def test_charges_count_until_they_are_billed(company: Company) -> None:
    limits(company, "131.99")
    order = company.orders(goods(10, "10.00"), Charges=[freight()], PaymentTerms="NET 30")
    assert company.order(order).holds == ("credit",)


def test_money_lets_those_go_that_fit_the_oldest_first(company: Company) -> None:
    limits(company, "120.00")
    company.delivers_and_bills(on_account(company, 10), 10)
    large, small, last = (on_account(company, quantity) for quantity in (8, 2, 5))
    transfers(company, "60.00")
    assert [company.order(one).holds for one in (large, small, last)] == [("credit",), (), ("credit",)]
    transfers(company, "60.00", "bank-2")
    assert [company.order(one).holds for one in (large, small, last)] == [(), (), ("credit",)]
    released = [hold.decided_by for hold in company.erp.holds if hold.state == "released"]
    assert released == ["payment 0600000002", "payment 0600000001"]


def test_a_transfer_settles_the_oldest_invoices_and_counts_once(company: Company) -> None:
    company.customer()
    first = company.delivers_and_bills(on_account(company, 1), 1)
    second = company.delivers_and_bills(on_account(company, 2), 2)
    answer = transfers(company, "20.00")
    assert transfers(company, "20.00").body == {"number": answer["number"]}
    assert transfers(company, "20.01").status == 409
    shown = company.partner("GET", f"/Payments/{answer['number']}")
    assert [(one["Invoice"], one["Amount"]) for one in shown["Allocations"]] == [
        (first["Number"], "12.00"), (second["Number"], "8.00"),
    ]  # fmt: skip
    assert shown["Method"] == "bank"
    assert str(company.receivables()) == "16.00"


def test_there_is_no_credit_in_a_currency_that_the_limit_is_not_in(company: Company) -> None:
    limits(company, "1000.00")
    company.world("POST", "/exchange-rates", {"currency": "EUR", "rate": "0.85", "date": "2011-06-01"})
    order = company.orders(goods(1, "10.00"), PaymentTerms="NET 30", Currency="EUR")
    assert company.order(order).holds == ("credit",)


def test_the_shop_does_not_change_what_a_customer_may_owe(company: Company) -> None:
    limits(company, "50.00")
    row = {"ExternalRef": BUYER, "Name": "Archer and Son", "Country": "United Kingdom"}
    assert company.partner("POST", "/Customers/Bulk", {"Customers": [row]}).status == 200
    [customer] = list(company.erp.customers)
    assert (customer.name, str(customer.credit_limit)) == ("Archer and Son", "50.00")


def test_terms_that_nobody_can_count_by_are_refused(company: Company) -> None:
    body = company.order_body(goods(1, "10.00"), PaymentTerms="when we like")
    refused = company.partner("POST", "/SalesOrders", body)
    assert (refused.status, refused["field"]) == (422, "PaymentTerms")
    assert refused["detail"].startswith("when we like are no terms of payment; there are NET 30, EOM and")


def test_where_deliveries_are_checked_people_send_no_more_than_the_limit(company: Company) -> None:
    company.system.context.policies = {"erp.credit_check": "delivery"}
    company.lists(stock=20)
    limits(company, "60.00")
    order = on_account(company, 10)
    assert company.order(order).holds == ()
    sent = [
        company.world("POST", "/deliveries", {"order": order, "lines": [{"line_no": 10, "quantity": units}]})
        for units in (6, 4, 2)
    ]
    assert [answer.status for answer in sent] == [409, 201, 409]
    assert "has a credit limit of 60.00 GBP and would owe 72.00 GBP" in sent[2]["detail"]


def test_what_a_warehouse_has_sent_is_booked_whatever_the_limit(company: Company) -> None:
    company.system.context.policies = {"erp.credit_check": "delivery"}
    limits(company, "60.00")
    assert company.delivers(on_account(company, 10), 10).status == 201


@pytest.mark.parametrize(
    ("price", "asked", "settled_with"),
    [
        ("10.00", "12.00", ("11.76", "0.24", "0.04")),
        ("17.49", "20.99", ("20.57", "0.42", "0.07")),
        ("10.21", "12.25", ("12.00", "0.25", "0.04")),  # 0.245 and 0.0408
        ("0.20", "0.24", ("0.24", "0", "0")),
    ],
)
def test_early_payment_takes_its_discount_to_the_penny(
    company: Company, price: str, asked: str, settled_with: tuple[str, str, str]
) -> None:
    company.customer()
    order = company.orders(goods(1, price), PaymentTerms="2/10 NET 30")
    assert company.delivers_and_bills(order, 1)["Total"] == asked
    transfers(company, settled_with[0])
    [payment] = list(company.erp.payments)
    [settled] = payment.allocations
    assert (str(settled.amount), str(settled.discount), str(settled.discount_tax)) == settled_with
    assert str(company.receivables()) == "0.00"


def test_the_discount_is_booked_apart_from_its_tax(company: Company) -> None:
    company.customer()
    company.delivers_and_bills(on_account(company, 5, terms="2/10 NET 30"), 5)
    transfers(company, "58.80")
    posted = [(entry.account, str(entry.amount)) for entry in company.erp.ledger][1:]
    assert posted == [
        ("receivables", "-58.80"), ("receivables", "-1.20"),
        ("early_payment_discounts", "1.00"), ("output_tax", "0.20"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "amount", "unpaid"),
    [(10, "58.80", "0.00"), (11, "58.80", "1.20"), (0, "58.79", "1.21"), (0, "60.00", "0.00")],
)
def test_only_who_pays_enough_in_time_has_the_discount(
    company: Company, days: int, amount: str, unpaid: str
) -> None:
    company.customer()
    company.delivers_and_bills(on_account(company, 5, terms="2/10 NET 30"), 5)
    company.wait(days * 86_400)
    transfers(company, amount)
    assert str(company.receivables()) == unpaid


def test_one_transfer_takes_the_discounts_of_two_invoices(company: Company) -> None:
    company.customer()
    for _ in range(2):
        company.delivers_and_bills(on_account(company, 5, terms="2/10 NET 30"), 5)
    transfers(company, "117.60")
    [payment] = list(company.erp.payments)
    assert [str(one.discount) for one in payment.allocations] == ["1.20", "1.20"]
    assert str(company.receivables()) == "0.00"


def test_another_day_for_an_order_asks_for_no_further_credit(company: Company) -> None:
    limits(company, None)
    order = on_account(company, 10)
    limits(company, "0")
    body: dict[str, Any] = {"ExternalRef": "MA-1", "RequestedDate": "2011-07-01"}
    assert company.partner("POST", f"/SalesOrders/{order}/Amendments", body).status == 201
    assert company.order(order).holds == ()
    body = {"ExternalRef": "MA-2", "Lines": [goods(1, ExternalLine="9")]}
    assert company.partner("POST", f"/SalesOrders/{order}/Amendments", body).status == 201
    assert company.order(order).holds == ("credit",)


def test_what_left_before_an_order_was_held_is_billed_and_its_charges_alone_are_not(company: Company) -> None:
    limits(company, "240.00")
    order = company.orders(goods(10, "10.00"), PaymentTerms="NET 30", Charges=[freight("6.00")])
    sent = company.delivers(order, 4)
    limits(company, "0")
    body = {"ExternalRef": "MA-1", "Lines": [goods(1, ExternalLine="9")]}
    assert company.partner("POST", f"/SalesOrders/{order}/Amendments", body).status == 201
    assert company.order(order).holds == ("credit",)
    charges = company.partner("POST", "/Invoices", {"Order": order, "Charges": [10]})
    assert (charges.status, "cannot be billed while it is on hold" in str(charges.body)) == (409, True)
    assert company.bills(sent["Number"]).status == 201
