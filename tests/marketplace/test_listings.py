from __future__ import annotations

from typing import Any

import pytest

from tests.marketplace.shop import Shop

OFFER = {"sku": "AB/1", "title": "Mug", "price": "3.06", "active": True}


def offer(shop: Shop, *offers: Any) -> Any:
    return shop.partner("POST", "/listings/bulk", {"listings": list(offers)})


def stock(shop: Shop, *items: Any) -> Any:
    return shop.partner("POST", "/listings/stock", {"stock": list(items)})


def test_a_new_listing_has_no_stock_yet(shop: Shop) -> None:
    answer = offer(shop, OFFER)
    assert (answer.status, answer["results"]) == (200, [{"sku": "AB/1", "status": "ok"}])
    assert shop.partner("GET", "/listings/AB%2F1").body == {
        "sku": "AB/1", "title": "Mug", "price": "3.0600", "quantity": 0, "active": True,
        "updatedAt": "2011-06-01T10:30:00.000+01:00",
    }  # fmt: skip


def test_an_offer_changes_a_listing_and_leaves_its_stock_alone(shop: Shop) -> None:
    offer(shop, OFFER)
    stock(shop, {"sku": "AB/1", "quantity": 7})
    offer(shop, {**OFFER, "title": "Cup", "price": "4", "active": False})

    listing = shop.partner("GET", "/listings/AB%2F1")

    assert (listing["title"], listing["price"], listing["quantity"]) == ("Cup", "4.0000", 7)
    assert listing["active"] is False


def test_the_same_offer_again_makes_no_new_version(shop: Shop) -> None:
    offer(shop, OFFER)
    offer(shop, OFFER)
    assert shop.service.listings.row("AB/1").version == 1


def test_an_item_code_names_one_listing_whatever_its_case_looks_like(shop: Shop) -> None:
    offer(shop, {**OFFER, "sku": "84796a"}, {**OFFER, "sku": "84796A"}, {**OFFER, "sku": "0017"})
    assert shop.service.listings.keys() == ["84796a", "84796A", "0017"]


WRONG_OFFERS = [
    ({**OFFER, "price": 3.06}, "AB/1", "price: expected `str`, got `float`"),
    ({**OFFER, "price": "-1"}, "AB/1", "price: it is '-1'; it takes an amount from 0"),
    ({**OFFER, "colour": "red"}, "AB/1", "colour: object contains unknown field"),
    ({"sku": "AB/1", "price": "1"}, "AB/1", "title: object missing required field"),
    ({**OFFER, "sku": ""}, "", "sku: expected `str` of length >= 1"),
    ({**OFFER, "sku": 17}, None, "sku: expected `str`, got `int`"),
    ([], None, "body: expected `object`, got `array`"),
    ("AB/1", None, "body: expected `object`, got `str`"),
    (None, None, "body: expected `object`, got `null`"),
]


@pytest.mark.parametrize(("wrong", "sku", "detail"), WRONG_OFFERS)
def test_a_wrong_offer_is_refused_alone(shop: Shop, wrong: Any, sku: str | None, detail: str) -> None:
    results = offer(shop, {**OFFER, "sku": "first"}, wrong, {**OFFER, "sku": "last"})["results"]

    assert [result["status"] for result in results] == ["ok", "refused", "ok"]
    assert results[1]["sku"] == sku
    assert results[1]["detail"].startswith(detail)
    assert shop.service.listings.keys() == ["first", "last"]


@pytest.mark.parametrize(
    ("wrong", "detail"),
    [
        ({"sku": "NONE", "quantity": 1}, "there is no listing NONE; offer it first"),
        ({"sku": "AB/1", "quantity": -1}, "quantity: expected `int` >= 0"),
        ({"sku": "AB/1", "quantity": "1"}, "quantity: expected `int`, got `str`"),
        ({"sku": "AB/1", "quantity": 1.5}, "quantity: expected `int`, got `float`"),
        ({"sku": "AB/1", "quantity": True}, "quantity: expected `int`, got `bool`"),
        ({"sku": "AB/1", "quantity": 10_000_001}, "quantity: expected `int` <= 10000000"),
    ],
)
def test_a_wrong_quantity_is_refused_alone(shop: Shop, wrong: Any, detail: str) -> None:
    offer(shop, OFFER, {**OFFER, "sku": "B"})
    results = stock(shop, wrong, {"sku": "B", "quantity": 4})["results"]

    assert results[0]["status"] == "refused"
    assert results[0]["detail"].startswith(detail)
    assert results[1] == {"sku": "B", "status": "ok"}
    assert [listing.quantity for listing in shop.service.listings] == [0, 4]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/listings/bulk", {"listings": [OFFER] * 501}, "listings"),
        ("/listings/bulk", {"listings": OFFER}, "listings"),
        ("/listings/bulk", {}, "listings"),
        ("/listings/stock", {"stock": [{}] * 501}, "stock"),
        ("/listings/stock", {"stock": [], "more": 1}, "more"),
    ],
)
def test_a_bulk_that_is_no_list_of_at_most_500_is_refused_whole(
    shop: Shop, path: str, body: Any, field: str
) -> None:
    answer = shop.partner("POST", path, body)
    assert (answer.status, answer["field"]) == (400, field)
    assert len(shop.service.listings) == 0


def test_a_bulk_takes_500(shop: Shop) -> None:
    offers = [{**OFFER, "sku": f"S{number}"} for number in range(500)]
    assert len(offer(shop, *offers)["results"]) == len(shop.service.listings) == 500


def test_a_hidden_listing_keeps_its_stock_up_to_date_and_sells_nothing(shop: Shop) -> None:
    offer(shop, {**OFFER, "sku": "MUG", "active": False})
    assert stock(shop, {"sku": "MUG", "quantity": 5})["results"][0]["status"] == "ok"
    line = {"sku": "MUG", "quantity": 1, "tax_rate": "0.20"}
    body = {"buyer_id": shop.buyer(), "lines": [line]}

    refused = shop.world("POST", "/orders", body)

    assert (refused.status, refused["field"]) == (422, "lines[0].sku")
    assert shop.service.listings.get("MUG").quantity == 5
