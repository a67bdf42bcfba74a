"""Quoted prices: within the authority of their seller, approved by somebody else, or on hold."""

from __future__ import annotations

from typing import Any

import pytest

from tests.erp.company import Answer, Company, goods

SELLERS = [
    {"name": "sales desk", "off_list_bp": 1000},
    {"name": "head of sales", "off_list_bp": 3000},
    {"name": "owner", "off_list_bp": 9000, "below_floor": True},
]


@pytest.fixture(autouse=True)
def sellers(company: Company) -> None:
    company.system.context.policies = {"erp.price_approval": "authority"}
    assert company.world("POST", "/sellers", {"sellers": SELLERS}).status == 201
    company.lists("MUG", "10.00", stock=50)


def granted(price: str, **more: str) -> dict[str, Any]:
    return goods(10, price, Override={"Seller": "sales desk", "Reason": "volume", **more})


def decides(company: Company, decision: str, by: str, reason: str = "agreed") -> Answer:
    number = next(iter(company.erp.holds)).number
    return company.world("POST", f"/holds/{number}/{decision}", {"by": by, "reason": reason})


@pytest.mark.parametrize(
    ("price", "more", "holds"),
    [
        ("9.00", {}, ()),
        ("8.9999", {}, ("price",)),
        ("7.00", {"Approver": "head of sales"}, ()),
        ("6.9999", {"Approver": "head of sales"}, ("price",)),
        ("7.00", {"Approver": "head of sales", "Reason": " "}, ("price",)),
        ("7.00", {"Approver": "head of sales", "ExpiresOn": "2011-06-02"}, ()),
        ("7.00", {"Approver": "head of sales", "ExpiresOn": "2011-06-01"}, ("price",)),
        ("7.00", {"Approver": "sales desk"}, ("price",)),
        ("7.00", {"Seller": "head of sales"}, ()),
        ("7.00", {"Seller": "head of sales", "Approver": "head of sales"}, ()),
        ("9.00", {"Seller": "somebody"}, ("price",)),
        ("10.00", {"Seller": "somebody"}, ()),
    ],
)
def test_a_price_is_held_unless_somebody_who_may_granted_it(
    company: Company, price: str, more: dict[str, str], holds: tuple[str, ...]
) -> None:
    order = company.orders(granted(price, **more))
    assert company.order(order).holds == holds


def test_a_price_below_the_floor_needs_somebody_who_may_go_there(company: Company) -> None:
    company.world("PATCH", "/items/MUG", {"floor_price": "9.50"})
    order = company.orders(granted("9.40"))
    assert company.order(order).holds == ("price",)
    refused = decides(company, "release", "head of sales")
    assert refused.status == 422
    assert "head of sales may not grant 9.40 for item MUG, whose list price is 10.00" in refused["detail"]
    assert decides(company, "release", "owner").status == 200
    assert company.order(order).holds == ()


def test_an_order_on_hold_is_neither_delivered_by_people_nor_billed(company: Company) -> None:
    order = company.orders(granted("8.00"))
    body = {"order": order, "lines": [{"line_no": 10, "quantity": 1}]}
    refused = company.world("POST", "/deliveries", body)
    assert refused.status == 409
    assert refused["detail"].startswith(
        f"sales order {order} cannot be delivered while it is on hold (price)"
    )
    delivered = company.delivers(order, 1)
    assert company.bills(delivered["Number"]).status == 409


def test_the_line_keeps_who_asked_who_approved_why_and_when(company: Company) -> None:
    order = company.orders(granted("8.00"))
    assert decides(company, "release", "head of sales", "pallet").status == 200
    company.cancels(order, 1)
    company.delivers_and_bills(order, 3)
    shown = company.partner("GET", f"/SalesOrders/{order}")["Lines"][0]["Override"]
    assert shown == {
        "Seller": "sales desk", "Reason": "volume", "Approver": "head of sales", "Approval": "pallet",
        "ApprovedOn": "2011-06-02", "ExpiresOn": "", "Pending": False,
    }  # fmt: skip


def test_nobody_approves_what_they_asked_for(company: Company) -> None:
    company.orders(granted("6.00", Seller="head of sales"))
    refused = decides(company, "release", "head of sales")
    assert (refused.status, refused["field"]) == (422, "by")
    assert "somebody else has to approve it" in refused["detail"]


def test_a_decision_has_a_name_and_a_reason_and_is_final(company: Company) -> None:
    company.orders(granted("8.00"))
    assert decides(company, "release", "head of sales", " ").status == 422
    assert decides(company, "refusal", "head of sales").status == 200
    assert decides(company, "release", "owner").status == 409


def test_a_hold_lapses_with_the_last_unit(company: Company) -> None:
    order = company.orders(granted("8.00"))
    company.cancels(order, 4)
    assert company.order(order).holds == ("price",)
    company.cancels(order, 6)
    assert company.order(order).holds == ()
    assert [hold.state for hold in company.erp.holds] == ["lapsed"]


def test_an_agreement_of_the_erp_says_who_granted_the_price(company: Company) -> None:
    agreed = {
        "quote_id": "Q-1", "customer_ref": "M000000001", "item": "MUG", "unit_price": "8.00",
        "seller": "sales desk", "approver": "head of sales", "reason": "volume",
    }  # fmt: skip
    company.world("POST", "/agreements", {"agreements": [agreed]})
    order = company.orders(goods(10, "8.00", QuoteId="Q-1"))
    assert company.order(order).holds == ()
    held = company.line(order).override
    assert held is not None
    assert (held.seller, held.approver) == ("sales desk", "head of sales")


def test_an_amendment_may_be_told_not_to_hold_what_was_released(company: Company) -> None:
    order = company.orders(granted("8.00", Approver="head of sales"))
    more = {**granted("8.00", Approver="head of sales"), "ExternalLine": "2", "Amends": "10000000000001"}
    body = {"ExternalRef": "MA-1", "Lines": [more], "MayHold": False}
    refused = company.partner("POST", f"/SalesOrders/{order}/Amendments", body)
    assert refused.status == 422
    assert "must not be held, and line 20 at 8.00 is beyond what sales desk may grant" in refused["detail"]
    made = company.partner("POST", f"/SalesOrders/{order}/Amendments", {**body, "MayHold": True})
    assert (made.status, made["Holds"]) == (201, ["price"])


def test_a_review_of_the_shop_ends_the_hold_for_fraud_once(company: Company) -> None:
    order = company.orders(goods(5, "10.00"), Suspicion="odd card")
    assert company.order(order).holds == ("fraud",)
    body = {"Cleared": True, "By": "fraud desk", "Reason": "called back"}
    for _ in range(2):
        assert company.partner("POST", f"/SalesOrders/{order}/Reviews", body).status == 200
    assert company.order(order).holds == ()
    [hold] = list(company.erp.holds)
    assert (hold.state, hold.reason, hold.decided_by) == ("released", "odd card", "fraud desk")


def test_a_review_says_nothing_of_other_holds(company: Company) -> None:
    order = company.orders(granted("8.00"), Suspicion="odd card")
    body = {"Cleared": True, "By": "fraud desk", "Reason": "called back"}
    company.partner("POST", f"/SalesOrders/{order}/Reviews", body)
    assert company.order(order).holds == ("price",)
