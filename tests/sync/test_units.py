"""The engine's units: exact both ways, told as each vendor counts, and never guessed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from ordergate.harness.sync.errors import Unsuitable
from ordergate.harness.sync.units import exact, in_base, in_unit, price_of, told, whole
from ordergate.harness.sync.vendors import erp_wire, marketplace_wire, oms_wire
from ordergate.harness.sync.vendors.erp_items import WireItem
from tests.golden_units import AMBIGUOUS, IN_BASE, IN_UNITS, TEXTS, Golden
from tests.sync import makers

CASES = makers.order_line("11", 60, "153.30").model_copy(
    update={"unit": "CS", "unit_size": 12, "unit_price": Decimal("30.6600")}
)


@pytest.mark.parametrize("row", IN_BASE, ids=lambda row: row.case)
def test_a_quantity_holds_exactly_so_many_base_units(row: Golden) -> None:
    assert in_base(exact(row.quantity), row.size) == row.right


@pytest.mark.parametrize("row", IN_UNITS, ids=lambda row: row.case)
def test_a_base_quantity_is_exactly_so_many_units(row: Golden) -> None:
    assert in_unit(int(row.quantity), row.size) == row.right


@pytest.mark.parametrize(("text", "quantity"), TEXTS)
def test_an_exact_text_is_read(text: str, quantity: Fraction) -> None:
    assert exact(text) == quantity


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_a_text_that_could_be_two_things_is_set_aside(text: str) -> None:
    with pytest.raises(Unsuitable, match="it would have to be guessed"):
        exact(text)


@given(base=some.integers(1, 10**9), size=some.builds(Fraction, some.integers(1, 999), some.integers(1, 99)))
def test_base_units_come_back_as_they_were(base: int, size: Fraction) -> None:
    assert in_base(exact(told(in_unit(base, size))), size) == base


def test_what_is_no_whole_number_is_not_rounded() -> None:
    with pytest.raises(Unsuitable, match=r"4 EA in CS are 1/3, which is no whole number"):
        whole(Fraction(1, 3), "4 EA in CS")


@pytest.mark.parametrize(
    ("price", "own", "other", "expected"),
    [("0.4175", 1, 12, "5.0100"), ("10.00", 12, 1, "0.8333"), ("25.55", 12, 12, "25.55")],
)
def test_a_price_follows_the_size_of_the_unit(price: str, own: int, other: int, expected: str) -> None:
    assert str(price_of(Decimal(price), Fraction(own), Fraction(other))) == expected


def test_the_erp_is_told_cases_with_their_eaches_and_the_price_of_a_case() -> None:
    line = erp_wire.order_body(makers.order(CASES), "1", site="MAIN", zone="Europe/London")["Lines"][0]
    told_of_it = {name: line[name] for name in ("Quantity", "Unit", "BaseQuantity", "UnitPrice", "Net")}
    assert told_of_it == {
        "Quantity": 5, "Unit": "CS", "BaseQuantity": 60, "UnitPrice": "25.5500", "Net": "127.75",
    }  # fmt: skip


def test_the_oms_is_told_cases_and_their_size() -> None:
    line = oms_wire.order_body(makers.order(CASES))["lines"][0]
    assert (line["quantity"], line["unit"], line["unit_size"], line["price_e4"]) == (5, "CS", 12, 306600)


def test_a_line_of_eaches_says_nothing_of_units() -> None:
    plain = makers.order(makers.order_line("11", 5, "10.00"))
    erp = erp_wire.order_body(plain, "1", site="MAIN", zone="Europe/London")["Lines"][0]
    oms = oms_wire.order_body(plain)["lines"][0]
    assert not {"Unit", "BaseQuantity", "unit", "unit_size"} & {*erp, *oms}


def test_a_line_of_the_erp_is_read_in_eaches_whatever_its_unit() -> None:
    row = {
        "LineNo": 10, "ExternalLine": "11", "Item": "MUG", "Quantity": "19/4", "Delivered": 50,
        "Cancelled": 0, "Unit": "CS", "BaseQuantity": 57,
    }  # fmt: skip
    line = msgspec.convert(row, erp_wire.WireOrderLine).canonical()
    assert (line.quantity, line.open) == (57, 7)


def _item(**more: Any) -> WireItem:
    row = {
        "Item": "PEN", "Description": "a pen", "ListPrice": "0.4175", "State": "active", "Version": 1,
        "Units": [{"Code": "CS", "Numerator": 12, "Denominator": 1, "Divisible": True}], **more,
    }  # fmt: skip
    return msgspec.convert(row, WireItem, strict=False)


def test_an_item_is_listed_for_the_unit_that_it_is_sold_by() -> None:
    product = _item(SalesUnit="CS", Minimum=4, Multiple=2, Maximum=10).canonical()
    listing = marketplace_wire.listing_body(product, Decimal("0.20"))
    assert listing == {
        "sku": "PEN", "title": "a pen", "price": "6.0120", "active": True, "unit": "CS",
        "unitSize": 12, "minimum": 4, "multiple": 2, "maximum": 10,
    }  # fmt: skip


def test_an_item_sold_by_the_each_is_listed_as_ever() -> None:
    listing = marketplace_wire.listing_body(_item().canonical(), Decimal("0.20"))
    assert listing == {"sku": "PEN", "title": "a pen", "price": "0.5010", "active": True}
