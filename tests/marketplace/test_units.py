"""Listings sold by the case: the price is for a case, everything that is counted counts eaches."""

from __future__ import annotations

from typing import Any

import pytest

from tests.marketplace.shop import Answer, Shop

TERMS = {"unit": "CS", "unitSize": 12, "minimum": 4, "multiple": 2, "maximum": 10}


def lists(shop: Shop, **terms: Any) -> None:
    offer = {"sku": "MUG", "title": "a mug", "price": "30.6600", "active": True, **terms}
    assert shop.partner("POST", "/listings/bulk", {"listings": [offer]})["results"][0]["status"] == "ok"
    stock = {"stock": [{"sku": "MUG", "quantity": 601}]}
    assert shop.partner("POST", "/listings/stock", stock)["results"][0]["status"] == "ok"


def wants(shop: Shop, *quantities: int) -> Answer:
    lines = [{"sku": "MUG", "quantity": each, "tax_rate": "0.20"} for each in quantities]
    return shop.world("POST", "/orders", {"buyer_id": shop.buyer(), "lines": lines})


def test_five_cases_are_sixty_eaches_at_the_price_of_five(shop: Shop) -> None:
    lists(shop, unit="CS", unitSize=12)
    order = shop.buys(5)
    shown = shop.partner("GET", f"/orders/{order.id}")["lines"][0]
    assert (shown["quantity"], shown["unit"], shown["unitSize"], shown["unitQuantity"]) == (60, "CS", 12, 5)
    assert (shown["unitPrice"], shown["total"]) == ("30.6600", "153.30")
    assert shop.ships(order, 57).status == 201
    assert shop.order(order).lines[0].open == 3


def test_a_buyer_is_told_how_many_eaches_were_ordered(shop: Shop) -> None:
    lists(shop, unit="CS", unitSize=12)
    assert wants(shop, 5, 1)["eaches"] == [60, 12]


def test_published_eaches_are_whole_cases_for_the_buyer(shop: Shop) -> None:
    lists(shop, **TERMS)
    wants(shop, 4)
    shown = shop.partner("GET", "/listings/MUG").body
    assert (shown["quantity"], shown["unitsAvailable"]) == (601 - 48, 46)
    assert {name: shown[name] for name in TERMS} == TERMS


@pytest.mark.parametrize(
    ("quantities", "rule"),
    [
        ((2,), "2 CS of MUG were asked for; the minimum is 4 CS"),
        ((3, 3, 6), "12 CS of MUG were asked for; the maximum is 10 CS"),
        ((5,), "5 CS of MUG were asked for; it is sold in multiples of 2 CS, such as 4 or 6"),
    ],
)
def test_an_order_that_breaks_the_terms_is_refused_by_the_rule(
    shop: Shop, quantities: tuple[int, ...], rule: str
) -> None:
    lists(shop, **TERMS)
    answer = wants(shop, *quantities)
    assert (answer.status, answer["detail"]) == (422, rule)
    assert answer["field"] == f"lines[{len(quantities) - 1}].quantity"


def test_lines_of_one_listing_keep_its_terms_together(shop: Shop) -> None:
    lists(shop, **TERMS)
    assert wants(shop, 3, 3).status == 201


def test_more_eaches_than_a_line_can_count_are_refused(shop: Shop) -> None:
    lists(shop, unit="PL", unitSize=480)
    assert "which are 4800000000 eaches" in wants(shop, 10_000_000)["detail"]


def test_terms_that_leave_nothing_to_order_are_refused(shop: Shop) -> None:
    offer = {"sku": "MUG", "title": "a mug", "price": "1", "active": True, "minimum": 5, "maximum": 4}
    result = shop.partner("POST", "/listings/bulk", {"listings": [offer]})["results"][0]
    assert (result["status"], result["detail"]) == (
        "refused", "at least 5 and at most 4 of MUG leaves nothing to order",
    )  # fmt: skip
