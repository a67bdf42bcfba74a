"""The ERP allows substitutes, books those that shipped, and prices them by its policy."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.erp.company import Answer, Company, goods


@pytest.fixture
def order(company: Company) -> str:
    """5 packs at 10.00; for one 2 halves may ship, which are listed at 4.50 and of which there are 9."""
    company.lists("PACK", "10.00", stock=5)
    company.lists("HALF", "4.50", stock=9)
    assert allows(company, "PACK", "HALF", "2").status == 200
    return company.orders(goods(5, "10.00", "PACK", Substitutable=True))


def allows(company: Company, item: str, substitute: str, ratio: str) -> Answer:
    return company.world("POST", "/substitutes", {"item": item, "substitute": substitute, "ratio": ratio})


def instead(quantity: int, shipped: int, item: str = "HALF") -> dict[str, Any]:
    return {"Substitutes": [{"LineNo": 10, "Quantity": quantity, "Item": item, "ShippedQuantity": shipped}]}


def by_the_lower_price(company: Company) -> None:
    company.system.context.policies = {"erp.substitute_price": "lower"}


def stock(company: Company, item: str) -> tuple[int, int]:
    held = company.erp.stock.get(f"{item}@MAIN")
    return held.on_hand, held.committed


def test_a_delivery_takes_what_left_and_gives_free_what_was_promised(company: Company, order: str) -> None:
    assert company.delivers(order, 4, **instead(3, 6)).status == 201
    assert stock(company, "PACK") == (4, 1)
    assert stock(company, "HALF") == (3, 0)
    line = company.erp.orders.get(order).lines[0]
    assert (line.item, line.delivered, line.open) == ("PACK", 4, 1)


def test_an_invoice_names_what_shipped_at_the_price_agreed(company: Company, order: str) -> None:
    billed = company.bills(company.delivers(order, 5, **instead(3, 6))["Number"])
    assert (billed["Total"], "Reduction" in billed.body) == ("60.00", False)
    shown = company.partner("GET", f"/Invoices/{billed['Number']}")
    assert shown["Lines"][0]["Quantity"] == 5
    assert shown["Substitutes"] == [
        {"LineNo": 10, "Quantity": 3, "Item": "HALF", "ShippedQuantity": 6, "ListNet": "27.00",
         "Net": "0", "Tax": "0", "Text": ""}
    ]  # fmt: skip


def test_the_lower_price_is_billed_where_it_is_the_policy(company: Company, order: str) -> None:
    by_the_lower_price(company)
    billed = company.bills(company.delivers(order, 5, **instead(3, 6))["Number"])
    assert (billed["Net"], billed["Total"], billed["Reduction"]) == ("47.00", "56.40", "3.60")
    invoice = company.erp.invoices.get(billed["Number"])
    assert invoice.substitutes[0].text == "the substitute's list price is lower than the price agreed"
    assert sum(line.net for line in invoice.lines) == Decimal("50.00")


def test_a_dearer_substitute_costs_what_was_agreed(company: Company, order: str) -> None:
    by_the_lower_price(company)
    company.world("PATCH", "/items/HALF", {"list_price": "5.01"})
    assert company.bills(company.delivers(order, 1, **instead(1, 2))["Number"])["Total"] == "12.00"


def test_the_list_price_is_that_of_the_day_it_left(company: Company, order: str) -> None:
    by_the_lower_price(company)
    delivery = company.delivers(order, 1, **instead(1, 2))["Number"]
    company.world("PATCH", "/items/HALF", {"list_price": "1.00"})
    assert company.bills(delivery)["Net"] == "9.00"


def test_credit_for_what_came_back_is_what_was_billed_for_it(company: Company, order: str) -> None:
    by_the_lower_price(company)
    company.bills(company.delivers(order, 5, **instead(3, 6))["Number"])
    totals = []
    for number in range(3):
        line = {"LineNo": 10, "Quantity": 1, "ShippedItem": "HALF"}
        body = {"ExternalRef": f"MR-{number}", "Order": order, "Lines": [line]}
        totals.append(company.partner("POST", "/CreditMemos", body)["Total"])
        assert company.partner("POST", "/CreditMemos", body)["Already"]
    assert totals == ["10.80", "10.80", "10.80"]
    body = {"ExternalRef": "MR-9", "Order": order, "Lines": [{**line, "Quantity": 1}]}
    refused = company.partner("POST", "/CreditMemos", body)
    assert "0 units of line 10 were billed as HALF and not credited" in refused["detail"]


def test_a_line_does_not_come_back_as_two_items(company: Company, order: str) -> None:
    company.delivers(order, 5, **instead(3, 6))
    answer = company.announces(order, 4, **instead(3, 6))
    assert (answer.status, answer["field"]) == (422, "Substitutes[0].Quantity")


def test_the_item_that_had_shipped_comes_back(company: Company, order: str) -> None:
    company.delivers(order, 5, **instead(3, 6))
    announced = company.announces(order, 2, **instead(2, 4))
    lines = [{"LineNo": 10, "Sellable": 1, "Damaged": 1}]
    path = f"/Returns/{announced['Number']}/Receipts"
    assert company.partner("POST", path, {"Lines": lines}).status == 201
    assert company.erp.stock.get("HALF@MAIN").blocked == 2
    assert stock(company, "HALF") == (7, 0)
    assert company.erp.orders.get(order).lines[0].returned == 2


@pytest.mark.parametrize(
    ("more", "field", "detail"),
    [
        (instead(1, 2, "MUG"), "Item", "MUG may not ship in place of PACK; its substitutes are: HALF"),
        (instead(1, 3), "ShippedQuantity", "2 units of HALF stand for 1 of PACK, not 3"),
        (instead(3, 6), "Quantity", "1 units of line 10"),
    ],
)
def test_what_does_not_fit_is_refused(
    company: Company, order: str, more: dict[str, Any], field: str, detail: str
) -> None:
    before = company.documents()
    answer = company.delivers(order, 2, **more)
    assert (answer.status, answer["field"]) == (422, f"Substitutes[0].{field}")
    assert detail in answer["detail"]
    assert company.documents() == before


def test_a_line_without_substitutes_takes_none(company: Company, order: str) -> None:
    plain = company.orders(goods(1, "10.00", "PACK"))
    assert "takes no substitutes" in company.delivers(plain, 1, **instead(1, 2))["detail"]


def test_a_repeated_delivery_is_the_same_only_with_the_same_substitutes(company: Company, order: str) -> None:
    first = company.delivers(order, 1, ExternalRef="WS-7", **instead(1, 2))
    again = company.delivers(order, 1, ExternalRef="WS-7", **instead(1, 2))
    assert (again.status, again["Number"]) == (200, first["Number"])
    assert company.delivers(order, 1, ExternalRef="WS-7").status == 409


def test_people_send_only_what_is_there(company: Company, order: str) -> None:
    row = {"line_no": 10, "quantity": 5}
    body = {"order": order, "lines": [row], "instead": [{**row, "item": "HALF"}]}
    assert "9 units of HALF" in company.world("POST", "/deliveries", body)["detail"]
    row = {"line_no": 10, "quantity": 4}
    body = {"order": order, "lines": [row], "instead": [{**row, "item": "HALF"}]}
    assert company.world("POST", "/deliveries", body).status == 201
    assert stock(company, "HALF") == (1, 0)


def test_a_ratio_stands_for_good(company: Company, order: str) -> None:
    assert allows(company, "PACK", "HALF", "4/2").status == 200
    assert allows(company, "PACK", "HALF", "3").status == 409
    assert allows(company, "PACK", "PACK", "1").status == 422
    assert allows(company, "PACK", "CUP", "1").status == 404
    shown = company.partner("GET", "/Items/PACK")["Substitutes"]
    assert shown == [{"Sku": "HALF", "Ratio": "2"}]


def test_a_substitute_costs_its_list_price_to_the_penny_wherever_it_stands_in_the_line(
    company: Company,
) -> None:
    by_the_lower_price(company)
    company.lists("PEN", "0.1429", stock=9)
    company.lists("CHALK", "0.01", stock=9)
    allows(company, "PEN", "CHALK", "1")
    order = company.orders(goods(7, "0.1429", "PEN", Substitutable=True))
    nets = []
    for number in range(1, 8):
        more = instead(1, 1, "CHALK") if number % 2 == 0 else {}
        nets.append(company.bills(company.delivers(order, 1, **more)["Number"])["Net"])
    assert nets == ["0.14", "0.01", "0.14", "0.01", "0.14", "0.01", "0.14"]
