"""Items in cases and pallets: what is ordered in a unit is promised, sent and billed in exact eaches."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ordergate.simulators.erp.model import PriceSource
from tests.erp.company import Company, units
from tests.golden_units import AMBIGUOUS

UNITS = [
    {"code": "CS", "numerator": 12},
    {"code": "DZ", "numerator": 12},
    {"code": "BOX12", "numerator": 12},
    {"code": "P96", "numerator": 96},
    {"code": "PL", "numerator": 480, "divisible": False},
    {"code": "THIRD", "numerator": 1, "denominator": 3},
]


def lists(company: Company, price: str = "12.00", **more: Any) -> str:
    row = {"item": "MUG", "description": "a mug", "list_price": price, "units": UNITS, **more}
    answer = company.world("POST", "/items", {"items": [row]})
    assert answer.status == 201, answer.body
    stock = {"kind": "receipt", "site": "MAIN", "lines": [{"item": "MUG", "quantity": 1000}]}
    assert company.world("POST", "/stock-movements", stock).status == 201
    return "MUG"


def line(quantity: int | str, unit: str, net: str, *, price: str = "12.00", **more: Any) -> dict[str, Any]:
    tax = str((Decimal(net) / 5).quantize(Decimal("0.01")))
    return {
        "ExternalLine": "1", "Item": "MUG", "Quantity": quantity, "Unit": unit, "UnitPrice": price,
        "Net": net, "TaxRate": "0.20", "Tax": tax, **more,
    }  # fmt: skip


def refused(company: Company, *lines: dict[str, Any]) -> tuple[str, str]:
    answer = company.partner("POST", "/SalesOrders", company.order_body(*lines))
    assert answer.status in (400, 422), answer.body
    return answer["field"], answer["detail"]


@pytest.mark.parametrize(
    ("quantity", "unit", "net", "base"),
    [
        pytest.param(5, "BOX12", "60.00", 60, id="5 x BOX12 is 60, not 61: odoo#5667"),
        pytest.param(1, "EA", "12.00", 1, id="1 EA of an item in dozens is 1, not 0.96: odoo#83876"),
        pytest.param("1/12", "DZ", "1.00", 1, id="a twelfth of a dozen is 1, not 0.08: odoo#83876"),
        pytest.param("35/12", "DZ", "35.00", 35, id="3 x 12 less one is 35/12, not 2.92: odoo#258024"),
        pytest.param("1.5", "P96", "18.00", 144, id="144 of 96 is 1.5, not 2: odoo#85291"),
        pytest.param("4.20", "PL", "50.40", None, id="4.20 pallets: indivisible"),
    ],
)
def test_a_quantity_in_a_unit_is_exact_eaches(
    company: Company, quantity: int | str, unit: str, net: str, base: int | None
) -> None:
    lists(company)
    if base is None:
        field, detail = refused(company, line(quantity, unit, net))
        assert (field, "21/5 PL cannot be ordered" in detail) == ("Lines[0].Quantity", True)
        return
    number = company.orders(line(quantity, unit, net))
    assert company.line(number).quantity == base
    assert company.stock().committed == base


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_a_comma_is_refused_and_not_read_as_thousands(company: Company, text: str) -> None:
    lists(company)
    field, _ = refused(company, line(text, "CS", "50.40"))
    assert field == "Lines[0].Quantity"


def test_a_dozen_of_120_leaves_108_to_deliver(company: Company) -> None:
    lists(company)
    number = company.orders(line(10, "DZ", "120.00"))
    company.delivers_and_bills(number, 12)
    shown = company.partner("GET", f"/SalesOrders/{number}")["Lines"][0]
    assert (shown["Quantity"], shown["Unit"], shown["BaseQuantity"], shown["Open"]) == (10, "DZ", 120, 108)


def test_two_receipts_of_2_x_96_are_billed_as_three_halves_and_one_half(company: Company) -> None:
    lists(company)
    number = company.orders(line(2, "P96", "24.00"))
    bills = [company.delivers_and_bills(number, count)["Number"] for count in (144, 48)]
    lines = [company.partner("GET", f"/Invoices/{bill}")["Lines"][0] for bill in bills]
    assert [(one["PriceQuantity"], one["Net"]) for one in lines] == [("3/2", "18.00"), ("1/2", "6.00")]


def test_57_of_5_cases_are_billed_at_their_share_and_the_rest_closes_the_line(company: Company) -> None:
    lists(company)
    number = company.orders(line(5, "CS", "127.75", price="25.55", BaseQuantity=60))
    first, rest = (company.delivers_and_bills(number, count) for count in (57, 3))
    assert (first["Net"], rest["Net"]) == ("121.36", "6.39")
    announced = company.announces(number, 1)
    company.receives(announced["Number"], (1, 0, 0))
    credited = company.credits(number, *units(1))
    assert (credited["Net"], company.stock().on_hand) == ("2.13", 941)


def test_a_list_price_for_eaches_explains_a_line_in_cases(company: Company) -> None:
    lists(company, "0.4175")
    number = company.orders(line(2, "CS", "10.02", price="5.0100"))
    assert company.line(number).price_source is PriceSource.LIST


def test_goods_in_cases_can_be_priced_for_eaches(company: Company) -> None:
    lists(company, "0.4175")
    number = company.orders(line(2, "CS", "10.02", price="0.4175", PriceUnit="EA"))
    held = company.line(number)
    assert (held.quantity, held.price_unit, held.price_source) == (24, "EA", PriceSource.LIST)


@pytest.mark.parametrize(
    ("wanted", "field", "said"),
    [
        (line(5, "BAG", "60.00"), "Unit", "no unit BAG; it has: EA, CS, DZ"),
        (line(5, "CS", "60.00", PriceUnit="BAG"), "PriceUnit", "no unit BAG"),
        (line(5, "CS", "60.00", BaseQuantity=50), "BaseQuantity", "5 CS of 12 EA are 60 EA, not 50"),
        (line("1/5", "CS", "2.40"), "Quantity", "1/5 CS of 12 EA are 12/5 EA; EA is indivisible"),
        (line(1, "THIRD", "12.00"), "Quantity", "1 THIRD of 1/3 EA are 1/3 EA"),
        (line(10_000_000, "CS", "60.00"), "Quantity", "a line takes 1 to 10000000"),
        (line(5, "CS", "720.00"), "Net", "5 x 12.00 is 60, not 720.00"),
    ],
)
def test_what_is_not_exact_is_refused_by_name(
    company: Company, wanted: dict[str, Any], field: str, said: str
) -> None:
    lists(company)
    named, detail = refused(company, wanted)
    assert (named, said in detail) == (f"Lines[0].{field}", True), detail


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"units": [{"code": "EA", "numerator": 2}]}, "units", "EA is there without being named"),
        ({"units": [*UNITS, *UNITS]}, "units", "each stands once"),
        ({"sales_unit": "BAG"}, "sales_unit", "no unit BAG"),
        ({"sales_unit": "THIRD"}, "sales_unit", "a unit that is sold holds whole ones"),
        ({"minimum": 5, "maximum": 4}, "maximum", "leaves nothing to order"),
    ],
)
def test_units_that_contradict_each_other_are_refused(
    company: Company, more: dict[str, Any], field: str, said: str
) -> None:
    row = {"item": "MUG", "description": "a mug", "list_price": "1.00", "units": UNITS, **more}
    answer = company.world("POST", "/items", {"items": [row]})
    assert (answer.status, answer["field"], said in answer["detail"]) == (422, f"items[0].{field}", True)


def test_an_item_shows_its_units_and_a_plain_one_none(company: Company) -> None:
    lists(company, sales_unit="CS", price_unit="CS", minimum=2, maximum=40)
    company.lists("TEE")
    shown = company.partner("GET", "/Items/MUG").body
    assert shown["Units"][0] == {"Code": "CS", "Numerator": 12, "Denominator": 1, "Divisible": True}
    assert (shown["SalesUnit"], shown["PriceUnit"], shown["Minimum"], shown["Maximum"]) == ("CS", "CS", 2, 40)
    plain = company.partner("GET", "/Items/TEE").body
    assert [*plain] == ["Item", "Description", "ListPrice", "State", "ChangedAt", "Version"]


def test_the_same_order_in_another_unit_is_another_order(company: Company) -> None:
    lists(company)
    body = company.order_body(line(5, "CS", "60.00"))
    assert company.partner("POST", "/SalesOrders", body).status == 201
    assert company.partner("POST", "/SalesOrders", body).status == 200
    body["Lines"] = [line(60, "EA", "60.00", price="1.00")]
    assert company.partner("POST", "/SalesOrders", body).status == 409
