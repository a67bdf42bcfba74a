"""The ERP books and bills a surplus, and closes a rest, as far as a line tolerates it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.erp.company import Answer, Company, goods


def ordered(company: Company, stock: int = 200) -> str:
    if "NAIL" not in company.erp.items:
        company.lists("NAIL", "0.50", stock=stock)
    line = goods(100, "0.50", "NAIL", OverUnits=5, UnderUnits=2)
    return company.orders(line)


def sends(company: Company, order: str, quantity: int) -> Answer:
    body = {"order": order, "lines": [{"line_no": 10, "quantity": quantity}]}
    return company.world("POST", "/deliveries", body)


def reports(company: Company, order: str, quantity: int, closed: int = 0) -> Answer:
    body: dict[str, Any] = {
        "Order": order, "ExternalRef": "WS1", "Lines": [{"LineNo": 10, "Quantity": quantity}],
    }  # fmt: skip
    if closed:
        body["Closed"] = [{"LineNo": 10, "Quantity": closed}]
    return company.partner("POST", "/Deliveries", body)


def stock_of(company: Company) -> tuple[int, int]:
    held = company.erp.stock.get("NAIL@MAIN")
    return held.on_hand, held.committed


@pytest.mark.parametrize(("quantity", "status"), [(105, 201), (106, 422)])
def test_more_than_is_tolerated_is_refused(company: Company, quantity: int, status: int) -> None:
    order, other = ordered(company, 500), ordered(company)
    assert reports(company, order, quantity).status == status
    assert sends(company, other, quantity).status == status


def test_a_surplus_was_never_promised(company: Company) -> None:
    order = ordered(company)
    assert reports(company, order, 104).status == 201
    assert stock_of(company) == (96, 0)


def test_people_take_no_surplus_that_other_orders_want(company: Company) -> None:
    order = ordered(company, stock=103)
    assert sends(company, order, 104).status == 422
    assert sends(company, order, 103).status == 201


def test_people_close_a_rest_that_is_tolerated(company: Company) -> None:
    order = ordered(company)
    assert sends(company, order, 97).status == 201
    assert company.order(order).lines[0].closed == 0
    number = sends(company, order, 1)["number"]
    line = company.order(order).lines[0]
    assert (line.delivered, line.cancelled, line.closed, line.open) == (98, 2, 2, 0)
    assert stock_of(company) == (102, 0)
    assert company.partner("GET", f"/Deliveries/{number}")["Closed"] == [{"LineNo": 10, "Quantity": 2}]


def test_a_reported_rest_is_closed_once_and_not_beyond_the_tolerance(company: Company) -> None:
    order = ordered(company)
    assert reports(company, order, 97, closed=3).status == 422
    assert reports(company, order, 98, closed=2).status == 201
    assert reports(company, order, 98, closed=2).status == 200
    assert reports(company, order, 98).status == 409
    assert company.order(order).lines[0].cancelled == 2


def test_a_surplus_is_billed_at_its_share_of_the_line(company: Company) -> None:
    order = ordered(company)
    delivery = reports(company, order, 104)["Number"]
    invoice = company.partner("POST", "/Invoices", {"Delivery": delivery, "Charges": []})
    assert (invoice["Net"], invoice["Tax"]) == ("52.00", "10.40")
    assert company.order(order).state == "closed"
