"""Reading: full documents, pages by offset, and changes since a second."""

from __future__ import annotations

from typing import Any

import pytest

from tests.erp.company import SHIP_TO, Company, customer_body, freight, goods, in_path

LISTINGS = [
    "Items", "Customers", "Stock", "StockMovements", "SalesOrders", "Deliveries", "Invoices",
    "CreditMemos", "Returns", "Payments",
]  # fmt: skip
REFERRED = [
    "Customers", "StockMovements", "SalesOrders", "Deliveries", "CreditMemos", "Returns",
    "Payments",
]  # fmt: skip


@pytest.fixture
def busy(company: Company) -> Company:
    """A company with one document of each kind, all from the same second."""
    company.lists("AB/1", stock=9)
    order = company.orders(goods(3, item="AB/1"), Charges=[freight()], ExternalRef="main/408-1")
    company.bills(company.delivers(order, 2, ExternalRef="WS1")["Number"], 1)
    company.receives(company.announces(order, 1, ExternalRef="MR-1")["Number"], (0, 1, 0))
    company.credits(order, {"LineNo": 10, "Quantity": 1}, ExternalRef="MR-1")
    company.pays(order, "5.00", ExternalRef="cap_1")
    return company


def test_an_order_is_shown_in_full(busy: Company) -> None:
    shown = busy.partner("GET", "/SalesOrders/0100000001")
    assert shown.headers["etag"] == f'"{shown["Version"]}"'
    assert shown.body == {
        "Number": "0100000001", "ExternalRef": "main/408-1", "Customer": "0001000001",
        "Date": "2011-06-02", "Currency": "GBP", "Site": "MAIN", "ShipTo": SHIP_TO,
        "Lines": [
            {
                "LineNo": 10, "ExternalLine": "10000000000001", "Item": "AB/1", "Quantity": 3,
                "UnitPrice": "2.55", "Net": "7.65", "TaxRate": "0.20", "Tax": "1.53",
                "Reference": "536365:1", "PriceSource": "list", "Agreement": "", "Cancelled": 0,
                "Delivered": 2, "Invoiced": 2, "Returned": 1, "Credited": 1, "Open": 1,
            }
        ],
        "Charges": [
            {
                "ChargeNo": 1, "Kind": "freight", "Code": "POST", "Text": "POSTAGE",
                "Net": "10.00", "TaxRate": "0.20", "Tax": "2.00", "Reference": "536365:2",
                "Invoiced": "0300000001",
            }
        ],
        "State": "partially_delivered", "ChangedAt": "2011-06-01T23:30:00", "Version": 5,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "facts"),
    [
        ("Items/AB%2F1", {"Item": "AB/1", "ListPrice": "2.55", "State": "active"}),
        ("Customers/0001000001", {"ExternalRef": "M000000001", "Postcode": "LS1 1AA"}),
        ("Stock/AB%2F1%40MAIN", {"OnHand": 8, "Committed": 1, "Blocked": 1, "Available": 6}),
        ("StockMovements/0700000001", {"Kind": "receipt", "Date": "2011-06-02"}),
        ("Deliveries/0200000001", {"Order": "0100000001", "Invoice": "0300000001"}),
        ("Invoices/0300000001", {"Net": "15.10", "Tax": "3.02", "Total": "18.12"}),
        ("CreditMemos/0400000001", {"Net": "2.55", "Tax": "0.51", "Total": "3.06"}),
        ("Returns/0500000001", {"State": "received", "Site": "MAIN"}),
        ("Payments/0600000001", {"Kind": "receipt", "Amount": "5.00", "ExternalRef": "cap_1"}),
    ],
)
def test_each_document_can_be_looked_up(busy: Company, path: str, facts: dict[str, Any]) -> None:
    answer = busy.partner("GET", f"/{path}")
    assert answer.status == 200
    assert {name: answer[name] for name in facts} == facts
    assert answer["ChangedAt"] == "2011-06-01T23:30:00"


def test_a_return_shows_what_was_received(busy: Company) -> None:
    assert busy.partner("GET", "/Returns/0500000001")["Lines"] == [
        {
            "LineNo": 10,
            "Quantity": 1,
            "Sellable": 0,
            "Damaged": 1,
            "Inspect": 0,
            "Restocked": 0,
            "Received": 1,
        }
    ]


@pytest.mark.parametrize("kind", LISTINGS)
def test_each_kind_can_be_listed_and_an_unknown_key_is_named(busy: Company, kind: str) -> None:
    listed = busy.partner("GET", f"/{kind}")
    assert listed["Count"] == len(listed["Value"]) >= 1
    assert "NextOffset" not in listed.body
    key = listed["Value"][0].get("Number") or listed["Value"][0]["Item"]
    key = f"{key}@MAIN" if kind == "Stock" else key
    assert busy.partner("GET", f"/{kind}/{in_path(key)}").body == listed["Value"][0]
    missing = busy.partner("GET", f"/{kind}/0999999999")
    assert (missing.status, missing.headers["content-type"]) == (404, "application/problem+json")
    assert "0999999999" in missing["detail"]


@pytest.mark.parametrize("kind", REFERRED)
def test_a_document_is_found_by_its_external_reference(busy: Company, kind: str) -> None:
    company = busy
    if kind == "StockMovements":
        lines = [{"Item": "AB/1", "Quantity": 1}]
        row = {"ExternalRef": "WM1", "Kind": "receipt", "Site": "MAIN", "Lines": lines}
        company.partner("POST", "/StockMovements/Bulk", {"Movements": [row]})
    rows = company.partner("GET", f"/{kind}")["Value"]
    reference = rows[-1]["ExternalRef"]
    found = company.partner("GET", f"/{kind}", ExternalRef=reference)
    assert (found["Count"], found["Value"]) == (1, [rows[-1]])
    assert company.partner("GET", f"/{kind}", ExternalRef="nobody's")["Count"] == 0
    assert company.partner("GET", f"/{kind}", ExternalRef="")["Count"] == 0


def opened(company: Company, count: int) -> None:
    rows = [customer_body(f"M{n:09d}") for n in range(count)]
    for start in range(0, count, 500):
        company.partner("POST", "/Customers/Bulk", {"Customers": rows[start : start + 500]})


@pytest.mark.parametrize("count", [0, 1, 6, 7, 8, 21])
def test_pages_hold_every_row_once_when_nothing_changes(company: Company, count: int) -> None:
    opened(company, count)
    seen: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = company.partner("GET", "/Customers", Offset=offset, Limit=7)
        assert page["Count"] == count
        seen += [row["Number"] for row in page["Value"]]
        offset = page.body.get("NextOffset")
    assert seen == [f"{1_000_001 + n:010d}" for n in range(count)]


@pytest.mark.parametrize(("limit", "rows"), [(None, 50), (0, 1), (1, 1), (200, 200), (5000, 200)])
def test_the_size_of_a_page_is_kept_within_bounds(company: Company, limit: int | None, rows: int) -> None:
    opened(company, 201)
    query: dict[str, Any] = {} if limit is None else {"Limit": limit}
    page = company.partner("GET", "/Customers", **query)
    assert (len(page["Value"]), page["NextOffset"]) == (rows, rows)


def test_an_offset_past_the_end_finds_nothing(company: Company) -> None:
    opened(company, 3)
    assert company.partner("GET", "/Customers", Offset=3).body == {"Value": [], "Count": 3}


def test_a_row_that_changes_while_pages_are_read_moves_to_the_end(company: Company) -> None:
    opened(company, 4)
    first = company.partner("GET", "/Customers", Limit=2)
    company.partner("PATCH", "/Customers/0001000001", {"City": "York"}, headers={"if-match": '"1"'})
    second = company.partner("GET", "/Customers", Limit=2, Offset=first["NextOffset"])
    numbers = [row["Number"] for page in (first, second) for row in page["Value"]]
    # The row that moved is read twice, and the third one slipped past the offset.
    assert numbers == ["0001000001", "0001000002", "0001000004", "0001000001"]


def test_changes_share_a_stamp_within_a_second(company: Company) -> None:
    company.customer("M000000001")
    company.wait(0.5)
    company.customer("M000000002")
    company.wait(0.5)
    company.customer("M000000003")
    stamps = [row["ChangedAt"] for row in company.partner("GET", "/Customers")["Value"]]
    assert stamps == ["2011-06-01T23:30:00", "2011-06-01T23:30:00", "2011-06-01T23:30:01"]


@pytest.mark.parametrize(
    ("since", "found"),
    [("23:29:59", [1, 2, 3]), ("23:30:00", [1, 2, 3]), ("23:30:01", [3]), ("23:30:02", [])],
)
def test_changed_since_takes_the_whole_of_its_second(company: Company, since: str, found: list[int]) -> None:
    company.customer("M1")
    company.wait(0.5)
    company.customer("M2")
    company.wait(0.25)
    company.customer("M3")
    page = company.partner("GET", "/Customers", ChangedSince=f"2011-06-01T{since}")
    assert [row["ExternalRef"] for row in page["Value"]] == [f"M{n}" for n in found]
    assert page["Count"] == len(found)


def test_changed_since_and_a_reference_both_narrow(busy: Company) -> None:
    query: dict[str, Any] = {"ExternalRef": "main/408-1", "ChangedSince": "2011-06-01T23:30:00"}
    assert busy.partner("GET", "/SalesOrders", **query)["Count"] == 1
    query["ChangedSince"] = "2011-06-01T23:30:01"
    assert busy.partner("GET", "/SalesOrders", **query)["Count"] == 0


def test_a_change_brings_a_row_back_with_its_new_version(company: Company) -> None:
    order = company.orders(goods(2))
    company.wait(60)
    company.cancels(order, 1)
    page = company.partner("GET", "/SalesOrders", ChangedSince="2011-06-01T23:31:00")
    assert [(row["Number"], row["Version"]) for row in page["Value"]] == [(order, 2)]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"ChangedSince": "2011-06-01"}, "ChangedSince"),
        ({"ChangedSince": "2011-06-01T23:30:00Z"}, "ChangedSince"),
        ({"ChangedSince": "2011-06-01 23:30:00"}, "ChangedSince"),
        ({"ChangedSince": "2011-02-30T00:00:00"}, "ChangedSince"),
        ({"ChangedSince": ""}, "ChangedSince"),
        ({"Offset": "-1"}, "Offset"),
        ({"Limit": "many"}, "Limit"),
        ({"changedSince": "2011-06-01T23:30:00"}, "changedSince"),
        ({"State": "open"}, "State"),
    ],
    ids=str,
)
def test_a_parameter_of_another_form_is_refused_by_name(
    company: Company, query: dict[str, Any], field: str
) -> None:
    answer = company.partner("GET", "/SalesOrders", **query)
    assert (answer.status, answer["field"]) == (400, field)


@pytest.mark.parametrize("kind", sorted(set(LISTINGS) - set(REFERRED)))
def test_documents_without_a_reference_cannot_be_asked_for_by_one(company: Company, kind: str) -> None:
    answer = company.partner("GET", f"/{kind}", ExternalRef="x")
    assert (answer.status, answer["field"]) == (400, "ExternalRef")
