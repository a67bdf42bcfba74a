"""What is wrong with a request is refused by the name of the field, and changes nothing."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.erp.company import Answer, Company, customer_body, encoded, freight, goods, units

ORDER, DELIVERY, RETURN = "0100000001", "0200000001", "0500000001"


@dataclass(frozen=True)
class Request:
    """A request that would be accepted, and the fields that it could do without."""

    method: str
    path: str
    body: dict[str, Any]
    optional: tuple[str, ...] = ()


ORDER_BODY = {
    "ExternalRef": "main/408-2", "Customer": "0001000001", "Currency": "GBP",
    "Date": "2011-06-01", "Site": "MAIN", "ShipTo": {"Name": "Ann"},
    "Lines": [goods(3, QuoteId="Q-1")], "Charges": [freight()],
}  # fmt: skip
CREDIT_LINE = {
    "LineNo": 10, "Quantity": 1, "AgreedNet": "2.00", "AgreedTax": "0.40", "Text": "used",
    "Reference": "C1",
}  # fmt: skip
FOUND = {"LineNo": 10, "Sellable": 1, "Damaged": 0, "Inspect": 0}
ACCOUNT = customer_body("M000000002")
CHANGE = {name: f"{text} 2" for name, text in ACCOUNT.items() if name != "ExternalRef"}
PARTNER = [
    Request("POST", "/Customers", ACCOUNT, ("Email", "Phone", "Street", "City", "Postcode")),
    Request("PATCH", "/Customers/0001000001", CHANGE, tuple(CHANGE)),
    Request("POST", "/SalesOrders", ORDER_BODY, ("Date", "Site", "QuoteId", "Lines", "Charges",
            "Lines[0].Reference", "Charges[0].Reference", "Lines[0].QuoteId")),
    Request("POST", f"/SalesOrders/{ORDER}/Cancellations",
            {"ExternalRef": "MC-1", "Lines": units(1)}, ("ExternalRef",)),
    Request("POST", "/Deliveries",
            {"Order": ORDER, "ExternalRef": "WS9", "Date": "2011-06-01", "Tracking": "WT1",
             "Lines": units(1)}, ("Date", "Tracking")),
    Request("POST", "/Invoices", {"Delivery": "0200000002", "Order": ORDER, "Charges": [1],
            "Date": "2011-06-01"}, ("Delivery", "Order", "Charges", "Date")),
    Request("POST", "/Returns", {"Order": ORDER, "ExternalRef": "MR-2", "Lines": units(1)}),
    Request("POST", f"/Returns/{RETURN}/Receipts", {"Lines": [FOUND]},
            ("Lines[0].Sellable", "Lines[0].Damaged", "Lines[0].Inspect")),
    Request("POST", "/CreditMemos",
            {"ExternalRef": "MR-2", "Order": ORDER, "Reason": "x", "Lines": [CREDIT_LINE]},
            ("Reason", "Lines[0].AgreedNet", "Lines[0].AgreedTax", "Lines[0].Text",
             "Lines[0].Reference")),
    Request("POST", "/Payments",
            {"ExternalRef": "cap_2", "Kind": "receipt", "Order": ORDER, "Amount": "1.00",
             "Currency": "GBP"}),
]  # fmt: skip
PEOPLE = [
    Request("POST", "/_world/items",
            {"items": [{"item": "CUP", "description": "a cup", "list_price": "1.00"}]}),
    Request("PATCH", "/_world/items/MUG",
            {"list_price": "1.00", "description": "a mug", "state": "blocked"},
            ("list_price", "description", "state")),
    Request("POST", "/_world/agreements",
            {"agreements": [{"quote_id": "Q-1", "customer_ref": "M1", "item": "MUG",
             "unit_price": "1.00", "seller": "sue", "approver": "ann", "reason": "x"}]}),
    Request("POST", "/_world/stock-movements",
            {"kind": "receipt", "site": "MAIN", "reason": "x", "reference": "count-1",
             "lines": [{"item": "MUG", "quantity": 2, "blocked": 1}]},
            ("reason", "reference", "lines[0].blocked")),
    Request("POST", "/_world/deliveries",
            {"order": ORDER, "tracking": "WT1", "lines": [{"line_no": 10, "quantity": 1}]},
            ("tracking",)),
    Request("POST", f"/_world/returns/{RETURN}/receipts",
            {"lines": [{"line_no": 10, "sellable": 1, "damaged": 0, "inspect": 0}]},
            ("lines[0].sellable", "lines[0].damaged", "lines[0].inspect")),
    Request("POST", "/_world/credit-memos",
            {"external_ref": "C1", "order": ORDER, "customer_ref": "M000000001", "reason": "x",
             "date": "2011-06-01", "lines": [{"kind": "no_goods", "net": "1.00", "tax": "0.20",
             "text": "x", "reference": "C1"}]},
            ("order", "customer_ref", "reason", "date", "lines[0].kind", "lines[0].text",
             "lines[0].reference")),
    Request("POST", "/_world/ledger-entries",
            {"account": "fees", "amount": "1.00", "text": "x", "reference": "B1",
             "date": "2011-06-01"}, ("text", "reference", "date")),
]  # fmt: skip
EVERYTHING = [*PARTNER, *PEOPLE]


def name_of(request: Request) -> str:
    return f"{request.method} {request.path}"


@pytest.fixture
def traded(company: Company) -> Company:
    """A company in which each of the requests would be accepted."""
    company.lists(stock=100)
    order = company.orders(goods(9), Charges=[freight()], ExternalRef="main/408-1")
    company.delivers_and_bills(order, 4)
    company.delivers(order, 1)
    company.announces(order, 2)
    return company


def sent(company: Company, request: Request, body: Any) -> Answer:
    if request.path.startswith("/_world/"):
        return company.world(request.method, request.path.removeprefix("/_world"), body)
    headers = {"if-match": '"1"'} if request.method == "PATCH" else {}
    return company.partner(request.method, request.path, body, headers=headers)


Place = tuple[str | int, ...]


def places(value: Any, here: Place = ()) -> Iterator[Place]:
    """Where every field of a body is, the fields of its parts included."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for name, part in inside:
        yield (*here, name)
        if isinstance(part, dict | list):
            yield from places(part, (*here, name))


def path_of(place: Place) -> str:
    """A place as refusals name it."""
    text = ""
    for step in place:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


def altered(body: dict[str, Any], place: Place, value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(body)
    part: Any = changed
    for step in place[:-1]:
        part = part[step]
    if value is MISSING:
        del part[place[-1]]
    else:
        part[place[-1]] = value
    return changed


def at(body: Any, place: Place) -> Any:
    for step in place:
        body = body[step]
    return body


MISSING = object()
LONG, CONTROL = "x" * 501, "a\u0007b"


def spoilt(value: Any) -> list[Any]:
    """Values that cannot stand where this one does."""
    if isinstance(value, bool):
        return ["yes"]
    if isinstance(value, int):
        return ["1", 1.5, True, None, -10_000_001, 10_000_001, []]
    if isinstance(value, str):
        return [1, 1.5, True, [], {}, LONG, CONTROL]
    return ["text", 1, True, None]


def refused(company: Company, request: Request, body: Any) -> str:
    """The field that a refusal names; nothing may have changed."""
    before = company.documents()
    answer = sent(company, request, body)
    assert 400 <= answer.status < 500, (answer.body, body)
    assert answer.headers["content-type"] == "application/problem+json"
    assert company.documents() == before, body
    return str(answer["field"])


@pytest.mark.parametrize("request_", EVERYTHING, ids=name_of)
def test_the_requests_of_this_table_are_good_ones(traded: Company, request_: Request) -> None:
    before = traded.documents()
    assert sent(traded, request_, request_.body).status in (200, 201)
    assert traded.documents() != before


@pytest.mark.parametrize("request_", EVERYTHING, ids=name_of)
def test_a_value_of_another_form_is_refused_by_name(traded: Company, request_: Request) -> None:
    for place in places(request_.body):
        for value in spoilt(at(request_.body, place)):
            if value is None and path_of(place) in request_.optional:
                continue
            field = refused(traded, request_, altered(request_.body, place, value))
            assert field in named_like(place), (place, value)


def named_like(place: Place) -> list[str]:
    """The paths that may name a place; keys of an address have no names of their own."""
    return [path_of(place), f"{path_of(place[:-1])}[...]"]


@pytest.mark.parametrize("request_", EVERYTHING, ids=name_of)
def test_an_unknown_field_is_refused_by_name(traded: Company, request_: Request) -> None:
    objects = [(), *(p for p in places(request_.body) if isinstance(at(request_.body, p), dict))]
    for place in objects:
        if place == ("ShipTo",):
            continue
        body = altered(request_.body, (*place, "Bogus"), "x")
        assert refused(traded, request_, body) == path_of((*place, "Bogus"))


@pytest.mark.parametrize("request_", EVERYTHING, ids=name_of)
def test_a_field_that_is_needed_is_missed_by_name(traded: Company, request_: Request) -> None:
    for place in places(request_.body):
        path = path_of(place)
        if path in request_.optional or isinstance(place[-1], int) or place[0] == "ShipTo":
            continue
        assert refused(traded, request_, altered(request_.body, place, MISSING)) == path


@pytest.mark.parametrize("request_", EVERYTHING, ids=name_of)
@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff", b"[" * 100_000, b'{"Lines": NaN}'], ids=lambda raw: repr(raw[:9])
)
def test_what_is_not_json_is_refused(traded: Company, request_: Request, raw: bytes) -> None:
    assert refused(traded, request_, raw)


@pytest.mark.parametrize("request_", EVERYTHING, ids=name_of)
def test_a_body_that_is_no_object_is_refused(traded: Company, request_: Request) -> None:
    bodies: list[Any] = [[], "text", 1, None]
    for body in bodies:
        before = traded.documents()
        assert sent(traded, request_, encoded(body)).status == 400
        assert traded.documents() == before


@pytest.mark.parametrize(
    ("path", "change", "status", "field"),
    [
        ("/SalesOrders", {"Customer": "0001000009"}, 404, "Customer"),
        ("/SalesOrders", {"Site": "SOUTH"}, 422, "Site"),
        ("/SalesOrders", {"Currency": "gbp"}, 400, "Currency"),
        ("/SalesOrders", {"Lines": [], "Charges": []}, 422, "Lines"),
        ("/SalesOrders", {"Lines": [goods(1), goods(1, item="CUP")]}, 422, "Lines[1].Item"),
        ("/SalesOrders", {"Lines": [goods(1, Quantity=0)]}, 400, "Lines[0].Quantity"),
        ("/SalesOrders", {"Lines": [goods(1, Quantity=-1)]}, 400, "Lines[0].Quantity"),
        ("/SalesOrders", {"Lines": [goods(1, Quantity=2)]}, 422, "Lines[0].Net"),
        ("/SalesOrders", {"Lines": [goods(1, UnitPrice="-2.55")]}, 400, "Lines[0].UnitPrice"),
        ("/SalesOrders", {"Lines": [goods(1, UnitPrice="2.55001")]}, 400, "Lines[0].UnitPrice"),
        ("/SalesOrders", {"Lines": [goods(1, UnitPrice="1e3")]}, 400, "Lines[0].UnitPrice"),
        ("/SalesOrders", {"Lines": [goods(1, Net="2.555")]}, 422, "Lines[0].Net"),
        ("/SalesOrders", {"Lines": [goods(1, Tax="0.511")]}, 422, "Lines[0].Tax"),
        ("/SalesOrders", {"Lines": [goods(1, TaxRate="1.00")]}, 400, "Lines[0].TaxRate"),
        ("/SalesOrders", {"ExternalRef": ""}, 400, "ExternalRef"),
        ("/SalesOrders", {"ExternalRef": "x" * 65}, 400, "ExternalRef"),
        ("/SalesOrders", {"Date": "01.06.2011"}, 400, "Date"),
        ("/Deliveries", {"Order": "0100000009"}, 404, "Order"),
        ("/Deliveries", {"Lines": units(5)}, 422, "Lines[0].Quantity"),
        ("/Deliveries", {"Lines": units(0, 1)}, 422, "Lines[0].LineNo"),
        ("/Deliveries", {"Lines": [{"LineNo": 11, "Quantity": 1}]}, 422, "Lines[0].LineNo"),
        ("/Deliveries", {"Lines": [{"LineNo": 0, "Quantity": 1}]}, 400, "Lines[0].LineNo"),
        ("/Deliveries", {"Lines": []}, 400, "Lines"),
        ("/Returns", {"Order": "0100000009"}, 404, "Order"),
        ("/Returns", {"Lines": units(4)}, 422, "Lines[0].Quantity"),
        ("/CreditMemos", {"Order": "0100000009"}, 404, "Order"),
        ("/CreditMemos", {"Lines": [{**CREDIT_LINE, "Quantity": 5}]}, 422, "Lines[0].Quantity"),
        ("/CreditMemos", {"Lines": [{**CREDIT_LINE, "LineNo": 20}]}, 422, "Lines[0].LineNo"),
        ("/Payments", {"Order": "0100000009"}, 404, "Order"),
        ("/Payments", {"Amount": "0.00"}, 422, "Amount"),
        ("/Payments", {"Amount": "-1.00"}, 400, "Amount"),
        ("/Payments", {"Currency": "EUR"}, 422, "Currency"),
        ("/Payments", {"Kind": "gift"}, 400, "Kind"),
        ("/_world/deliveries", {"order": "0100000009"}, 404, "order"),
        ("/_world/stock-movements", {"site": "SOUTH"}, 422, "site"),
    ],
    ids=str,
)  # fmt: skip
def test_what_the_trade_forbids_is_refused_by_name(
    traded: Company, path: str, change: dict[str, Any], status: int, field: str
) -> None:
    request = next(one for one in EVERYTHING if one.path == path)
    before = traded.documents()
    answer = sent(traded, request, {**request.body, **change})
    assert (answer.status, answer["field"]) == (status, field), answer.body
    assert traded.documents() == before


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/SalesOrders/0100000009/Cancellations"),
        ("POST", "/Returns/0500000009/Receipts"),
        ("PATCH", "/Customers/0001000009"),
        ("POST", "/_world/returns/0500000009/receipts"),
        ("PATCH", "/_world/items/CUP"),
    ],
)
def test_an_unknown_document_in_a_path_is_not_found(traded: Company, method: str, path: str) -> None:
    bodies = {one.path.rpartition("/")[2]: one.body for one in EVERYTHING}
    patch = {"City": "York"} if path.startswith("/Customers") else {"description": "a cup"}
    body = patch if method == "PATCH" else bodies[path.rpartition("/")[2]]
    before = traded.documents()
    answer = sent(traded, Request(method, path, body), body)
    assert answer.status == 404
    assert path.strip("/").split("/")[-1 if method == "PATCH" else -2] in answer["detail"]
    assert traded.documents() == before


@pytest.mark.parametrize("path", ["/Customers/Bulk", "/StockMovements/Bulk"])
def test_a_bulk_request_takes_five_hundred_parts(company: Company, path: str) -> None:
    name = "Customers" if path.startswith("/Customers") else "Movements"
    assert len(company.partner("POST", path, {name: [{}] * 500})["Results"]) == 500
    answer = company.partner("POST", path, {name: [{}] * 501})
    assert (answer.status, answer["field"]) == (400, name)
