from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.marketplace.shop import Placed, Shop

INVOICE = {"number": "0300000001", "date": "2011-06-01", "net": "12.75", "tax": "2.55",
           "total": "15.30"}  # fmt: skip


def upload(shop: Shop, order: Placed, **changes: Any) -> Any:
    return shop.partner("POST", f"/orders/{order.id}/invoices", {**INVOICE, **changes})


def test_an_invoice_is_kept_as_it_was_told(shop: Shop) -> None:
    order = shop.buys(5)
    answer = upload(shop, order)
    assert (answer.status, answer.body) == (201, {"id": "MI-1"})
    copy = shop.service.invoices.get("MI-1")
    assert (copy.order_id, copy.number, copy.date) == (order.id, "0300000001", "2011-06-01")
    assert (copy.net, copy.tax, copy.total) == (Decimal("12.75"), Decimal("2.55"), Decimal("15.3"))


def test_an_invoice_may_be_below_nothing(shop: Shop) -> None:
    order = shop.buys(5)
    assert upload(shop, order, net="-1.00", tax="-0.20", total="-1.20").status == 201


def test_an_invoice_number_names_one_invoice(shop: Shop) -> None:
    order, other = shop.buys(5), shop.buys(5)
    upload(shop, order)
    before = shop.documents()

    assert upload(shop, order).body == {"id": "MI-1", "already": True}
    assert upload(shop, order, net="12.750").status == 200
    for clash in (upload(shop, order, date="2011-06-02"), upload(shop, other)):
        assert (clash.status, clash["field"]) == (409, "number")
    assert shop.documents() == before


def test_net_and_tax_make_the_total_of_an_invoice(shop: Shop) -> None:
    order = shop.buys(5)
    refused = upload(shop, order, total="15.31")
    assert (refused.status, refused["field"]) == (422, "total")
    assert refused["detail"] == "net 12.75 and tax 2.55 make 15.30, not 15.31"


def test_money_is_told_in_the_wire_form(shop: Shop) -> None:
    order = shop.buys(5)
    shop.wait(1.5)
    capture = shop.pays(order, "captures", "0300000001", "10.3050")
    void = shop.pays(order, "voids", "MC-1", "3.06")
    refund = shop.pays(order, "refunds", "0400000001", "1")

    payment = shop.partner("GET", f"/payments/{order.payment_id}")

    at = {"at": "2011-06-01T10:30:01.500+01:00"}
    assert payment.body == {
        "id": order.payment_id, "orderId": order.id, "store": "main", "currency": "GBP",
        "authorised": "15.30",
        "captured": "10.305", "voided": "3.06", "refunded": "1.00",
        "captures": [
            {"id": capture["id"], "reference": "0300000001", "amount": "10.305", **at}
        ],
        "refunds": [{"id": refund["id"], "reference": "0400000001", "amount": "1.00", **at}],
        "voids": [{"id": void["id"], "reference": "MC-1", "amount": "3.06", **at}],
    }  # fmt: skip
    assert capture["id"].startswith("capture_")
    assert void["id"].startswith("void_")
    assert refund["id"].startswith("refund_")


@pytest.mark.parametrize("kind", ["captures", "refunds", "voids"])
def test_a_reference_names_one_entry_of_its_kind(shop: Shop, kind: str) -> None:
    order = shop.buys(5)
    shop.pays(order, "captures", "all", "10.00")
    first = shop.pays(order, kind, "ref", "2.00")
    before = shop.documents()

    again = shop.pays(order, kind, "ref", "2.0")
    other = shop.pays(order, kind, "ref", "2.01")

    assert (first.status, again.status, again["already"]) == (201, 200, True)
    assert again["id"] == first["id"]
    assert (other.status, other["field"]) == (409, "reference")
    assert shop.documents() == before


@pytest.mark.parametrize(
    ("kind", "amount"),
    [
        ("captures", "0"),
        ("captures", "5.31"),
        ("voids", "5.3001"),
        ("voids", "0.0000"),
        ("refunds", "0.00"),
    ],
)
def test_money_that_is_not_there_does_not_move(shop: Shop, kind: str, amount: str) -> None:
    order = shop.buys(5)  # for 15.30
    shop.pays(order, "captures", "one", "9.00")
    shop.pays(order, "voids", "two", "1.00")
    before = shop.documents()

    refused = shop.pays(order, kind, "three", amount)

    assert (refused.status, refused["field"]) == (422, "amount")
    assert shop.documents() == before


AMOUNTS = st.integers(0, 200_000).map(lambda number: Decimal(number).scaleb(-4))
KINDS = st.sampled_from(["captures", "voids", "refunds"])
ENTRIES = st.lists(st.tuples(KINDS, st.sampled_from("abcdef"), AMOUNTS), max_size=30)


@given(ENTRIES)
def test_no_sequence_of_entries_moves_more_money_than_there_is(
    entries: list[tuple[str, str, Decimal]],
) -> None:
    shop = Shop()
    order = shop.buys(5)
    booked: dict[tuple[str, str], Decimal] = {}
    for kind, reference, amount in entries:
        answer = shop.pays(order, kind, reference, f"{amount:.4f}")
        if answer.status == 201:
            assert (kind, reference) not in booked
            booked[kind, reference] = amount
        payment = shop.payment(order)
        assert payment.captured + payment.voided <= payment.authorised == Decimal("15.30")
        assert payment.refunded <= payment.captured
    sums = [shop.payment(order).captured, shop.payment(order).voided, shop.payment(order).refunded]
    for total, kind in zip(sums, ("captures", "voids", "refunds"), strict=True):
        assert total == sum(amount for (each, _), amount in booked.items() if each == kind)
    shop.close()
