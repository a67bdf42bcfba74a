"""Master data that people keep: items, list prices and agreements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.erp.company import Company

ROW = {"item": "MUG", "description": "a mug", "list_price": "2.5500"}


def granted(price: str, item: str = "MUG") -> dict[str, Any]:
    row = {
        "quote_id": "Q-7", "customer_ref": "M000000001", "item": item, "unit_price": price,
        "seller": "sue", "approver": "ann", "reason": "volume",
    }  # fmt: skip
    return {"agreements": [row]}


def test_items_are_entered_once(company: Company) -> None:
    first = company.world("POST", "/items", {"items": [ROW]})
    assert (first.status, first.body) == (201, {"created": 1, "already": 0})
    rows = [ROW, {**ROW, "item": "CUP"}]
    assert company.world("POST", "/items", {"items": rows}).body == {"created": 1, "already": 1}
    assert [item.item for item in company.erp.items] == ["MUG", "CUP"]


def test_entering_an_item_with_another_price_is_a_conflict(company: Company) -> None:
    company.world("POST", "/items", {"items": [ROW]})
    rows = [{**ROW, "item": "CUP"}, {**ROW, "list_price": "2.56"}]
    answer = company.world("POST", "/items", {"items": rows})
    assert (answer.status, answer["field"]) == (409, "items[1].item")
    assert "CUP" not in company.erp.items


def test_a_change_of_an_item_leaves_the_rest_of_it_alone(company: Company) -> None:
    company.world("POST", "/items", {"items": [ROW]})
    answer = company.world("PATCH", "/items/MUG", {"list_price": "2.75"})
    assert (answer.status, answer.body) == (200, {"item": "MUG", "version": 2})
    held = company.erp.items.get("MUG")
    assert (held.description, held.list_price, held.state) == ("a mug", Decimal("2.75"), "active")


def test_an_item_is_blocked_and_unblocked(company: Company) -> None:
    company.world("POST", "/items", {"items": [ROW]})
    states = ["blocked", "blocked", "active", "active"]
    versions = [company.world("PATCH", "/items/MUG", {"state": state})["version"] for state in states]
    assert versions == [2, 2, 3, 3]


def test_a_quote_grants_one_price_an_item_and_the_latest_counts(company: Company) -> None:
    company.world("POST", "/items", {"items": [ROW, {**ROW, "item": "CUP"}]})
    first = company.world("POST", "/agreements", granted("2.10"))
    again = company.world("POST", "/agreements", granted("2.00"))
    other = company.world("POST", "/agreements", granted("2.10", "CUP"))
    assert [first["numbers"], again["numbers"]] == [["0040000001"], ["0040000001"]]
    assert other["numbers"] == ["0040000002"]
    assert company.erp.agreements.get("0040000001").unit_price == Decimal("2.00")


def test_a_price_cannot_be_granted_for_an_unknown_item(company: Company) -> None:
    answer = company.world("POST", "/agreements", granted("2.10"))
    assert (answer.status, answer["field"]) == (404, "agreements[0].item")
