"""What docs/connecting.md says of units happens word for word, in a world of its own."""

from __future__ import annotations

import json

import pytest

from ordergate.harness.world.in_process import Blueprint, InProcessWorld

from .connecting_story import BUYER, SHIP_TO, START_US, Story
from .test_connecting import CREDENTIALS, PAGE, SAMPLES, _without_times

SECTION = PAGE.split("\n## Units of measure\n")[1].split("\n## ")[0]
TOLD = [sample for sample in SAMPLES if sample.target in SECTION and sample.topology == "shop-erp"]


class UnitsStory(Story):
    """A shop and an ERP, an item in cases, and a buyer who orders five of them."""

    def __init__(self) -> None:
        super().__init__(CREDENTIALS)
        self.world.close()
        self.world = InProcessWorld(Blueprint("shop-erp", 7, START_US), None)

    def enters_an_item(self) -> None:
        row = {
            "item": "MUG-12", "description": "Mug, white, boxed", "list_price": "25.5500",
            "units": [{"code": "CS", "numerator": 12}, {"code": "PL", "numerator": 480}],
            "sales_unit": "CS", "price_unit": "CS", "minimum": 2, "maximum": 40,
        }  # fmt: skip
        self.people("erp", "/items", {"items": [row]})

    def orders_five_cases(self) -> None:
        profile = {"company": "Hill & Sons Ltd", "email": "office@hill.example", "phone": "+44 20 7946 0018"}
        assert self.people("marketplace", "/buyers", {**profile, "address": SHIP_TO})["id"] == BUYER
        line = {"sku": "MUG-12", "quantity": 5, "tax_rate": "0.20"}
        self.people("marketplace", "/orders", {"buyer_id": BUYER, "lines": [line]})
        customer = {
            "ExternalRef": BUYER, "Name": "Hill & Sons Ltd", "Email": "office@hill.example",
            "Phone": "+44 20 7946 0018", "Street": "4 Mill Lane", "City": "Leeds", "Postcode": "LS1 4DY",
            "Country": "United Kingdom",
        }  # fmt: skip
        self.ask("erp", "POST", "/Customers", customer)

    def sends_57(self) -> None:
        goods = {"kind": "receipt", "site": "MAIN", "lines": [{"item": "MUG-12", "quantity": 60}]}
        self.people("erp", "/stock-movements", goods)
        lines = [{"line_no": 10, "quantity": 57}]
        number = self.people("erp", "/deliveries", {"order": "0100000001", "lines": lines})["number"]
        self.ask("erp", "POST", "/Invoices", {"Delivery": number, "Charges": []})


BEFORE = {
    "erp GET /Items/MUG-12": UnitsStory.enters_an_item,
    "erp POST /SalesOrders": UnitsStory.orders_five_cases,
    "erp GET /Invoices/0300000001": UnitsStory.sends_57,
}


def test_the_story_of_units_happens_word_for_word() -> None:
    story = UnitsStory()
    try:
        for sample in TOLD:
            BEFORE.get(str(sample), lambda _: None)(story)
            reply = story.send(sample.system, sample.method, sample.target, sample.body, sample.headers)
            answered = (reply.status, _without_times(json.loads(reply.body)))
            assert answered == (sample.status, _without_times(sample.answer)), str(sample)
    finally:
        story.world.close()
    assert len(TOLD) == 4


@pytest.mark.parametrize(
    "word", ['`features = ["units"]`', "`Unit`", "`BaseQuantity`", "`unitSize`", "`unit_size`"]
)
def test_the_section_names_what_a_connector_carries(word: str) -> None:
    assert word in SECTION
