"""Bills of components: what a kit is made of, and lines that carry a share of a kit's price."""

from __future__ import annotations

from typing import Any

import pytest

from tests.erp.company import Answer, Company

MUGS = {"item": "MUG", "quantity": 2, "weight": 10}


def enters(company: Company, *components: dict[str, Any], **more: Any) -> Answer:
    row = {"item": "KIT", "description": "a kit", "list_price": "14.00", "components": components, **more}
    return company.world("POST", "/items", {"items": [row]})


def component(quantity: int, price: str, net: str, tax: str, **more: Any) -> dict[str, Any]:
    return {
        "ExternalLine": "1", "Item": "MUG", "Quantity": quantity, "UnitPrice": price, "Net": net,
        "TaxRate": "0.20", "Tax": tax, **more,
    }  # fmt: skip


def test_the_bill_of_a_kit_is_shown_with_the_item(company: Company) -> None:
    company.lists("MUG")
    assert enters(company, MUGS).status == 201
    shown = {row["Item"]: row for row in company.partner("GET", "/Items")["Value"]}["KIT"]
    assert shown["Components"] == [{"Item": "MUG", "Quantity": 2, "Weight": 10}]


def test_an_item_without_a_bill_says_nothing_of_components(company: Company) -> None:
    company.lists("MUG")
    [shown] = company.partner("GET", "/Items").body["Value"]
    assert "Components" not in shown


@pytest.mark.parametrize(
    ("components", "why"),
    [
        ([MUGS, MUGS], "each stands once"),
        ([{**MUGS, "item": "SPOON"}], "component SPOON of kit KIT is no item; enter it first"),
        ([{**MUGS, "weight": 0}], "give one a weight above 0"),
    ],
)
def test_a_bill_that_makes_no_kit_is_refused(
    company: Company, components: list[dict[str, Any]], why: str
) -> None:
    company.lists("MUG")
    refused = enters(company, *components)
    assert (refused.status, refused["field"]) == (422, "items[0].components")
    assert why in refused["detail"]


def test_a_kit_is_no_component_of_another(company: Company) -> None:
    company.lists("MUG")
    assert enters(company, MUGS).status == 201
    refused = enters(company, {**MUGS, "item": "KIT"}, item="BIGGER")
    assert "component KIT of kit BIGGER is a kit itself" in refused["detail"]


def test_a_line_says_which_kit_it_is_a_component_of(company: Company) -> None:
    number = company.orders(component(8, "4.3750", "35.00", "7.00", Kit="KIT"))
    [line] = company.partner("GET", f"/SalesOrders/{number}")["Lines"]
    assert line["Kit"] == "KIT"


def test_the_price_of_a_component_may_be_off_by_a_whole_place(company: Company) -> None:
    # 4444.20 with tax shared by 10,000 eaches is 0.4444 each, 0.3703 without tax; exactly 0.37035.
    far = component(10_000, "0.3703", "3703.90", "740.78")
    refused = company.partner("POST", "/SalesOrders", company.order_body(far))
    assert (refused.status, refused["field"]) == (422, "Lines[0].Net")
    company.orders({**far, "Kit": "KIT"})


def test_a_repeated_order_names_the_same_kit(company: Company) -> None:
    body = company.order_body(component(8, "4.3750", "35.00", "7.00", Kit="KIT"))
    assert company.partner("POST", "/SalesOrders", body).status == 201
    assert company.partner("POST", "/SalesOrders", body).status == 200
    body["Lines"] = [{**body["Lines"][0], "Kit": "OTHER"}]
    assert company.partner("POST", "/SalesOrders", body).status == 409
