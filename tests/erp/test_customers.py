"""Customers: one for each account of the shop, changed only by who saw the latest version."""

from __future__ import annotations

import pytest

from tests.erp.company import Company, customer_body


def test_an_account_is_opened_once(company: Company) -> None:
    first = company.partner("POST", "/Customers", customer_body())
    assert (first.status, first.body) == (201, {"Number": "0001000001", "Version": 1})
    assert first.headers["etag"] == '"1"'
    again = company.partner("POST", "/Customers", customer_body())
    assert (again.status, again["Number"], again["Already"]) == (200, "0001000001", True)
    assert len(company.erp.customers) == 1


def test_the_same_account_with_another_name_is_a_conflict(company: Company) -> None:
    company.customer()
    answer = company.partner("POST", "/Customers", customer_body(Name="Bowman Ltd"))
    assert (answer.status, answer["field"]) == (409, "ExternalRef")
    assert company.erp.customers.get("0001000001").name == "Archer Ltd"


def test_a_change_needs_the_version_that_it_is_meant_for(company: Company) -> None:
    number = company.customer()
    path = f"/Customers/{number}"
    without = company.partner("PATCH", path, {"City": "York"})
    assert (without.status, without["field"]) == (428, "If-Match")
    stale = company.partner("PATCH", path, {"City": "York"}, headers={"if-match": '"2"'})
    assert stale.status == 412
    garbled = company.partner("PATCH", path, {"City": "York"}, headers={"if-match": "soon"})
    assert garbled.status == 400
    assert company.erp.customers.get(number).city == "Leeds"


@pytest.mark.parametrize("tag", ['"1"', 'W/"1"', "1", "*"])
def test_a_change_of_the_current_version_is_made(company: Company, tag: str) -> None:
    number = company.customer()
    changed = company.partner("PATCH", f"/Customers/{number}", {"City": "York"}, headers={"if-match": tag})
    assert (changed.status, changed["Version"], changed.headers["etag"]) == (200, 2, '"2"')
    read = company.partner("GET", f"/Customers/{number}")
    assert (read["City"], read["Name"], read.headers["etag"]) == ("York", "Archer Ltd", '"2"')


def test_a_change_that_changes_nothing_keeps_the_version(company: Company) -> None:
    number = company.customer()
    answer = company.partner("PATCH", f"/Customers/{number}", {"City": "Leeds"}, headers={"if-match": '"1"'})
    assert answer["Version"] == 1


def test_an_account_cannot_pass_to_another_customer_of_the_shop(company: Company) -> None:
    number = company.customer()
    change = {"ExternalRef": "M000000002"}
    answer = company.partner("PATCH", f"/Customers/{number}", change, headers={"if-match": '"1"'})
    assert (answer.status, answer["field"]) == (400, "ExternalRef")


def test_in_bulk_each_customer_is_judged_on_its_own(company: Company) -> None:
    company.customer("M000000001")
    company.customer("M000000002")
    rows = [
        customer_body("M000000001"),
        customer_body("M000000002", City="York"),
        customer_body("M000000003"),
        customer_body("M000000004", Name=""),
        "M000000005",
        customer_body("M000000003", City="York"),
    ]
    answer = company.partner("POST", "/Customers/Bulk", {"Customers": rows})
    assert [result["Status"] for result in answer["Results"]] == [
        "unchanged", "updated", "created", "refused", "refused", "updated",
    ]  # fmt: skip
    assert answer["Results"][3]["ExternalRef"] == "M000000004"
    assert answer["Results"][3]["Detail"].startswith("Name: ")
    assert answer["Results"][4]["ExternalRef"] is None
    assert [held.city for held in company.erp.customers] == ["Leeds", "York", "York"]
