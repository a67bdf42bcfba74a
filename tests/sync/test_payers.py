"""A customer's payer is the ERP's number of another customer, and is written only when it differs."""

from __future__ import annotations

import pytest

from ordergate.harness.sync.decide.customers import Change, Keep, decide
from ordergate.harness.sync.vendors import erp_wire, marketplace_wire
from tests.sync.makers import BOOKED, CUSTOMER


@pytest.mark.parametrize(
    ("held", "wanted", "decision"),
    [
        ("", "0001000009", Change("0001000001", 3, {"Payer": "0001000009"})),
        ("0001000009", "", Change("0001000001", 3, {"Payer": ""})),
        ("0001000009", "0001000009", Keep("0001000001")),
    ],
)
def test_a_payer_is_written_when_it_differs(held: str, wanted: str, decision: object) -> None:
    booked = BOOKED.model_copy(update={"payer": held})
    assert decide(CUSTOMER, booked, wanted) == decision


def test_a_customer_who_pays_for_itself_is_opened_without_a_payer() -> None:
    assert "Payer" not in erp_wire.customer_body(CUSTOMER)
    assert erp_wire.customer_body(CUSTOMER, "0001000009")["Payer"] == "0001000009"


def test_the_shops_payer_is_read_of_a_buyer() -> None:
    address = marketplace_wire.WireAddress("Acme", "1 High St", "Leeds", "LS1", "United Kingdom")
    buyer = marketplace_wire.WireBuyer("M2", "Acme North", "a@b.test", "1", address, payer_id="M1")
    assert buyer.canonical().payer_id == "M1"
