"""Orders paid in advance wait for their money, and what came settles their invoices."""

from __future__ import annotations

from tests.erp.company import Answer, Company, freight, goods

BUYER = "M000000001"


def prepaid(company: Company, quantity: int = 5, **more: object) -> str:
    """An order of so many at 12.00 with tax."""
    return company.orders(goods(quantity, "10.00"), PaymentTerms="PREPAID", **more)


def transfers(company: Company, amount: str, order: str, reference: str = "bank-1") -> Answer:
    named = company.order(order).external_ref
    body = {"reference": reference, "customer_ref": BUYER, "amount": amount, "order_ref": named}
    return company.world("POST", "/bank-transfers", body)


def hold_of(company: Company, order: str) -> object:
    [hold] = company.erp.holds.by("order", order)
    return hold.state, hold.reason


def test_an_order_waits_until_the_last_penny_has_come(company: Company) -> None:
    order = prepaid(company, Charges=[freight()])
    assert company.order(order).holds == ("payment",)
    transfers(company, "71.98", order)
    assert hold_of(company, order) == (
        "placed", "72.00 GBP are to be paid in advance, 71.98 have come, and 0.02 are missing",
    )  # fmt: skip
    transfers(company, "0.02", order, "bank-2")
    assert company.order(order).holds == ()
    assert [hold.decided_by for hold in company.erp.holds] == ["payment 0600000002"]


def test_a_transfer_that_came_before_the_order_counts(company: Company) -> None:
    company.customer()
    body = company.order_body(goods(5, "10.00"), PaymentTerms="PREPAID")
    paid = {"customer_ref": BUYER, "amount": "60.00", "order_ref": body["ExternalRef"], "reference": "bank-1"}
    company.world("POST", "/bank-transfers", paid)
    number = company.partner("POST", "/SalesOrders", body)["Number"]
    assert company.order(number).holds == ()


def test_money_of_somebody_else_does_not_count(company: Company) -> None:
    order = prepaid(company)
    company.customer("M000000002")
    named = company.order(order).external_ref
    body = {"reference": "bank-1", "customer_ref": "M000000002", "amount": "60.00", "order_ref": named}
    assert company.world("POST", "/bank-transfers", body).status == 201
    assert company.order(order).holds == ("payment",)


def test_nobody_releases_what_is_not_paid(company: Company) -> None:
    order = prepaid(company)
    [hold] = company.erp.holds.by("order", order)
    body = {"by": "head of sales", "reason": "a good customer"}
    refused = company.world("POST", f"/holds/{hold.number}/release", body)
    assert refused.status == 409
    assert "60.00 are missing; book the transfer, or refuse the hold" in refused["detail"]


def test_what_came_settles_the_invoices_and_the_rest_stays(company: Company) -> None:
    order = prepaid(company)
    payment = transfers(company, "65.00", order)["number"]
    bills = [company.delivers_and_bills(order, units)["Number"] for units in (2, 3)]
    shown = company.partner("GET", f"/Payments/{payment}")
    settled = [(one["Invoice"], one["Amount"]) for one in shown["Allocations"]]
    assert settled == [(bills[0], "24.00"), (bills[1], "36.00")]
    assert (shown["Unapplied"], shown["OrderRef"]) == ("5.00", company.order(order).external_ref)


def test_what_is_left_after_a_cancellation_may_be_paid(company: Company) -> None:
    order = prepaid(company)
    transfers(company, "48.00", order)
    company.cancels(order, 1)
    assert company.order(order).holds == ()


def test_further_lines_have_to_be_paid_too(company: Company) -> None:
    order = prepaid(company)
    transfers(company, "60.00", order)
    line = goods(1, "10.00") | {"ExternalLine": "further"}
    body = {"ExternalRef": "amend-1", "Lines": [line]}
    answer = company.partner("POST", f"/SalesOrders/{order}/Amendments", body)
    assert answer.status in (200, 201), answer.body
    assert company.order(order).holds == ("payment",)


def test_what_is_paid_in_advance_is_no_credit(company: Company) -> None:
    company.customer()
    company.world("POST", "/credit-limits", {"customer_ref": BUYER, "limit": "60.00"})
    order = prepaid(company, 50)
    transfers(company, "100.00", order)
    on_account = [company.orders(goods(count, "10.00"), PaymentTerms="NET 30") for count in (5, 1)]
    assert [company.order(one).holds for one in on_account] == [(), ("credit",)]


def test_a_transfer_that_names_an_order_settles_no_other(company: Company) -> None:
    older = company.orders(goods(1, "10.00"), PaymentTerms="NET 30")
    named = company.orders(goods(2, "10.00"), PaymentTerms="NET 30")
    company.delivers_and_bills(older, 1)
    bill = company.delivers_and_bills(named, 2)
    number = transfers(company, "30.00", named)["number"]
    payment = company.erp.payments.get(number)
    assert [(one.invoice, str(one.amount)) for one in payment.allocations] == [(bill["Number"], "24.00")]
    assert str(payment.unapplied) == "6.00"
