from __future__ import annotations

import re
from decimal import Decimal

import pytest

from ordergate.simulators.marketplace.model import OrderState
from tests.marketplace.shop import ADDRESS, Shop

QUOTE = {"id": "Q-1", "seller": "sue", "approver": "amy", "reason": "volume"}
FREIGHT = {"kind": "freight", "code": "POST", "text": "Postage", "total": "6.0060",
           "tax_rate": "0.20", "reference": "r9"}  # fmt: skip


def test_an_order_is_told_to_the_connector_in_the_wire_form(shop: Shop) -> None:
    shop.offers("RED")
    line = {"sku": "RED", "quantity": 6, "unit_price": "3.0599", "total": "18.36",
            "tax_rate": "0.2", "reference": "r1", "quote": QUOTE}  # fmt: skip
    body = {"buyer_id": shop.buyer(), "store": "north", "reference": "po 7", "currency": "EUR",
            "ship_to": {**ADDRESS, "city": "York"}, "lines": [line],
            "charges": [FREIGHT]}  # fmt: skip
    placed = shop.world("POST", "/orders", body)

    read = shop.partner("GET", f"/orders/{placed['id']}")

    assert (placed.status, read.status) == (201, 200)
    assert read.body == {
        "id": placed["id"],
        "store": "north",
        "buyerId": body["buyer_id"],
        "placedAt": "2011-06-01T10:30:00.000+01:00",
        "updatedAt": "2011-06-01T10:30:00.000+01:00",
        "currency": "EUR",
        "reference": "po 7",
        "shipTo": {**ADDRESS, "city": "York"},
        "status": "unshipped",
        "paymentId": placed["payment_id"],
        "total": "24.366",
        "lines": [
            {"id": placed["line_ids"][0], "sku": "RED", "quantity": 6, "unitPrice": "3.0599",
             "total": "18.36", "taxRate": "0.20", "reference": "r1", "quote": QUOTE,
             "shipped": 0, "cancelled": 0, "returned": 0}
        ],
        "charges": [
            {"id": "MF-1", "kind": "freight", "code": "POST", "text": "Postage",
             "total": "6.006", "taxRate": "0.20", "reference": "r9"}
        ],
    }  # fmt: skip
    assert shop.world("GET", f"/orders/{placed['id']}").body == read.body


def test_what_a_buyer_leaves_out_comes_from_the_listing_and_the_account(shop: Shop) -> None:
    shop.offers("RED", price="1.0050")
    body = {"buyer_id": shop.buyer(), "lines": [{"sku": "RED", "quantity": 1, "tax_rate": "0"}]}
    placed = shop.world("POST", "/orders", body)

    order = shop.partner("GET", f"/orders/{placed['id']}")

    assert (order["store"], order["currency"], order["reference"]) == ("main", "GBP", "")
    assert order["shipTo"] == ADDRESS
    assert order["lines"][0]["unitPrice"] == "1.0050"
    assert order["lines"][0]["total"] == "1.01"
    assert "quote" not in order["lines"][0]


def test_winter_times_have_the_winter_offset(shop: Shop) -> None:
    shop.wait(200 * 24 * 3600)
    order = shop.buys(1)
    placed_at = shop.partner("GET", f"/orders/{order.id}")["placedAt"]
    assert placed_at == "2011-12-18T09:30:00.000+00:00"


def test_the_payment_of_a_new_order_is_authorised_and_nothing_more(shop: Shop) -> None:
    discount = {**FREIGHT, "kind": "charge", "code": "D", "total": "-1.00"}
    order = shop.buys(2, charges=[FREIGHT, discount])

    payment = shop.partner("GET", f"/payments/{order.payment_id}")

    assert payment.body == {
        "id": order.payment_id, "orderId": order.id, "store": "main", "currency": "GBP",
        "authorised": "11.126",
        "captured": "0.00", "voided": "0.00", "refunded": "0.00",
        "captures": [], "refunds": [], "voids": [],
    }  # fmt: skip


def test_an_order_takes_published_stock_and_never_below_nothing(shop: Shop) -> None:
    shop.offers("MUG", quantity=10)
    shop.buys(3, 4)
    assert shop.service.listings.get("MUG").quantity == 3
    shop.buys(5)
    assert shop.service.listings.get("MUG").quantity == 0


def test_charges_alone_make_an_order_that_has_nothing_to_ship(shop: Shop) -> None:
    order = shop.buys(charges=[FREIGHT])
    assert shop.order(order).state is OrderState.UNSHIPPED
    assert shop.payment(order).authorised == Decimal("6.006")


def test_numbers_have_their_forms_and_never_come_twice(shop: Shop) -> None:
    orders = [shop.buys(1, 1, store=f"store {number % 3}") for number in range(60)]

    assert all(re.fullmatch(r"408-\d{7}-\d{7}", order.id) for order in orders)
    assert len({order.id[:11] for order in orders}) == 60
    line_ids = [line_id for order in orders for line_id in order.line_ids]
    assert all(re.fullmatch(r"\d{14}", line_id) for line_id in line_ids)
    assert len(set(line_ids)) == 120
    assert all(re.fullmatch(r"pay_[0-9a-f]{16}", order.payment_id) for order in orders)
    buyer_ids = shop.service.buyers.keys()
    assert all(re.fullmatch(r"M\d{9}", str(buyer_id)) for buyer_id in buyer_ids)


@pytest.mark.parametrize("apart", [1_000_000, 2_000_000, 5_000_000])
def test_ten_million_orders_have_different_numbers(shop: Shop, apart: int) -> None:
    numbers, counts = shop.service.numbers, shop.system.context.ids.counts
    first = numbers.order("main")
    counts["order"] = apart
    assert numbers.order("main")[:11] != first[:11]


def test_the_store_is_mixed_into_the_number(shop: Shop) -> None:
    numbers, counts = shop.service.numbers, shop.system.context.ids.counts
    first = numbers.order("main")
    counts["order"] = 0
    second = numbers.order("north")
    assert first[:11] == second[:11]
    assert first[12:] != second[12:]


def test_an_order_may_cost_nothing(shop: Shop) -> None:
    free = {**FREIGHT, "total": "-0.00"}
    order = shop.buys(2, charges=[{**FREIGHT, "total": "-6.12"}, free])
    read = shop.partner("GET", f"/orders/{order.id}")
    assert (read["total"], read["charges"][1]["total"]) == ("0.00", "0.00")
    assert shop.payment(order).authorised == 0


def test_numbers_are_decided_by_the_seed(shop: Shop) -> None:
    twin, other = Shop(), Shop(seed=1)
    assert shop.buys(1) == twin.buys(1)
    assert shop.service.orders.keys() != [other.buys(1).id]
    assert twin.documents() == shop.documents()
    twin.close()
    other.close()


@pytest.mark.parametrize(
    ("quantities", "status"),
    [((1, 0), "partially_shipped"), ((5, 0), "partially_shipped"), ((5, 3), "shipped")],
)
def test_a_shipment_moves_its_lines_and_the_order(
    shop: Shop, quantities: tuple[int, int], status: str
) -> None:
    order = shop.buys(5, 3)
    shop.wait(60)

    answer = shop.ships(order, *quantities)

    assert (answer.status, answer.body) == (201, {"id": "MS-1"})
    read = shop.partner("GET", f"/orders/{order.id}")
    assert read["status"] == status
    assert tuple(line["shipped"] for line in read["lines"]) == quantities
    assert read["updatedAt"] == "2011-06-01T10:31:00.000+01:00"


def test_shipments_of_an_order_are_listed_as_they_were_told(shop: Shop) -> None:
    order = shop.buys(5, 3)
    shop.ships(order, 2, 0, reference="WS1")
    shop.ships(order, 1, 3, reference="WS2")

    listed = shop.partner("GET", f"/orders/{order.id}/shipments")

    first, second = order.line_ids
    common = {"carrier": "Parcel Post", "tracking": "WT1",
              "shippedAt": "2011-06-01T10:00:00.000+01:00"}  # fmt: skip
    assert listed.body == {
        "shipments": [
            {"id": "MS-1", "reference": "WS1", **common,
             "lines": [{"lineId": first, "quantity": 2}]},
            {"id": "MS-2", "reference": "WS2", **common,
             "lines": [{"lineId": first, "quantity": 1}, {"lineId": second, "quantity": 3}]},
        ]
    }  # fmt: skip
    assert shop.partner("GET", "/orders/408-0000000-0000000/shipments").status == 404


def test_lines_that_did_not_ship_stay_the_same_objects(shop: Shop) -> None:
    order = shop.buys(5, 3)
    untouched = shop.order(order).lines[1]
    shop.ships(order, 1)
    assert shop.order(order).lines[1] is untouched


def test_units_of_one_line_in_two_parcels_count_together(shop: Shop) -> None:
    order = shop.buys(5)
    line = {"lineId": order.line_ids[0], "quantity": 3}
    shipment = {"reference": "WS1", "carrier": "", "tracking": "",
                "shippedAt": "2011-06-01T09:00:00Z", "lines": [line, line]}  # fmt: skip

    refused = shop.partner("POST", f"/orders/{order.id}/shipments", shipment)
    assert (refused.status, refused["field"]) == (422, "lines[1].quantity")

    shipment["lines"] = [line, {**line, "quantity": 2}]
    assert shop.partner("POST", f"/orders/{order.id}/shipments", shipment).status == 201
    assert shop.order(order).state is OrderState.SHIPPED


def test_a_shipment_told_again_is_known_and_a_different_one_clashes(shop: Shop) -> None:
    order = shop.buys(5)
    shop.ships(order, 5)
    before = shop.documents()

    again = shop.ships(order, 5)
    other = shop.ships(order, 4)

    assert (again.status, again.body) == (200, {"id": "MS-1", "already": True})
    assert (other.status, other["field"]) == (409, "reference")
    assert shop.documents() == before


def test_two_orders_may_have_shipments_of_one_reference(shop: Shop) -> None:
    assert shop.ships(shop.buys(1), 1).status == 201
    assert shop.ships(shop.buys(1), 1).status == 201
