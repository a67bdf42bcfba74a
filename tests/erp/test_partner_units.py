"""Partners have names of their own for units: master data maps them, documents repeat them exactly."""

from __future__ import annotations

from typing import Any

import pytest

from tests.erp.company import Company, goods


def enters(company: Company, *names: tuple[str, str]) -> Any:
    row = {
        "item": "MUG", "description": "a mug", "list_price": "2.00",
        "units": [{"code": "CS", "numerator": 12}],
        "partner_units": [{"name": name, "unit": unit} for name, unit in names],
    }  # fmt: skip
    return company.world("POST", "/items", {"items": [row]})


def in_boxes(company: Company, quantity: int, stated: int | str, unit: str = "BX12") -> Any:
    line = goods(quantity, "2.00", PartnerUnit=unit, PartnerQuantity=stated)
    return company.partner("POST", "/SalesOrders", company.order_body(line))


def test_order_and_invoice_say_the_quantity_in_the_partners_unit(company: Company) -> None:
    enters(company, ("BX12", "CS"))
    order = str(in_boxes(company, 60, 5)["Number"])
    invoice = company.delivers_and_bills(order, 57)["Number"]
    held = company.partner("GET", f"/SalesOrders/{order}")["Lines"][0]
    billed = company.partner("GET", f"/Invoices/{invoice}")["Lines"][0]
    assert (held["PartnerUnit"], held["PartnerQuantity"], held["PartnerSize"]) == ("BX12", "5", "12")
    assert (billed["PartnerUnit"], billed["PartnerQuantity"], billed["Quantity"]) == ("BX12", "19/4", 57)


@pytest.mark.parametrize("stated", ["1/12", "0.5", "59/12"])
def test_a_quantity_that_is_not_the_same_is_refused(company: Company, stated: str) -> None:
    enters(company, ("BX12", "CS"))
    answer = in_boxes(company, 60, stated)
    assert (answer.status, answer["field"]) == (422, "Lines[0].PartnerQuantity")


@pytest.mark.parametrize(("unit", "known"), [("OUTER", "BX12"), ("CS", "BX12")])
def test_a_partner_unit_that_master_data_does_not_know_is_refused(
    company: Company, unit: str, known: str
) -> None:
    enters(company, ("BX12", "CS"))
    answer = in_boxes(company, 60, 5, unit)
    assert (answer.status, answer["field"]) == (422, "Lines[0].PartnerUnit")
    assert answer["detail"] == f"item MUG has no partner unit {unit}; it has: {known}"


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ([("BX12", "PL")], "item MUG has no unit PL for partners to call BX12"),
        ([("BX12", "CS"), ("BX12", "EA")], "BX12 would be two units of item MUG"),
        ([("CS", "EA")], "CS would be two units of item MUG"),
    ],
)
def test_a_name_stands_for_one_unit_of_the_item(
    company: Company, names: list[tuple[str, str]], reason: str
) -> None:
    answer = enters(company, *names)
    assert (answer.status, answer["field"]) == (422, "items[0].partner_units")
    assert reason in answer["detail"]


def test_an_item_without_such_names_is_told_as_before(company: Company) -> None:
    enters(company)
    order = company.orders(goods(1, "2.00"))
    assert "PartnerUnits" not in company.partner("GET", "/Items/MUG").body
    assert not {"PartnerUnit", "PartnerQuantity", "PartnerSize"} & set(
        company.partner("GET", f"/SalesOrders/{order}")["Lines"][0]
    )
