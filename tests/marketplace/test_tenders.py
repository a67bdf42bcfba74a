"""Gift cards and deposits: they pay before the card, and get back what they paid, in the declared order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordergate.simulators.marketplace.model import Method, Payment, PaymentEntry, Tender
from ordergate.simulators.marketplace.service.tenders import given_back_by, released_by, taken_by, taken_from
from tests.marketplace.shop import Placed, Shop

GIFT = {"method": "gift_card", "reference": "GC-1", "amount": "5.00"}
DEPOSIT = {"method": "deposit", "reference": "DP-1", "amount": "2.00"}


def _paid(shop: Shop) -> Placed:
    """4 x 3.06 = 12.24: 2.00 from a deposit, 5.00 by gift card, 5.24 by card."""
    return shop.buys(4, tenders=[GIFT, DEPOSIT])


def _entries(shop: Shop, order: Placed, kind: str) -> list[tuple[str, str]]:
    payment = shop.partner("GET", f"/payments/{order.payment_id}")
    return [(one.get("method", "card"), one["amount"]) for one in payment[kind]]


def test_tenders_lower_what_is_due_on_the_card_and_not_the_total(shop: Shop) -> None:
    order = _paid(shop)
    payment = shop.partner("GET", f"/payments/{order.payment_id}")
    assert (payment["authorised"], payment["due"]) == ("12.24", "5.24")
    assert payment["tenders"] == [GIFT, DEPOSIT]
    assert shop.partner("GET", f"/orders/{order.id}")["total"] == "12.24"


def test_a_capture_takes_from_the_deposit_then_the_gift_card_then_the_card(shop: Shop) -> None:
    order = _paid(shop)
    shop.pays(order, "captures", "A", "3.06")
    shop.pays(order, "captures", "B", "9.18")
    assert _entries(shop, order, "captures") == [
        ("deposit", "2.00"), ("gift_card", "1.06"), ("gift_card", "3.94"), ("card", "5.24"),
    ]  # fmt: skip


def test_a_void_releases_the_card_first(shop: Shop) -> None:
    order = _paid(shop)
    shop.pays(order, "voids", "A", "6.12")
    assert _entries(shop, order, "voids") == [("card", "5.24"), ("gift_card", "0.88")]


def test_a_capture_that_is_repeated_is_the_same_capture(shop: Shop) -> None:
    order = _paid(shop)
    first, again = (shop.pays(order, "captures", "A", "9.00") for _ in range(2))
    assert again.body == {"id": first["id"], "already": True}
    assert shop.payment(order).captured == Decimal("9.00")


@pytest.mark.parametrize(
    ("tenders", "told"),
    [
        ([GIFT | {"amount": "12.25"}], "pays 12.25 of an order of 12.24, of which 12.24 is left to pay"),
        (
            [GIFT, DEPOSIT | {"amount": "7.25"}],
            "pays 7.25 of an order of 12.24, of which 7.24 is left",
        ),
        ([GIFT | {"amount": "0.00"}], "pays 0.00 of an order of 12.24, of which 12.24 is left to pay"),
    ],
)
def test_tenders_pay_something_and_no_more_than_the_total(shop: Shop, tenders: Any, told: str) -> None:
    lines = [{"sku": shop.offers("MUG"), "quantity": 4, "tax_rate": "0.20"}]
    body = {"buyer_id": shop.buyer(), "lines": lines, "tenders": tenders}
    answer = shop.world("POST", "/orders", body)
    assert (answer.status, answer["field"]) == (422, f"tenders[{len(tenders) - 1}].amount")
    assert told in answer["detail"]


def test_while_the_card_is_declined_nothing_is_captured_and_afterwards_once(shop: Shop) -> None:
    order = _paid(shop)
    path = f"/payments/{order.payment_id}/card"
    shop.world("POST", path, {"refusal": "insufficient funds"})
    assert shop.pays(order, "captures", "A", "7.00").status == 201
    refused = shop.pays(order, "captures", "B", "1.00")
    assert (refused.status, refused["type"]) == (402, "urn:problem:declined")
    assert "the card is declined for insufficient funds" in refused["detail"]
    assert shop.payment(order).captured == Decimal("7.00")
    shop.world("POST", path, {})
    assert [shop.pays(order, "captures", "B", "1.00").status for _ in range(2)] == [201, 200]
    assert shop.payment(order).captured == Decimal("8.00")


PENNIES = st.integers(0, 2_000).map(lambda pennies: Decimal(pennies).scaleb(-2))
MOVES = st.lists(st.tuples(st.sampled_from("cvr"), PENNIES), max_size=12)


@settings(max_examples=200, deadline=None)
@given(
    PENNIES,
    PENNIES,
    PENNIES,
    st.lists(st.tuples(st.sampled_from("cvr"), PENNIES), max_size=12),
    st.booleans(),
)
def test_no_method_gives_back_more_than_it_took_nor_takes_more_than_it_has(
    card: Decimal, gift: Decimal, deposit: Decimal, moves: list[tuple[str, Decimal]], card_first: bool
) -> None:
    tenders = (Tender(Method.GIFT_CARD, "G", gift), Tender(Method.DEPOSIT, "D", deposit))
    payment = Payment("pay_1", "408-1", "GBP", card + gift + deposit, tenders=tenders)
    for kind, amount in moves:
        payment = _moved(payment, kind, amount, card_first=card_first)
    for method in (Method.CARD, Method.GIFT_CARD, Method.DEPOSIT):
        used = sum(x.amount for x in (*payment.captures, *payment.voids) if x.method is method)
        assert used <= payment.pledged(method)
        assert taken_by(payment, method) >= 0
    assert payment.refunded <= payment.captured <= payment.authorised - payment.voided


def _moved(payment: Payment, kind: str, amount: Decimal, *, card_first: bool) -> Payment:
    free = payment.authorised - payment.captured - payment.voided
    if kind == "r":
        part = min(amount, payment.captured - payment.refunded)
        parts = given_back_by(payment, part, card_first=card_first)
    else:
        part = min(amount, free)
        parts = taken_from(payment, part) if kind == "c" else released_by(payment, part)
    new = tuple(PaymentEntry("", "", each, 0, method=method) for method, each in parts)
    name = {"c": "captures", "v": "voids", "r": "refunds"}[kind]
    fields = {one: getattr(payment, one) for one in ("captures", "voids", "refunds")}
    return Payment(
        payment.id, payment.order_id, payment.currency, payment.authorised, tenders=payment.tenders,
        **(fields | {name: fields[name] + new}),
    )  # fmt: skip
