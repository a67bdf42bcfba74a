"""Amendments: a buyer asks for an order to be changed, the seller answers part by part."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.marketplace.shop import ADDRESS, Answer, Placed, Shop

ELSEWHERE = {**ADDRESS, "line": "2 Low Street"}


def wishes(shop: Shop, order: Placed, *quantities: int | None, **wish: Any) -> Answer:
    """The buyer wants lines to have other quantities in all, and whatever else."""
    lines = [
        {"line_id": line, "quantity": count}
        for line, count in zip(order.line_ids, quantities, strict=False)
        if count is not None
    ]
    return shop.world("POST", f"/orders/{order.id}/amendments", {"lines": lines, **wish})


def answers(shop: Shop, amendment: str, *accepted: int) -> Answer:
    """The connector answers an amendment, part by part."""
    parts = [{"part": str(number), "accepted": count} for number, count in enumerate(accepted, start=1)]
    return shop.partner("POST", f"/amendments/{amendment}/answer", {"parts": parts})


def test_nothing_changes_before_the_seller_has_answered(shop: Shop) -> None:
    order = shop.buys(5)
    before = shop.order(order)
    assert wishes(shop, order, 8, ship_to=ELSEWHERE).body == {"id": "MA-1"}
    assert shop.order(order) == before


def test_more_units_are_a_new_line_at_the_price_of_the_old_one(shop: Shop) -> None:
    order = shop.buys(5)
    shop.offers("MUG", price="9.9900")
    wishes(shop, order, 8)
    assert answers(shop, "MA-1", 3).body == {"id": "MA-1", "status": "accepted"}
    first, new = shop.order(order).lines
    assert (first.quantity, new.quantity, new.unit_price) == (5, 3, Decimal("3.0600"))
    assert (new.total, new.amends, new.amendment) == (Decimal("9.18"), first.id, "MA-1")
    assert shop.payment(order).authorised == Decimal("24.48")
    assert shop.service.listings.get("MUG").quantity == 97


def test_fewer_units_are_cancelled_and_the_rest_of_an_order_makes_it_cancelled(shop: Shop) -> None:
    order = shop.buys(5)
    wishes(shop, order, 2)
    answers(shop, "MA-1", 3)
    assert (shop.order(order).lines[0].cancelled, shop.order(order).state) == (3, "unshipped")
    wishes(shop, order, 0)
    answers(shop, "MA-2", 2)
    assert (shop.order(order).lines[0].cancelled, shop.order(order).state) == (5, "cancelled")
    assert shop.order(order).amendments == ("MA-1", "MA-2")


def test_a_line_can_be_exchanged_in_one_wish(shop: Shop) -> None:
    order = shop.buys(5)
    shop.offers("CUP", price="1.0000")
    wishes(shop, order, 0, further_lines=[{"sku": "CUP", "quantity": 2, "tax_rate": "0.20"}])
    answers(shop, "MA-1", 5, 2)
    assert [(line.sku, line.open) for line in shop.order(order).lines] == [("MUG", 0), ("CUP", 2)]
    assert shop.order(order).state == "unshipped"


def test_an_address_and_a_day_are_what_was_accepted(shop: Shop) -> None:
    order = shop.buys(5)
    wishes(shop, order, ship_to=ELSEWHERE, requested_date="2011-07-01")
    assert answers(shop, "MA-1", 0, 1)["status"] == "partly_accepted"
    held = shop.order(order)
    assert (held.ship_to.line, held.requested_date) == ("1 High Street", "2011-07-01")
    assert shop.partner("GET", f"/orders/{order.id}")["requestedDate"] == "2011-07-01"


def test_the_connector_reads_what_is_asked_for(shop: Shop) -> None:
    order = shop.buys(5)
    wishes(shop, order, 8, reason="a party")
    [listed] = shop.partner("GET", "/amendments")["amendments"]
    assert listed == shop.partner("GET", "/amendments/MA-1").body
    [part] = listed["parts"]
    assert (listed["status"], listed["reason"]) == ("requested", "a party")
    new_line = part.pop("lineId")
    assert new_line not in order.line_ids
    assert part == {
        "id": "1", "change": "more", "quantity": 3, "accepted": 0, "reason": "", "sku": "MUG",
        "amends": order.line_ids[0], "unitPrice": "3.0600", "total": "9.18", "taxRate": "0.20",
        "reference": "",
    }  # fmt: skip


def test_the_same_answer_again_changes_nothing_and_another_is_refused(shop: Shop) -> None:
    order = shop.buys(5)
    wishes(shop, order, 8)
    answers(shop, "MA-1", 3)
    before = shop.documents()
    assert answers(shop, "MA-1", 3).body == {"id": "MA-1", "status": "accepted", "already": True}
    assert answers(shop, "MA-1", 0).status == 409
    assert shop.documents() == before


@pytest.mark.parametrize(
    ("accepted", "said"),
    [
        ((2, 0), "2 of part 1 (more) cannot be accepted; it takes 0 or 3"),
        ((3, 2), "2 of part 2 (ship_to) cannot be accepted; it takes 0 or 1"),
        ((3,), "amendment MA-1 also has the parts 2; answer 0 for what is refused"),
        ((3, 1, 1), "part 3 is none of amendment MA-1; answer each of: 1, 2"),
    ],
)
def test_an_answer_that_is_none_is_refused(shop: Shop, accepted: tuple[int, ...], said: str) -> None:
    order = shop.buys(5)
    wishes(shop, order, 8, ship_to=ELSEWHERE)
    before = shop.documents()
    assert (answers(shop, "MA-1", *accepted).status, answers(shop, "MA-1", *accepted)["detail"]) == (
        422,
        said,
    )
    assert shop.documents() == before


def test_an_address_cannot_be_accepted_once_goods_have_left(shop: Shop) -> None:
    order = shop.buys(5)
    wishes(shop, order, 8, ship_to=ELSEWHERE)
    shop.ships(order, 2)
    before = shop.documents()
    assert answers(shop, "MA-1", 3, 1).status == 409
    assert shop.documents() == before


@pytest.mark.parametrize(
    ("quantity", "more", "said"),
    [
        (5, {}, "has 5 units already"),
        (1, {}, "2 have shipped and 1 were asked to be cancelled, so it cannot come down to 1"),
        (None, {"ship_to": ADDRESS}, "goes there already"),
        (None, {"ship_to": {**ADDRESS, "country": "Norway"}}, "cannot go to Norway"),
        (None, {"requested_date": ""}, "is wanted on no particular day already"),
        (None, {"further_lines": [{"sku": "CUP", "quantity": 1, "tax_rate": "0.20"}]}, "no listing CUP"),
        (None, {}, "nothing of order"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(
    shop: Shop, quantity: int | None, more: dict[str, Any], said: str
) -> None:
    order = shop.buys(5)
    shop.ships(order, 2)
    shop.wants_to_cancel(order, 1)
    before = shop.documents()
    refused = wishes(shop, order, quantity, **more)
    assert refused.status == 422
    assert said in refused["detail"]
    assert shop.documents() == before


def test_one_wish_at_a_time_and_none_for_an_order_that_is_done(shop: Shop) -> None:
    order = shop.buys(5)
    wishes(shop, order, 8)
    assert "MA-1" in wishes(shop, order, 9)["detail"]
    answers(shop, "MA-1", 0)
    shop.ships(order, 5)
    assert wishes(shop, order, 9).status == 409


def test_units_that_an_amendment_asks_for_cannot_be_cancelled_too(shop: Shop) -> None:
    order = shop.buys(5)
    wishes(shop, order, 2)
    body = {"reason": "no", "lines": [{"line_id": order.line_ids[0], "quantity": 3}]}
    refused = shop.world("POST", f"/orders/{order.id}/cancellations", body)
    assert "2 of its 5 units are left to cancel" in refused["detail"]


def test_what_a_listing_is_sold_by_holds_for_more_of_it_too(shop: Shop) -> None:
    terms = {"unit": "CS", "unitSize": 12, "minimum": 2, "multiple": 2}
    offer = {"sku": "CUP", "title": "Cup", "price": "12.0000", "active": True, **terms}
    shop.partner("POST", "/listings/bulk", {"listings": [offer]})
    line = {"sku": "CUP", "quantity": 2, "tax_rate": "0.20"}
    placed = shop.world("POST", "/orders", {"buyer_id": shop.buyer(), "lines": [line]})
    order = Placed(placed["id"], placed["payment_id"], placed["line_ids"])
    assert "no whole number of them" in wishes(shop, order, 30)["detail"]
    assert "multiples of 2 CS" in wishes(shop, order, 36)["detail"]
    wishes(shop, order, 48)
    answers(shop, "MA-1", 24)
    assert [(line.quantity, line.total) for line in shop.order(order).lines] == [
        (24, Decimal("24.00")), (24, Decimal("24.00")),
    ]  # fmt: skip


def test_a_line_cannot_be_accepted_once_everything_has_left(shop: Shop) -> None:
    order = shop.buys(5)
    wishes(shop, order, 8)
    shop.ships(order, 5)
    before = shop.documents()
    assert answers(shop, "MA-1", 3).status == 409
    assert shop.documents() == before
    assert answers(shop, "MA-1", 0)["status"] == "refused"


def test_a_further_line_in_another_unit_than_it_is_sold_by_is_refused(shop: Shop) -> None:
    order = shop.buys(5)
    shop.offers("CUP")
    refusal = wishes(
        shop, order, further_lines=[{"sku": "CUP", "quantity": 2, "tax_rate": "0.20", "unit": "BX12"}]
    )
    assert refusal.status == 422
    assert "adds CUP by the EA, not by the BX12" in refusal["detail"]
