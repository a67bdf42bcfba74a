"""Sales orders: captured prices are facts, and every promise comes from the site's stock."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ordergate.simulators.erp.model import Stock
from tests.erp.company import SHIP_TO, Company, freight, goods


def agree(company: Company, quote_id: str, price: str, customer_ref: str = "M000000001") -> str:
    row = {
        "quote_id": quote_id, "customer_ref": customer_ref, "item": "MUG", "unit_price": price,
        "seller": "sue", "approver": "ann", "reason": "volume",
    }  # fmt: skip
    answer = company.world("POST", "/agreements", {"agreements": [row]})
    assert answer.status == 201, answer.body
    return str(answer["numbers"][0])


def test_an_order_is_placed_with_its_captured_amounts(company: Company) -> None:
    body = company.order_body(goods(6), goods(2, "1.2345", "TEE"), Charges=[freight()])
    placed = company.partner("POST", "/SalesOrders", body)
    assert placed.status == 201
    assert placed.body == {
        "Number": "0100000001", "Version": 1, "State": "open", "LineNos": [10, 20],
        "ChargeNos": [1],
    }  # fmt: skip
    assert placed.headers["etag"] == '"1"'
    order = company.order("0100000001")
    assert (order.lines[1].unit_price, order.lines[1].net) == (Decimal("1.2345"), Decimal("2.47"))
    assert (order.charges[0].net, order.ship_to, order.site) == (Decimal(10), SHIP_TO, "MAIN")


def test_the_date_of_an_order_is_the_business_date_unless_it_is_given(company: Company) -> None:
    today = company.orders(goods(1))
    given = company.orders(goods(1), Date="2011-05-31")
    assert [company.order(number).date for number in (today, given)] == ["2011-06-02", "2011-05-31"]


def test_placing_an_order_promises_its_goods_at_its_site(company: Company) -> None:
    company.lists("MUG", stock=10)
    company.orders(goods(6), goods(7))
    company.orders(goods(2), Site="NORTH")
    assert company.stock() == Stock("MUG", "MAIN", on_hand=10, committed=13)
    assert company.stock().available == -3
    assert company.stock(site="NORTH") == Stock("MUG", "NORTH", committed=2)


def test_a_list_price_explains_a_line(company: Company) -> None:
    order = company.orders(goods(1, "2.5500"))
    assert company.line(order).price_source == "list"
    assert company.line(order).agreement == ""


def test_an_agreement_explains_a_line_of_its_quote(company: Company) -> None:
    company.lists()
    number = agree(company, "Q-7", "2.10")
    order = company.orders(goods(1, "2.10", QuoteId="Q-7"))
    assert (company.line(order).price_source, company.line(order).agreement) == (
        "agreement",
        number,
    )


@pytest.mark.parametrize(
    ("quote_id", "price", "customer_ref"),
    [
        (None, "2.10", "M000000001"),
        ("Q-8", "2.10", "M000000001"),
        ("Q-7", "2.11", "M000000001"),
        ("Q-7", "2.10", "M000000002"),
    ],
    ids=["no quote", "another quote", "another price", "granted to another customer"],
)
def test_what_neither_list_nor_agreement_explains_is_captured(
    company: Company, quote_id: str | None, price: str, customer_ref: str
) -> None:
    company.lists()
    agree(company, "Q-7", "2.10", customer_ref)
    order = company.orders(goods(1, price, QuoteId=quote_id))
    line = company.line(order)
    assert (line.price_source, line.agreement) == ("captured", "")
    assert line.unit_price == Decimal(price)


def test_a_quote_that_grants_the_list_price_is_named_all_the_same(company: Company) -> None:
    company.lists()
    number = agree(company, "Q-7", "2.55")
    line = company.line(company.orders(goods(1, QuoteId="Q-7")))
    assert (line.price_source, line.agreement) == ("list", number)


def test_a_new_list_price_leaves_orders_alone(company: Company) -> None:
    order = company.orders(goods(4))
    company.world("PATCH", "/items/MUG", {"list_price": "3.00"})
    assert company.line(order).unit_price == Decimal("2.55")
    assert company.line(order).price_source == "list"


def test_an_item_that_was_blocked_after_the_sale_is_still_booked(company: Company) -> None:
    company.lists()
    assert company.world("PATCH", "/items/MUG", {"state": "blocked"}).status == 200
    assert company.orders(goods(1)) == "0100000001"


@pytest.mark.parametrize(
    ("quantity", "price", "net", "status"),
    [
        (3, "1.10", "3.30", 201),
        (3, "1.10", "3.31", 201),
        (3, "1.10", "3.32", 422),
        (3, "1.10", "3.28", 422),
        (1000, "0.8333", "833.33", 201),
        (1000, "0.8333", "833.37", 422),
        (12, "0.00", "0.00", 201),
    ],
)
def test_a_net_amount_is_what_four_places_of_a_unit_price_can_say(
    company: Company, quantity: int, price: str, net: str, status: int
) -> None:
    body = company.order_body(goods(quantity, price, Net=net, Tax="0.00"))
    answer = company.partner("POST", "/SalesOrders", body)
    assert answer.status == status
    if status != 201:
        assert answer["field"] == "Lines[0].Net"


def test_cancelling_takes_back_what_was_promised(company: Company) -> None:
    order = company.orders(goods(10), goods(4))
    answer = company.cancels(order, 3, 4)
    assert (answer.status, answer["State"], answer["Version"]) == (201, "open", 2)
    assert [line.cancelled for line in company.order(order).lines] == [3, 4]
    assert company.stock().committed == 7


def test_no_more_than_what_is_open_can_be_cancelled(company: Company) -> None:
    order = company.orders(goods(10))
    company.delivers(order, 4)
    lines = [{"LineNo": 10, "Quantity": 4}, {"LineNo": 10, "Quantity": 3}]
    path = f"/SalesOrders/{order}/Cancellations"
    answer = company.partner("POST", path, {"Lines": lines})
    assert (answer.status, answer["field"]) == (422, "Lines[1].Quantity")
    assert "has 6 units open, but 7 were asked for" in answer["detail"]
    assert company.line(order).cancelled == 0


def test_a_cancellation_with_a_reference_counts_once(company: Company) -> None:
    order = company.orders(goods(10))
    assert company.cancels(order, 3, ExternalRef="MC-1").status == 201
    again = company.cancels(order, 3, ExternalRef="MC-1")
    assert (again.status, again["Already"], again["Version"]) == (200, True, 2)
    assert company.cancels(order, 4, ExternalRef="MC-1").status == 409
    other = company.orders(goods(10))
    assert company.cancels(other, 3, ExternalRef="MC-1").status == 409
    assert (company.line(order).cancelled, company.line(other).cancelled) == (3, 0)


def test_a_cancellation_can_be_bound_to_the_version_that_was_seen(company: Company) -> None:
    order = company.orders(goods(10))
    company.delivers(order, 4)
    path, body = f"/SalesOrders/{order}/Cancellations", {"Lines": [{"LineNo": 10, "Quantity": 6}]}
    stale = company.partner("POST", path, body, headers={"if-match": '"1"'})
    assert (stale.status, company.line(order).cancelled) == (412, 0)
    assert company.partner("POST", path, body, headers={"if-match": '"2"'}).status == 201


def test_lines_that_nothing_happened_to_stay_the_same_objects(company: Company) -> None:
    order = company.orders(goods(1), goods(1), goods(1))
    before = company.order(order).lines
    company.delivers(order, 0, 1)
    after = company.order(order).lines
    assert [now is then for now, then in zip(after, before, strict=True)] == [True, False, True]
