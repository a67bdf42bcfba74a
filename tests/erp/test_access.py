"""Who may ask, how long a token lasts, and that one key has one effect."""

from __future__ import annotations

from typing import Any

from tests.erp.company import Company, customer_body, goods, units


def test_nobody_gets_in_without_a_token(company: Company) -> None:
    answer = company.ask("GET", "/Items", headers={})
    assert (answer.status, answer.headers["content-type"]) == (401, "application/problem+json")


def test_a_token_lasts_twenty_minutes(company: Company) -> None:
    headers = {"authorization": f"Bearer {company.token()}"}
    company.wait(1199)
    assert company.ask("GET", "/Items", headers=headers).status == 200
    company.wait(1)
    assert company.ask("GET", "/Items", headers=headers).status == 401


def test_one_key_has_one_effect(company: Company) -> None:
    order = company.orders(goods(9))
    path, body = f"/SalesOrders/{order}/Cancellations", {"Lines": units(2)}
    first = company.partner("POST", path, body, headers={"idempotency-key": "k1"})
    again = company.partner("POST", path, body, headers={"idempotency-key": "k1"})
    assert (first.status, again.status, again.body) == (201, 201, first.body)
    assert company.line(order).cancelled == 2
    other = company.partner("POST", path, {"Lines": units(3)}, headers={"idempotency-key": "k1"})
    assert (other.status, other["field"]) == (422, "Idempotency-Key")
    company.partner("POST", path, body, headers={"idempotency-key": "k2"})
    assert company.line(order).cancelled == 4


def test_the_audit_names_who_did_what(company: Company) -> None:
    seen: list[tuple[str, str, str]] = []
    company.store.listen(lambda changes: seen.extend((c.table, c.who, c.why) for c in changes))
    company.lists()
    company.partner("POST", "/Customers", customer_body())
    assert seen == [
        ("items", "ann", "enter_items"),
        ("customers", "connector", "open_customer"),
    ]


def test_the_same_order_again_is_answered_with_the_one_that_is_there(company: Company) -> None:
    body = company.order_body(goods(3), ExternalRef="main/408-1")
    company.partner("POST", "/SalesOrders", body)
    company.world("PATCH", "/items/MUG", {"list_price": "9.99"})
    company.delivers("0100000001", 1)
    company.wait(86_400)
    again = company.partner("POST", "/SalesOrders", body)
    assert (again.status, again.body) == (
        200,
        {
            "Number": "0100000001", "Version": 2, "State": "partially_delivered", "Already": True,
            "LineNos": [10], "ChargeNos": [],
        },
    )  # fmt: skip
    assert company.stock().committed == 2


def test_the_same_reference_with_another_order_is_a_conflict(company: Company) -> None:
    company.world("POST", "/exchange-rates", {"currency": "EUR", "rate": "0.85", "date": "2011-06-01"})
    body = company.order_body(goods(3), ExternalRef="main/408-1", Date="2011-06-01")
    company.partner("POST", "/SalesOrders", body)
    before = company.documents()
    others: list[dict[str, Any]] = [
        {"Currency": "EUR"}, {"Site": "NORTH"}, {"ShipTo": {}}, {"Date": "2011-06-02"},
        {"Lines": [goods(4)]}, {"Lines": [goods(3, ExternalLine="2")]},
        {"Lines": [goods(3, Reference="")]}, {"Lines": [goods(3), goods(3)]},
        {"Lines": [goods(3, Tax="0.00")]},
    ]  # fmt: skip
    for other in others:
        answer = company.partner("POST", "/SalesOrders", {**body, **other})
        assert (answer.status, answer["field"]) == (409, "ExternalRef"), other
    assert company.documents() == before
