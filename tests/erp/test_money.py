"""Invoices, credit memos, payments and the ledger: parts add up to the line, to the penny."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.erp.company import Company, freight, goods


def test_a_delivery_is_billed_with_the_charges_that_were_asked_for(company: Company) -> None:
    order = company.orders(goods(10), Charges=[freight(), freight("1.0025", "0.2005")])
    delivery = company.delivers(order, 4)["Number"]
    answer = company.bills(delivery, 2)
    assert (answer.status, answer.body) == (
        201,
        {
            "Number": "0300000001", "Version": 1, "Net": "11.2025", "Tax": "2.2405",
            "Total": "13.4430",
        },
    )  # fmt: skip
    invoice = company.erp.invoices.get("0300000001")
    assert (invoice.order, invoice.delivery, invoice.date) == (order, delivery, "2011-06-02")
    assert (invoice.lines[0].quantity, invoice.lines[0].reference) == (4, "536365:1")
    assert invoice.charges[0].charge_no == 2
    assert company.erp.deliveries.get(delivery).invoice == "0300000001"
    assert company.line(order).invoiced == 4
    assert [charge.invoiced for charge in company.order(order).charges] == ["", "0300000001"]


def test_invoices_of_part_deliveries_add_up_to_the_line(company: Company) -> None:
    order = company.orders(goods(3, "3.3333", Net="10.00", Tax="1.99"))
    bills = [company.delivers_and_bills(order, 1) for _ in range(3)]
    assert [bill["Net"] for bill in bills] == ["3.33", "3.34", "3.33"]
    assert [bill["Tax"] for bill in bills] == ["0.66", "0.67", "0.66"]


def test_a_delivery_is_billed_once(company: Company) -> None:
    order = company.orders(goods(10), Charges=[freight()])
    delivery = company.delivers(order, 4)["Number"]
    first = company.bills(delivery, 1)
    again = company.bills(delivery)
    assert again.status == 200
    assert again.body == {**first.body, "Already": True}
    assert (company.line(order).invoiced, len(company.erp.ledger)) == (4, 1)


def test_nobody_stops_a_caller_from_billing_freight_twice(company: Company) -> None:
    order = company.orders(goods(2), Charges=[freight()])
    totals = [company.bills(company.delivers(order, 1)["Number"], 1)["Total"] for _ in range(2)]
    assert totals == ["15.06", "15.06"]
    assert company.order(order).charges[0].invoiced == "0300000001"


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({}, 422, "Delivery"),
        ({"Order": "0100000001"}, 422, "Charges"),
        ({"Order": "0100000001", "Charges": [2]}, 422, "Charges[0]"),
        ({"Order": "0100000001", "Charges": [1, 1]}, 422, "Charges[1]"),
        ({"Order": "0100000009", "Charges": [1]}, 404, "Order"),
        ({"Delivery": "0200000009"}, 404, "Delivery"),
        ({"Delivery": "0200000001", "Order": "0100000002"}, 422, "Order"),
        ({"Delivery": "0200000001", "Charges": [0]}, 400, "Charges[0]"),
        ({"Delivery": "0200000001", "Date": "2011-02-30"}, 400, "Date"),
    ],
)
def test_an_invoice_bills_a_delivery_or_charges_that_exist(
    company: Company, asked: dict[str, Any], status: int, field: str
) -> None:
    order = company.orders(goods(2), Charges=[freight()])
    company.delivers(order, 1)
    before = company.documents()
    answer = company.partner("POST", "/Invoices", asked)
    assert (answer.status, answer["field"]) == (status, field)
    assert company.documents() == before


def test_the_charges_of_a_cancelled_order_are_not_billed(company: Company) -> None:
    order = company.orders(goods(2), Charges=[freight()])
    company.cancels(order, 2)
    answer = company.partner("POST", "/Invoices", {"Order": order, "Charges": [1]})
    assert answer.status == 409
    assert answer["detail"] == (
        f"sales order {order} cannot bill while cancelled; nothing follows that state"
    )


def test_credit_is_the_share_of_what_was_billed(company: Company) -> None:
    order = company.orders(goods(3, "3.3333", Net="10.00", Tax="1.99"))
    company.delivers_and_bills(order, 3)
    first = company.credits(order, {"LineNo": 10, "Quantity": 2, "Reference": "C1:1"})
    assert first.body == {
        "Number": "0400000001", "Version": 1, "Net": "6.67", "Tax": "1.33", "Total": "8.00",
    }  # fmt: skip
    second = company.credits(order, {"LineNo": 10, "Quantity": 1})
    assert (second["Net"], second["Tax"]) == ("3.33", "0.66")
    memo = company.erp.credit_memos.get("0400000001")
    assert [(line.kind, line.quantity, line.reference) for line in memo.lines] == [("goods", 2, "C1:1")]
    assert company.line(order).credited == 3


def test_no_more_than_what_was_billed_can_be_credited(company: Company) -> None:
    order = company.orders(goods(5))
    company.delivers_and_bills(order, 2)
    company.delivers(order, 3)
    lines = [{"LineNo": 10, "Quantity": 1}, {"LineNo": 10, "Quantity": 2}]
    answer = company.credits(order, *lines)
    assert (answer.status, answer["field"]) == (422, "Lines[1].Quantity")
    assert "has 2 units that were billed and not credited" in answer["detail"]
    assert company.line(order).credited == 0


def test_an_agreed_amount_adds_its_difference_as_a_line_of_its_own(company: Company) -> None:
    order = company.orders(goods(4))
    company.delivers_and_bills(order, 4)
    line = {"LineNo": 10, "Quantity": 2, "AgreedNet": "4.00", "AgreedTax": "0.80", "Text": "used"}
    answer = company.credits(order, line)
    assert (answer["Net"], answer["Tax"], answer["Total"]) == ("4.00", "0.80", "4.80")
    memo = company.erp.credit_memos.get(answer["Number"])
    assert [(line.kind, line.line_no, line.quantity, line.net) for line in memo.lines] == [
        ("goods", 10, 2, Decimal("5.10")),
        ("price_difference", 10, 0, Decimal("-1.10")),
    ]


def test_an_agreed_amount_like_the_billed_one_adds_nothing(company: Company) -> None:
    order = company.orders(goods(4))
    company.delivers_and_bills(order, 4)
    line = {"LineNo": 10, "Quantity": 2, "AgreedNet": "5.1000", "AgreedTax": "1.02"}
    number = company.credits(order, line)["Number"]
    assert len(company.erp.credit_memos.get(number).lines) == 1


def test_an_agreed_net_without_its_tax_bears_the_rate_of_the_line(company: Company) -> None:
    order = company.orders(goods(4))
    company.delivers_and_bills(order, 4)
    answer = company.credits(order, {"LineNo": 10, "Quantity": 2, "AgreedNet": "4.00"})
    assert (answer["Net"], answer["Tax"]) == ("4.00", "0.80")


def test_a_tax_cannot_be_agreed_alone(company: Company) -> None:
    order = company.orders(goods(4))
    company.delivers_and_bills(order, 4)
    answer = company.credits(order, {"LineNo": 10, "Quantity": 2, "AgreedTax": "0.80"})
    assert (answer.status, answer["field"]) == (422, "Lines[0].AgreedNet")


CREDITED = {"LineNo": 10, "Quantity": 2, "AgreedNet": "4.00", "AgreedTax": "0.80", "Text": "used"}


def test_a_return_is_credited_once(company: Company) -> None:
    order = company.orders(goods(9))
    company.delivers_and_bills(order, 9)
    plain = {"LineNo": 10, "Quantity": 1}
    first = company.credits(order, plain, CREDITED, ExternalRef="MR-1")
    company.credits(order, plain)
    again = company.credits(order, plain, CREDITED, ExternalRef="MR-1")
    assert again.status == 200
    assert again.body == {**first.body, "Already": True}
    assert company.line(order).credited == 4


@pytest.mark.parametrize(
    "change",
    [{"Quantity": 1}, {"AgreedNet": "4.01"}, {"AgreedTax": None}, {"AgreedNet": "5.10"},
     {"Text": ""}, {"Reference": "C1:1"}],
    ids=str,
)  # fmt: skip
def test_the_same_reference_with_another_credit_is_a_conflict(
    company: Company, change: dict[str, Any]
) -> None:
    order = company.orders(goods(9, TaxRate="0.15"))
    company.delivers_and_bills(order, 9)
    assert company.credits(order, CREDITED, ExternalRef="MR-1").status == 201
    before = company.documents()
    answer = company.credits(order, {**CREDITED, **change}, ExternalRef="MR-1")
    assert (answer.status, answer["field"]) == (409, "ExternalRef")
    assert company.documents() == before


def test_credit_without_goods_goes_to_a_customer_or_an_order(company: Company) -> None:
    customer = company.customer()
    company.world("POST", "/exchange-rates", {"currency": "EUR", "rate": "0.85"})
    order = company.orders(goods(1), Currency="EUR")
    lines = [{"kind": "no_goods", "net": "5.00", "tax": "1.00", "text": "late", "reference": "C2"}]
    body = {"external_ref": "C2", "customer_ref": "M000000001", "reason": "late", "lines": lines}
    to_customer = company.world("POST", "/credit-memos", body)
    assert (to_customer.status, to_customer.body) == (
        201,
        {"number": "0400000001", "total": "6.00"},
    )
    to_order = company.world(
        "POST", "/credit-memos",
        {"external_ref": "C3", "order": order, "reason": "", "lines": lines, "date": "2011-06-01"},
    )  # fmt: skip
    assert to_order.status == 201
    memos = [(memo.order, memo.customer, memo.currency, memo.date) for memo in company.erp.credit_memos]
    assert memos == [("", customer, "GBP", "2011-06-02"), (order, customer, "EUR", "2011-06-01")]
    assert company.receivables() == Decimal("-11.10")


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"customer_ref": None}, 422, "customer_ref"),
        ({"customer_ref": "M000000009"}, 404, "customer_ref"),
        ({"order": "0100000009"}, 404, "order"),
        ({"order": "0100000001", "customer_ref": "M000000002"}, 409, "customer_ref"),
        ({"lines": []}, 400, "lines"),
        ({"lines": [{"net": "1.00", "tax": "0.00", "kind": "goods"}]}, 400, "lines[0].kind"),
        ({"lines": [{"net": 1, "tax": "0.00"}]}, 400, "lines[0].net"),
    ],
)
def test_credit_without_goods_names_whom_and_how_much(
    company: Company, change: dict[str, Any], status: int, field: str
) -> None:
    company.orders(goods(1))
    company.customer("M000000002")
    before = company.documents()
    body = {
        "external_ref": "C2", "customer_ref": "M000000001",
        "lines": [{"net": "1.00", "tax": "0.20"}], **change,
    }  # fmt: skip
    answer = company.world("POST", "/credit-memos", body)
    assert (answer.status, answer["field"]) == (status, field)
    assert company.documents() == before


def test_a_price_difference_can_be_to_the_disadvantage_of_the_customer(company: Company) -> None:
    company.customer()
    line = {"kind": "price_difference", "net": "-1.0025", "tax": "-0.20"}
    body = {"external_ref": "C2", "customer_ref": "M000000001", "lines": [line]}
    assert company.world("POST", "/credit-memos", body)["total"] == "-1.2025"
    assert company.receivables() == Decimal("1.2025")


def test_credit_without_goods_is_given_once(company: Company) -> None:
    company.customer()
    body = {
        "external_ref": "C2", "customer_ref": "M000000001",
        "lines": [{"net": "1.00", "tax": "0.20"}],
    }  # fmt: skip
    assert company.world("POST", "/credit-memos", body).status == 201
    company.wait(86_400)
    again = company.world("POST", "/credit-memos", body)
    assert (again.status, again["already"]) == (200, True)
    assert company.world("POST", "/credit-memos", {**body, "reason": "x"}).status == 409
    assert company.receivables() == Decimal("-1.20")


def test_payments_and_refunds_move_what_is_owed(company: Company) -> None:
    order = company.orders(goods(10))
    company.delivers_and_bills(order, 10)
    paid = company.pays(order, "30.60", ExternalRef="cap_1")
    assert (paid.status, paid.body) == (201, {"Number": "0600000001", "Version": 1})
    assert company.receivables() == 0
    company.credits(order, {"LineNo": 10, "Quantity": 1})
    company.pays(order, "3.06", "refund")
    assert company.receivables() == 0
    payment = company.erp.payments.get("0600000001")
    assert (payment.customer, payment.date) == (company.order(order).customer, "2011-06-02")


def test_a_payment_is_booked_once(company: Company) -> None:
    order = company.orders(goods(10))
    company.pays(order, "5.00", ExternalRef="cap_1")
    again = company.pays(order, "5.0000", ExternalRef="cap_1")
    assert (again.status, again["Already"]) == (200, True)
    assert company.pays(order, "5.01", ExternalRef="cap_1").status == 409
    assert company.pays(order, "5.00", "refund", ExternalRef="cap_1").status == 409
    assert company.receivables() == Decimal("-5.00")


def test_what_goods_settled_is_booked_by_its_method_and_owed_like_cash(company: Company) -> None:
    order = company.orders(goods(10))
    company.pays(order, "5.00", ExternalRef="cap_1", Method="exchange")
    assert company.erp.payments.get("0600000001").method == "exchange"
    assert company.receivables() == Decimal("-5.00")
    assert company.pays(order, "5.00", ExternalRef="cap_1").status == 409
    assert company.pays(order, "5.00", Method="barter").status == 400
    company.pays(order, "1.00", ExternalRef="cap_2")
    shown = company.partner("GET", "/Payments")["Value"]
    assert [row.get("Method") for row in shown] == ["exchange", None]


def test_every_posting_names_its_document(company: Company) -> None:
    order = company.orders(goods(10))
    reference = company.order(order).external_ref
    invoice = company.delivers_and_bills(order, 10)["Number"]
    credit = company.credits(order, {"LineNo": 10, "Quantity": 1}, ExternalRef="MR-1")["Number"]
    payment = company.pays(order, "3.00", ExternalRef="cap_1")["Number"]
    assert [(entry.document, entry.text, entry.reference) for entry in company.erp.ledger] == [
        (invoice, f"invoice {invoice}", reference),
        (credit, f"credit memo {credit}", "MR-1"),
        (payment, f"receipt {payment}", "cap_1"),
    ]


def test_people_post_amounts_that_no_document_stands_behind(company: Company) -> None:
    body = {"account": "bank charges", "amount": "-12.3400", "text": "fee", "reference": "B1"}
    posted = company.world("POST", "/ledger-entries", body)
    assert (posted.status, posted.body) == (201, {"number": "0900000001"})
    company.world("POST", "/ledger-entries", {**body, "date": "2011-05-31"})
    entries = [(entry.account, entry.amount, entry.date) for entry in company.erp.ledger]
    assert entries == [
        ("bank charges", Decimal("-12.34"), "2011-06-02"),
        ("bank charges", Decimal("-12.34"), "2011-05-31"),
    ]
