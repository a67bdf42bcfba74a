"""Credit memos settle the invoices on account that billed what they credit, and transfers what is left."""

from __future__ import annotations

from typing import Any

from tests.erp.company import Answer, Company, goods

BUYER = "M000000001"


def transfers(company: Company, amount: str) -> Any:
    body = {"reference": company.reference("bank"), "customer_ref": BUYER, "amount": amount}
    answer = company.world("POST", "/bank-transfers", body)
    return company.partner("GET", f"/Payments/{answer['number']}").body


def bought(company: Company, *quantities: int, terms: str = "NET 30") -> tuple[str, list[str]]:
    """An order of cups at 12.00 and one pot at 60.00, and the invoices of so many cups each."""
    company.customer()
    lines = (goods(sum(quantities), "10.00", "CUP"), goods(1, "50.00", "POT"))
    order = company.orders(*lines, PaymentTerms=terms)
    return order, [company.delivers_and_bills(order, units)["Number"] for units in quantities]


def settles(company: Company, memo: Answer) -> list[tuple[str, str]]:
    shown = company.partner("GET", f"/CreditMemos/{memo['Number']}")
    return settled(shown.body)


def settled(shown: Any) -> list[tuple[str, str]]:
    return [(one["Invoice"], one["Amount"]) for one in shown.get("Allocations", [])]


def test_a_credit_settles_the_oldest_invoice_first_and_a_transfer_the_rest(company: Company) -> None:
    order, [first, second] = bought(company, 1, 2)
    memo = company.credits(order, {"LineNo": 10, "Quantity": 2})
    assert settles(company, memo) == [(first, "12.00"), (second, "12.00")]
    paid = transfers(company, "13.00")
    assert (settled(paid), paid["Unapplied"]) == ([(second, "12.00")], "1.00")


def test_what_a_credit_exceeds_its_invoice_by_stays_on_the_account(company: Company) -> None:
    order, [invoice] = bought(company, 2)
    transfers(company, "20.00")
    memo = company.credits(order, {"LineNo": 10, "Quantity": 1})
    assert settles(company, memo) == [(invoice, "4.00")]
    assert settled(transfers(company, "1.00")) == []
    assert str(company.receivables()) == "-9.00"


def test_goods_do_not_settle_an_invoice_that_billed_others(company: Company) -> None:
    order, [cups] = bought(company, 1)
    pot = company.delivers(order, Lines=[{"LineNo": 20, "Quantity": 1}])
    number = company.bills(pot["Number"])["Number"]
    assert settles(company, company.credits(order, {"LineNo": 20, "Quantity": 1})) == [(number, "60.00")]
    assert settled(transfers(company, "72.00")) == [(cups, "12.00")]


def test_a_credit_without_goods_settles_what_is_open_of_its_order(company: Company) -> None:
    order, [invoice] = bought(company, 1)
    line = {"Net": "5.00", "Tax": "1.00", "Text": "late", "Reference": ""}
    body = {"ExternalRef": "C-1", "Order": order, "Reason": "late", "Amounts": [line]}
    memo = company.partner("POST", "/CreditMemos/Amounts", body)
    assert settles(company, memo) == [(invoice, "6.00")]
    again = company.partner("POST", "/CreditMemos/Amounts", body)
    assert (again.status, again["Number"]) == (200, memo["Number"])


def test_an_invoice_that_was_credited_in_part_earns_no_discount(company: Company) -> None:
    order, [invoice] = bought(company, 3, terms="2/10 NET 30")
    company.credits(order, {"LineNo": 10, "Quantity": 1})
    assert settled(transfers(company, "23.52")) == [(invoice, "23.52")]
    assert str(company.receivables()) == "0.48"


def test_what_was_paid_by_card_is_settled_by_no_credit(company: Company) -> None:
    order, _ = bought(company, 2, terms="")
    assert settles(company, company.credits(order, {"LineNo": 10, "Quantity": 1})) == []
