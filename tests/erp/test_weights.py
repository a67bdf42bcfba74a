"""Items in pieces are priced by the kilogram, and billed and credited by what they weigh."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ordergate.simulators.erp.model import PriceSource
from tests.erp.company import Answer, Company

KILOGRAM = {"code": "KG", "numerator": 5, "denominator": 6}


def enters(company: Company, **more: Any) -> Answer:
    row = {
        "item": "CHEESE", "description": "a wheel", "list_price": "12.95", "units": [KILOGRAM],
        "price_unit": "KG", "weight_g": 1200, "weight_tolerance_bp": 500, **more,
    }  # fmt: skip
    return company.world("POST", "/items", {"items": [row]})


def ordered(company: Company) -> str:
    assert enters(company).status == 201
    stock = {"kind": "receipt", "site": "MAIN", "lines": [{"item": "CHEESE", "quantity": 30}]}
    assert company.world("POST", "/stock-movements", stock).status == 201
    line = {
        "ExternalLine": "1", "Item": "CHEESE", "Quantity": 10, "PriceUnit": "KG", "UnitPrice": "12.95",
        "Net": "155.40", "TaxRate": "0.20", "Tax": "31.08",
    }  # fmt: skip
    return company.orders(line)


def sends(company: Company, order: str, quantity: int, weight_g: int) -> Answer:
    line = {"line_no": 10, "quantity": quantity, "weight_g": weight_g}
    return company.world("POST", "/deliveries", {"order": order, "lines": [line]})


def billed(company: Company, order: str, quantity: int, weight_g: int) -> Answer:
    number = sends(company, order, quantity, weight_g)["number"]
    return company.partner("POST", "/Invoices", {"Delivery": number, "Charges": []})


def credited(company: Company, order: str, quantity: int) -> Answer:
    lines = [{"LineNo": 10, "Quantity": quantity}]
    body = {"ExternalRef": company.reference("MR"), "Order": order, "Reason": "", "Lines": lines}
    return company.partner("POST", "/CreditMemos", body)


def test_the_list_price_of_a_kilogram_explains_the_line(company: Company) -> None:
    line = company.order(ordered(company)).lines[0]
    assert (line.price_source, line.price_unit, line.weight_g) == (PriceSource.LIST, "KG", 1200)


@pytest.mark.parametrize(
    "wrong",
    [{"price_unit": "EA"}, {"weight_g": 1000}, {"over_bp": 500}, {"weight_g": 0}, {"sales_unit": "KG"}],
)
def test_an_item_whose_weight_contradicts_its_units_is_refused(
    company: Company, wrong: dict[str, Any]
) -> None:
    assert enters(company, **wrong).status == 422


def test_each_invoice_bills_its_kilograms_and_together_what_was_weighed(company: Company) -> None:
    order = ordered(company)
    first, second = billed(company, order, 4, 4733), billed(company, order, 6, 7137)
    assert (first["Net"], second["Net"]) == ("61.29", "92.43")
    shown = company.partner("GET", f"/Invoices/{second['Number']}")["Lines"][0]
    assert (shown["PriceQuantity"], shown["PriceUnit"], shown["WeightG"]) == ("7137/1000", "KG", 7137)
    assert Decimal("155.40") * 11870 / 12000 == Decimal("153.7165")


@pytest.mark.parametrize("weight_g", [0, 11399, 12601])
def test_what_people_weigh_is_believed_within_the_tolerance(company: Company, weight_g: int) -> None:
    order = ordered(company)
    assert sends(company, order, 10, weight_g).status == 422


def test_credits_are_at_the_average_and_the_last_one_closes_the_line(company: Company) -> None:
    order = ordered(company)
    invoice = billed(company, order, 3, 3671)
    nets = [Decimal(credited(company, order, count)["Net"]) for count in (1, 1, 1)]
    assert nets == [Decimal("15.85"), Decimal("15.84"), Decimal("15.85")]
    assert sum(nets) == Decimal(invoice["Net"])


def test_what_came_back_before_the_rest_was_billed_is_not_credited_twice(company: Company) -> None:
    order = ordered(company)
    one = billed(company, order, 4, 4733)
    early = credited(company, order, 1)
    two = billed(company, order, 6, 7137)
    late = credited(company, order, 9)
    assert Decimal(early["Net"]) + Decimal(late["Net"]) == Decimal(one["Net"]) + Decimal(two["Net"])
