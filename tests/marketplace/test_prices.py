"""What a buyer is offered: the published price that counts for the line, at the instant, or the listing's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.marketplace.shop import Answer, Shop

NOON, ONE = "2011-06-01T12:00:00+01:00", "2011-06-01T13:00:00+01:00"


def publishes(shop: Shop, *prices: dict[str, Any], sku: str = "MUG") -> Answer:
    if "MUG" not in shop.service.listings:
        shop.offers("MUG", "3.0600")
    return shop.partner("POST", "/prices/bulk", {"listings": [{"sku": sku, "prices": list(prices)}]})


def price(kind: str, amount: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "price": amount, **more}


def offered(shop: Shop, buyer: str, quantity: int = 1, **more: Any) -> tuple[str, str]:
    body = {"buyer_id": buyer, "sku": "MUG", "quantity": quantity, **more}
    answer = shop.world("POST", "/prices", body)
    return answer["unit_price"], answer["source"]


@pytest.mark.parametrize(
    ("quantity", "right"), [(9, "3.0600"), (10, "2.5000"), (99, "2.5000"), (100, "2.0000")]
)
def test_the_best_tier_that_a_line_reaches_counts(shop: Shop, quantity: int, right: str) -> None:
    publishes(shop, price("tier", "2.5", minQuantity=10), price("tier", "2", minQuantity=100))
    assert offered(shop, shop.buyer(), quantity)[0] == right


def test_an_order_captures_what_is_offered_and_says_what_made_it(shop: Shop) -> None:
    publishes(shop, price("promotion", "2"))
    placed = shop.buys(3)
    publishes(shop)
    [line] = shop.partner("GET", f"/orders/{placed.id}")["lines"]
    assert (line["unitPrice"], line["total"], line["priceSource"]) == ("2.0000", "6.00", "promotion")
    assert "priceSource" not in shop.partner("GET", f"/orders/{shop.buys(3).id}")["lines"][0]


def test_a_price_that_comes_with_the_order_is_not_looked_up(shop: Shop) -> None:
    publishes(shop, price("promotion", "2"))
    line = {"sku": "MUG", "quantity": 1, "tax_rate": "0.20", "unit_price": "2.7500"}
    placed = shop.world("POST", "/orders", {"buyer_id": shop.buyer(), "lines": [line]})
    [held] = shop.service.orders.get(f"main/{placed['id']}").lines
    assert (str(held.unit_price), held.price_source) == ("2.7500", "")


def test_a_price_counts_from_its_first_instant_until_just_before_its_end(shop: Shop) -> None:
    publishes(shop, price("promotion", "2", validFrom=NOON, validUntil=ONE))
    buyer = shop.buyer()
    seen = [offered(shop, buyer)[0]]
    for seconds in (5_399.999_999, 0.000_001, 3_599.999_999, 0.000_001):
        shop.wait(seconds)
        seen.append(offered(shop, buyer)[0])
    assert seen == ["3.0600", "3.0600", "2.0000", "2.0000", "3.0600"]


def test_a_price_in_another_currency_is_none_here(shop: Shop) -> None:
    publishes(shop, price("promotion", "2", currency="EUR"))
    buyer = shop.buyer()
    assert offered(shop, buyer)[1] == "list"
    assert offered(shop, buyer, currency="EUR") == ("2.0000", "promotion")


def test_a_buyer_has_the_prices_of_the_group_that_it_is_in(shop: Shop) -> None:
    publishes(shop, price("group", "2", group="TRADE"), price("group", "1", group="STAFF"))
    buyer = shop.buyer()
    assert offered(shop, buyer)[1] == "list"
    assert shop.partner("POST", f"/buyers/{buyer}/group", {"group": "TRADE"}).status == 200
    assert offered(shop, buyer) == ("2.0000", "group")
    shop.partner("POST", f"/buyers/{buyer}/group", {"group": ""})
    assert offered(shop, buyer)[1] == "list"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (price("contract", "2"), "a contract price names buyerId; here buyerId is ''"),
        (price("group", "2", buyerId="M1", group="G"), "a group price names group; here buyerId is 'M1'"),
        (price("tier", "2", group="G"), "neither buyerId nor group"),
        (price("tier", "2", validFrom=ONE, validUntil=NOON), "ends before it begins"),
        (price("tier", "-2"), "price"),
    ],
)
def test_an_entry_that_could_not_count_is_refused_and_what_was_published_stays(
    shop: Shop, wrong: dict[str, Any], reason: str
) -> None:
    publishes(shop, price("promotion", "2"))
    [result] = publishes(shop, price("tier", "1"), wrong)["results"]
    assert result["status"] == "refused"
    assert reason in result["detail"]
    assert [row["kind"] for row in shop.partner("GET", "/prices/MUG")["prices"]] == ["promotion"]


def test_a_listing_has_to_be_there_before_its_prices(shop: Shop) -> None:
    [result] = publishes(shop, price("tier", "1"), sku="CUP")["results"]
    assert (result["status"], result["detail"]) == ("refused", "there is no listing CUP; offer it first")


def test_published_prices_are_listed_as_they_stand(shop: Shop) -> None:
    publishes(shop, price("contract", "2", buyerId="M1", validFrom=NOON))
    [held] = shop.partner("GET", "/prices")["prices"]
    assert held["prices"] == [
        {"kind": "contract", "price": "2.0000", "minQuantity": 1, "currency": "GBP", "buyerId": "M1",
         "validFrom": "2011-06-01T12:00:00.000+01:00"},
    ]  # fmt: skip


def opens(shop: Shop, store: str, currency: str, tax_mode: str) -> None:
    rates = [{"country": "United Kingdom", "goods": "0.20", "freight": "0.20"}]
    body = {"id": store, "tax_mode": tax_mode, "currency": currency, "rates": rates}
    shop.world("POST", "/stores", body)


def test_a_store_without_tax_offers_the_price_without_and_no_other(shop: Shop) -> None:
    opens(shop, "b2b", "GBP", "exclusive")
    publishes(shop, price("tier", "1.8", minQuantity=10), price("promotion", "2.4", priceWithoutTax="2"))
    assert offered(shop, shop.buyer(), 10, store="b2b") == ("2.0000", "promotion")
    assert offered(shop, shop.buyer(), 10) == ("2.4000", "promotion")


def test_what_is_published_without_a_price_without_tax_is_not_offered_without_tax(shop: Shop) -> None:
    opens(shop, "b2b", "GBP", "exclusive")
    publishes(shop, price("promotion", "2.4"))
    answer = shop.world(
        "POST", "/prices", {"buyer_id": shop.buyer(), "sku": "MUG", "quantity": 3, "store": "b2b"}
    )
    assert answer.status == 422
    assert "none is published in GBP without tax that holds for 3 eaches" in answer["detail"]


def test_an_order_in_a_currency_without_a_price_is_refused(shop: Shop) -> None:
    publishes(shop, price("promotion", "2"))
    line = {"sku": "MUG", "quantity": 1, "tax_rate": "0.20"}
    answer = shop.world("POST", "/orders", {"buyer_id": shop.buyer(), "lines": [line], "currency": "EUR"})
    assert (answer.status, answer["field"]) == (422, "lines[0].unit_price")
    assert "none is published in EUR with tax" in answer["detail"]


def test_a_price_without_tax_is_shown_as_it_was_published(shop: Shop) -> None:
    publishes(shop, price("promotion", "2.4", priceWithoutTax="2"))
    [held] = shop.partner("GET", "/prices/MUG")["prices"]
    assert (held["price"], held["priceWithoutTax"]) == ("2.4000", "2.0000")
