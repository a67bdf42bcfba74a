"""What vendors are told, to the letter, and what is made of what they tell."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from pydantic import ValidationError

from ordergate.harness.sync.decide.taxes import split
from ordergate.harness.sync.documents.inventory import MovementLine
from ordergate.harness.sync.documents.invoice import CreditLine
from ordergate.harness.sync.documents.product import Product
from ordergate.harness.sync.documents.shipment import Units
from ordergate.harness.sync.errors import Garbled, Unsuitable
from ordergate.harness.sync.money import PENNY
from ordergate.harness.sync.vendors import erp_items, erp_wire, marketplace_wire, oms_wire, wms
from ordergate.harness.sync.work import TurnedAway
from tests.sync import makers

SOLD = makers.order(
    makers.order_line("11", 10, "30.60", sku="0017").model_copy(
        update={"reference": "row 1", "quote_id": "Q1"}
    ),
    makers.order_line("12", 3, "10.00", sku="AB/1", rate="0"),
    charges=(makers.charge("0.0012"),),
)


def test_an_order_goes_to_the_oms_in_whole_pence_with_tax() -> None:
    assert oms_wire.order_body(SOLD) == {
        "channel": "main",
        "external_id": "408-1",
        "customer_ref": "M000000001",
        "ordered_at": "2010-12-01T08:30:00Z",
        "currency": "GBP",
        "ship_to": {
            "name": "Acme", "line": "1 High St", "city": "Leeds", "postcode": "LS1",
            "country": "United Kingdom",
        },
        "lines": [
            {
                "external_line": "11", "sku": "0017", "quantity": 10, "price_e4": 30600,
                "amount": 3060, "tax_bp": 2000, "reference": "row 1", "quote_id": "Q1",
            },
            {
                "external_line": "12", "sku": "AB/1", "quantity": 3, "price_e4": 33333,
                "amount": 1000, "tax_bp": 0, "reference": "", "quote_id": "",
            },
        ],
        "charges": [
            {
                "external_line": "MF-1", "kind": "freight", "code": "POST", "text": "postage",
                "amount_e4": 12, "tax_bp": 2000, "reference": "freight row",
            }
        ],
    }  # fmt: skip


def test_a_discount_goes_along_as_what_the_amount_falls_by() -> None:
    line = makers.order_line("11", 10, "100.00").model_copy(
        update={"discount": Decimal("20.00"), "header_discount": Decimal("7.99")}
    )
    told = oms_wire.line_body(line, PENNY)
    assert (told["amount"], told["discount"], told["header_discount"]) == (10000, 2000, 799)
    order = makers.order(line)
    booked = erp_wire.line_body(line, split(order, "line")[line.id], order)
    assert (booked["Net"], booked["Discount"], booked["HeaderDiscount"]) == ("83.33", "16.67", "6.66")


def test_a_line_of_the_shop_tells_its_discounts_apart() -> None:
    told = {
        "id": "11", "sku": "MUG", "quantity": 1, "unitPrice": "9.0000", "total": "6.00", "taxRate": "0.20",
        "discounts": [
            {"kind": "line", "code": "A", "amount": "1.00"},
            {"kind": "header", "code": "B", "amount": "2.00"},
        ],
    }  # fmt: skip
    [line] = msgspec.convert(told, marketplace_wire.WireLine, strict=False).canonical()
    assert (line.discount, line.header_discount) == (Decimal(3), Decimal(2))


def test_an_order_goes_to_the_erp_without_tax_line_by_line() -> None:
    body = erp_wire.order_body(SOLD, "0001000001", site="MAIN", zone="Europe/London")
    lines, charges = body.pop("Lines"), body.pop("Charges")
    assert body == {
        "ExternalRef": "main/408-1",
        "Customer": "0001000001",
        "Date": "2010-12-01",
        "Currency": "GBP",
        "Site": "MAIN",
        "ShipTo": makers.ADDRESS.as_texts(),
    }
    assert lines == [
        {
            "ExternalLine": "11", "Item": "0017", "Quantity": 10, "UnitPrice": "2.5500", "Net": "25.50",
            "TaxRate": "0.20", "Tax": "5.10", "Reference": "row 1", "QuoteId": "Q1",
        },
        {
            "ExternalLine": "12", "Item": "AB/1", "Quantity": 3, "UnitPrice": "3.3333", "Net": "10.00",
            "TaxRate": "0", "Tax": "0.00", "Reference": "",
        },
    ]  # fmt: skip
    assert charges == [
        {
            "Kind": "freight", "Code": "POST", "Text": "postage", "Net": "0.0010", "TaxRate": "0.20",
            "Tax": "0.0002", "Reference": "freight row",
        }
    ]  # fmt: skip


def test_an_amount_that_the_oms_cannot_hold_is_refused_and_not_rounded() -> None:
    line = makers.order_line("11", 1, "1.00").model_copy(update={"total": Decimal("1.005")})
    with pytest.raises(Unsuitable, match=r"1\.005 is no whole number of minor units"):
        oms_wire.order_body(makers.order(line))


def test_credit_names_an_agreed_amount_only_if_there_is_one() -> None:
    plain = CreditLine(line_no=10, quantity=2, text="torn", reference="row 4")
    assert erp_wire.credit_line_body(plain) == {
        "LineNo": 10, "Quantity": 2, "Text": "torn", "Reference": "row 4",
    }  # fmt: skip
    agreed = plain.model_copy(update={"agreed_net": Decimal("4.17"), "agreed_tax": Decimal("0.83")})
    assert erp_wire.credit_line_body(agreed)["AgreedNet"] == "4.17"


def test_an_order_is_read_with_its_prices_as_they_stand() -> None:
    raw = b"""{"id": "408-1", "store": "main", "buyerId": "M1", "placedAt": "2011-06-01T09:30:00+01:00",
      "currency": "GBP", "paymentId": "pay_1", "newField": {"x": 1},
      "shipTo": {"name": "A", "line": "L", "city": "C", "postcode": "P", "country": "UK"},
      "lines": [{"id": "11", "sku": "0017", "quantity": 3, "unitPrice": "3.0600", "total": "9.18",
                 "taxRate": "0.20", "quote": {"id": "Q1", "seller": "s"}, "shipped": 1}],
      "charges": []}"""
    order = msgspec.json.decode(raw, type=marketplace_wire.WireOrder).canonical()
    assert (order.placed_at_us, order.total) == (1_306_917_000_000_000, Decimal("9.18"))
    [line] = order.lines
    assert (line.sku, line.unit_price, line.quote_id, line.shipped) == ("0017", Decimal("3.0600"), "Q1", 1)


@pytest.mark.parametrize(
    "change", [{"quantity": 0}, {"quantity": -1}, {"taxRate": "1.20"}, {"total": "-1.00"}]
)
def test_an_impossible_line_is_not_taken(change: dict[str, object]) -> None:
    line = {"id": "1", "sku": "A", "quantity": 1, "unitPrice": "1.0000", "total": "1.00", "taxRate": "0.20"}
    wire = msgspec.convert(line | change, marketplace_wire.WireLine, strict=False)
    with pytest.raises(ValidationError):
        wire.canonical()


@pytest.mark.parametrize("status", ["refused", "queued", "later"])
def test_whatever_is_not_said_to_be_done_was_not_done(status: str) -> None:
    results = [marketplace_wire.Item("A", "ok"), marketplace_wire.Item("B", status, "because")]
    found = marketplace_wire.refusals(results, ["A", "B", "C"])
    assert found["B"] == TurnedAway("because")
    assert isinstance(found["C"], Garbled) and str(found["C"]) == "the answer says nothing of C"
    assert len(found) == 2


def test_two_parcels_are_one_shipment_under_the_first_number() -> None:
    raw = b"""{"id": "WS1", "outbound_id": "WO1", "reference": "3000001", "carrier": "DPD",
      "shipped_ms": 1291192200000, "site": "MAIN", "parcels": [
        {"sscc": "1", "tracking": "WT1", "lines": [{"line": "7", "sku": "A", "quantity": 2}]},
        {"sscc": "2", "tracking": "WT2", "lines": [{"line": "7", "sku": "A", "quantity": 3},
                                                  {"line": "8", "sku": "B", "quantity": 1}]}]}"""
    shipment = msgspec.json.decode(raw, type=wms._Shipment).canonical()
    assert shipment.tracking == "WT1"
    assert shipment.lines == (Units(line="7", quantity=5), Units(line="8", quantity=1))


def test_units_that_are_not_sellable_are_blocked() -> None:
    raw = b"""{"id": "WM1", "kind": "receipt", "site": "MAIN", "reason": "bought", "lines": [
        {"sku": "A", "condition": "sellable", "quantity": 9},
        {"sku": "A", "condition": "damaged", "quantity": 1},
        {"sku": "B", "condition": "inspect", "quantity": -2}]}"""
    movement = msgspec.json.decode(raw, type=wms._Movement).canonical()
    assert movement.lines == (
        MovementLine(sku="A", quantity=9),
        MovementLine(sku="A", quantity=1, blocked=1),
        MovementLine(sku="B", quantity=-2, blocked=-2),
    )


def test_a_blocked_item_is_not_active() -> None:
    raw = b"""{"Item": "0017", "Description": "mug", "ListPrice": "2.55", "State": "blocked",
      "ChangedAt": "2010-12-01T08:26:00", "Version": 4}"""
    product = msgspec.json.decode(raw, type=erp_items.WireItem).canonical()
    assert (product.active, product.version, product.price.net) == (False, 4, Decimal("2.55"))


def test_an_item_survives_being_written_down() -> None:
    raw = b"""{"Item": "0017", "Description": "mug", "ListPrice": "2.5500",
      "State": "active", "Version": 1}"""
    product = msgspec.json.decode(raw, type=erp_items.WireItem).canonical()
    assert Product.model_validate_json(product.model_dump_json()) == product
