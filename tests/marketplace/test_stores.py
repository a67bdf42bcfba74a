"""Stores declare how they sell: in which currency, with tax or without, and what they take where."""

from __future__ import annotations

from typing import Any

import pytest

from .shop import ADDRESS, Answer, Shop

RATES = [
    {"country": "Germany", "goods": "0.19", "freight": "0.07"},
    {"country": "Spain", "goods": "0.21", "freight": "0.21"},
]


def declares(shop: Shop, **more: Any) -> Answer:
    shop.offers("MUG")
    body = {"id": "b2b", "tax_mode": "exclusive", "currency": "EUR", "rates": RATES}
    return shop.world("POST", "/stores", {**body, **more})


def orders(shop: Shop, country: str = "Germany", rate: str = "0.19", **more: Any) -> Answer:
    line = {"sku": "MUG", "quantity": 3, "tax_rate": rate, "unit_price": "4.99"}
    charge = {"kind": "freight", "code": "POST", "text": "Post", "total": "5.00", "tax_rate": "0.07"}
    body = {"buyer_id": shop.buyer(), "store": "b2b", "lines": [line], "charges": [charge],
            "ship_to": {**ADDRESS, "country": country}}  # fmt: skip
    return shop.world("POST", "/orders", {**body, **more})


def test_tax_comes_on_top_and_freight_has_its_own(shop: Shop) -> None:
    declares(shop)
    order = shop.partner("GET", f"/orders/{orders(shop).body['id']}").body
    line, charge = order["lines"][0], order["charges"][0]
    assert (order["taxMode"], order["currency"], order["total"]) == ("exclusive", "EUR", "23.16")
    assert (line["unitPrice"], line["net"], line["total"]) == ("4.9900", "14.97", "17.81")
    assert (charge["net"], charge["total"]) == ("5.00", "5.35")


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"country": "Norway"}, "ship_to.country", "no tax rate for Norway; it sells to: Germany, Spain"),
        ({"country": "Spain"}, "lines[0].tax_rate", "what goes to Spain is taxed by 0.21 here, not by 0.19"),
        ({"rate": "0"}, "lines[0].tax_rate", "what goes to Germany is taxed by 0.19 here, not by 0"),
        ({"currency": "GBP"}, "currency", "store b2b sells in EUR, not in GBP"),
    ],
)
def test_what_the_store_does_not_sell_so_is_refused(
    shop: Shop, more: dict[str, str], field: str, words: str
) -> None:
    declares(shop)
    answer = orders(shop, **more)
    assert (answer.status, answer.body["field"]) == (422, field)
    assert words in answer.body["detail"]


def test_a_price_with_tax_in_pounds_says_nothing_in_euros(shop: Shop) -> None:
    declares(shop)
    line = {"sku": "MUG", "quantity": 1, "tax_rate": "0.19"}
    answer = orders(shop, lines=[line])
    assert (answer.status, answer.body["field"]) == (422, "lines[0].unit_price")


def test_an_exempt_buyer_has_a_rate_of_0_for_a_reason(shop: Shop) -> None:
    declares(shop)
    buyer = shop.buyer()
    shop.world("PATCH", f"/buyers/{buyer}", {"tax_exemption": "DE811907980"})
    assert orders(shop, buyer_id=buyer).body["detail"] == (
        "what goes to Germany is taxed by 0 here, not by 0.19"
    )
    placed = orders(shop, buyer_id=buyer, rate="0", charges=[]).body["id"]
    order = shop.partner("GET", f"/orders/{placed}").body
    assert (order["taxExemption"], order["total"]) == ("DE811907980", "14.97")


def test_a_store_adds_countries_and_changes_nothing(shop: Shop) -> None:
    assert declares(shop).status == 201
    more = [*RATES, {"country": "Norway", "goods": "0.25", "freight": "0.25"}]
    assert declares(shop, rates=more).status == 201
    assert declares(shop, rates=RATES).status == 409
    assert declares(shop, rates=more, tax_mode="inclusive").status == 409


def test_a_store_that_has_sold_declares_nothing_any_more(shop: Shop) -> None:
    shop.buys(1, store="north")
    assert declares(shop, id="north").status == 409
