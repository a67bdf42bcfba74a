"""Buyers may order in a unit of their own; what the seller says of it is kept beside the eaches."""

from __future__ import annotations

from typing import Any

import pytest

from tests.marketplace.shop import Answer, Placed, Shop, parcel


def offers(shop: Shop, *units: tuple[str, int | str], **more: Any) -> Any:
    offer = {
        "sku": "MUG", "title": "a mug", "price": "2.4000", "active": True,
        "partnerUnits": [{"name": name, "size": size} for name, size in units], **more,
    }  # fmt: skip
    [told] = shop.partner("POST", "/listings/bulk", {"listings": [offer]})["results"]
    return told


def orders(shop: Shop, quantity: int, unit: str) -> Answer:
    line = {"sku": "MUG", "quantity": quantity, "tax_rate": "0.20", "unit": unit}
    return shop.world("POST", "/orders", {"buyer_id": shop.buyer(), "lines": [line]})


def placed(shop: Shop, quantity: int, unit: str) -> Placed:
    answer = orders(shop, quantity, unit)
    assert answer.status == 201, answer.body
    return Placed(answer["id"], answer["payment_id"], answer["line_ids"])


def test_a_line_holds_eaches_and_the_buyers_own_quantity(shop: Shop) -> None:
    offers(shop, ("BX12", 12))
    order = placed(shop, 5, "BX12")
    line = shop.partner("GET", f"/orders/{order.id}")["lines"][0]
    told = [line[name] for name in ("quantity", "partnerUnit", "partnerSize", "partnerQuantity", "total")]
    assert told == [60, "BX12", "12", "5", "144.00"]
    assert shop.partner("GET", "/listings/MUG")["partnerUnits"] == [{"name": "BX12", "size": "12"}]


def test_terms_and_prices_stay_those_of_the_unit_that_it_is_sold_by(shop: Shop) -> None:
    offers(shop, ("HALF", 6), unit="CS", unitSize=12, minimum=2)
    assert "the minimum is 2 CS" in orders(shop, 2, "HALF")["detail"]
    line = shop.order(placed(shop, 4, "HALF")).lines[0]
    assert (line.quantity, str(line.total), line.partner_quantity, line.unit) == (24, "4.80", "4", "CS")


@pytest.mark.parametrize(
    ("quantity", "unit", "field", "reason"),
    [
        (1, "OUTER", "lines[0].unit", "MUG is not sold by the OUTER; it is by: CS, HALF"),
        (3, "HALF", "lines[0].quantity", "3 HALF of MUG are 18 EA, which is no whole number of CS of 12 EA"),
    ],
)
def test_what_cannot_be_ordered_is_refused(
    shop: Shop, quantity: int, unit: str, field: str, reason: str
) -> None:
    offers(shop, ("HALF", 6), unit="CS", unitSize=12)
    answer = orders(shop, quantity, unit)
    assert (answer.status, answer["field"], answer["detail"]) == (422, field, reason)


def test_a_shipment_says_the_buyers_quantity_exactly_and_once(shop: Shop) -> None:
    offers(shop, ("BX12", 12))
    order = placed(shop, 5, "BX12")
    body = parcel(order, [57])
    body["lines"][0] |= {"partnerUnit": "BX12", "partnerQuantity": "4.75"}
    for status in (201, 200):
        assert shop.partner("POST", f"/orders/{order.id}/shipments", body).status == status
    [shipment] = shop.partner("GET", f"/orders/{order.id}/shipments")["shipments"]
    assert shipment["lines"][0]["partnerQuantity"] == "19/4"
    body["lines"][0]["partnerQuantity"] = 5
    assert shop.partner("POST", f"/orders/{order.id}/shipments", body).status == 409


def test_a_unit_without_its_quantity_is_refused(shop: Shop) -> None:
    order = shop.buys(5)
    body = parcel(order, [5])
    body["lines"][0]["partnerUnit"] = "BX12"
    answer = shop.partner("POST", f"/orders/{order.id}/shipments", body)
    assert (answer.status, answer["field"]) == (400, "lines[0].partnerUnit")


@pytest.mark.parametrize(
    "units", [[("BX12", 12), ("BX12", 6)], [("EA", 12)], [("BX12", "0.0")], [("BX12", "12,5")]]
)
def test_a_name_stands_for_one_size(shop: Shop, units: list[tuple[str, int | str]]) -> None:
    assert offers(shop, *units)["status"] == "refused"
