"""What is wrong with a request is named by field, and nothing is changed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from ordergate.simulators.kernel.wire import Surface
from tests.wms.stand import Answer, Stand, a_return, an_order, units


class Good(NamedTuple):
    """A request that works, in a warehouse where ``prepared`` happened."""

    path: str
    body: dict[str, Any]


GOODS: dict[str, Good] = {
    "accept_outbound": Good("/outbounds", an_order("F9", ("MUG", 2))),
    "cancel_outbound": Good("/outbounds/WO000001/cancellations", {"cancellation_ref": "C1", **units(_1=1)}),
    "announce_return": Good("/inbound-returns", a_return("RMA9", ("MUG", 2))),
    "receive_goods": Good("/_world/receipts", {"site": "LON", "lines": [{"sku": "MUG", "quantity": 1}]}),
    "adjust_stock": Good(
        "/_world/adjustments",
        {"site": "LON", "reason": "count", "lines": [{"sku": "MUG", "quantity": 1}]},
    ),
    "clear_units": Good("/_world/inspections", {"site": "LON", "lines": [{"sku": "MUG", "sellable": 1}]}),
    "pick_outbound": Good("/_world/outbounds/WO000001/picks", units(_1=1)),
    "pack_outbound": Good("/_world/outbounds/WO000001/packs", units(_1=1)),
    "ship_outbound": Good("/_world/outbounds/WO000001/shipments", units(_1=1)),
    "dispatch_outbound": Good("/_world/outbounds/WO000001/dispatch", units(_1=1)),
    "give_up_units": Good("/_world/outbounds/WO000001/shortages", units(_1=1)),
    "send_transfer": Good(
        "/_world/transfers",
        {"from_site": "LON", "to_site": "HUL", "lines": [{"sku": "MUG", "quantity": 1}]},
    ),
    "receive_transfer": Good(
        "/_world/transfers/WX000001/receipts", {"lines": [{"sku": "MUG", "quantity": 1}]}
    ),
    "inspect_return": Good(
        "/_world/inbound-returns/WR000001/inspection",
        {"lines": [{"line": "1", "sellable": 2}]},
    ),
}
NAMES = list(GOODS)
ELSEWHERE = {"allow_substitutes", "ship_instead"}
"""Tried in test_substitutes.py."""


@pytest.fixture
def prepared(stand: Stand) -> Stand:
    stand.receives("MUG", 10)
    stand.receives("MUG", 1, condition="inspect")
    outbound = stand.accepts("F1", ("MUG", 5))
    stand.works("picks", outbound, units(_1=3))
    stand.works("packs", outbound, units(_1=2))
    stand.announces("RMA1", ("MUG", 2))
    assert posted(stand, "/_world/transfers", GOODS["send_transfer"].body).status == 201
    return stand


def posted(stand: Stand, path: str, body: object) -> Answer:
    send = stand.person if path.startswith("/_world") else stand.ask
    return send("POST", path, body)


def refused(stand: Stand, name: str, body: object, status: int, field: str | None) -> str:
    before = stand.documents()
    answer = posted(stand, GOODS[name].path, body)
    assert (answer.status, answer.body.get("field")) == (status, field), answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.body["status"] == status
    assert stand.documents() == before
    assert not stand.outbox.waiting
    return str(answer.body["detail"])


def test_every_operation_that_takes_a_body_is_in_the_table(stand: Stand) -> None:
    takes_body = {
        operation.name
        for operation in stand.system.routes.operations
        if operation.body is not None and operation.name != "subscribe_webhook"
    }
    assert takes_body == set(GOODS) | ELSEWHERE | {"redirect_outbound"}


@pytest.mark.parametrize("name", NAMES)
def test_the_request_works_before_it_is_spoiled(prepared: Stand, name: str) -> None:
    assert posted(prepared, *GOODS[name]).status in (200, 201)


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_field_is_named(prepared: Stand, name: str) -> None:
    refused(prepared, name, GOODS[name].body | {"colour": "red"}, 400, "colour")


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_field_of_a_line_is_named(prepared: Stand, name: str) -> None:
    body = copy.deepcopy(GOODS[name].body)
    body["lines"][0]["colour"] = "red"
    refused(prepared, name, body, 400, "lines[0].colour")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b'{"lines": NaN}'])
def test_a_body_that_is_no_json_is_refused(prepared: Stand, name: str, raw: bytes) -> None:
    assert refused(prepared, name, raw, 400, "body") == "the body is not JSON in UTF-8"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("body", [[], "text", 7, None])
def test_a_body_that_is_no_object_is_refused(prepared: Stand, name: str, body: object) -> None:
    raw = b"null" if body is None else body
    refused(prepared, name, raw, 400, "body")


OPTIONAL = {
    "ship_to": False, "reference": False, "site": False, "from_site": False, "to_site": False,
    "cancellation_ref": False, "lines": False, "line": False, "sku": False, "quantity": False,
    "announced": False, "reason": False, "sellable": True,
}  # fmt: skip


def leaves(body: dict[str, Any], name: str) -> list[tuple[str, Callable[[dict[str, Any]], Any]]]:
    """The fields of a body and of its first line, each with the object that it stands in."""
    top = [(field, lambda made: made) for field in body]
    lines = [(f"lines[0].{field}", lambda made: made["lines"][0]) for field in body["lines"][0]]
    return [*top, *lines]


FIELDS = [
    pytest.param(name, field, holder, id=f"{name} {field}")
    for name, good in GOODS.items()
    for field, holder in leaves(good.body, name)
]
STEPS_WITHOUT_LINES = {"pick_outbound", "pack_outbound", "ship_outbound", "dispatch_outbound"}


@pytest.mark.parametrize(("name", "field", "holder"), FIELDS)
def test_a_missing_field_is_named(
    prepared: Stand, name: str, field: str, holder: Callable[[Any], Any]
) -> None:
    last = field.rpartition(".")[2]
    if OPTIONAL[last] or (field == "lines" and name in STEPS_WITHOUT_LINES):
        return
    body = copy.deepcopy(GOODS[name].body)
    del holder(body)[last]
    refused(prepared, name, body, 400, field)


WRONG: dict[str, list[Any]] = {
    "text": [7, True, None, ["F"], {"a": "b"}, "", "x" * 65, "a\nb", "a\x00"],
    "number": ["1", 1.5, 1.0, True, None, -10_000_001, 10_000_001, [1]],
    "lines": [{}, "1", [], [1], [None], 7],
    "ship_to": ["Leeds", None, [], {"city": 7}, {"city": None}],
}
KIND = {
    "lines": "lines", "ship_to": "ship_to", "quantity": "number", "announced": "number",
    "sellable": "number",
}  # fmt: skip


@pytest.mark.parametrize(("name", "field", "holder"), FIELDS)
def test_a_wrong_value_is_refused_by_its_place(
    prepared: Stand, name: str, field: str, holder: Callable[[Any], Any]
) -> None:
    last = field.rpartition(".")[2]
    for value in WRONG[KIND.get(last, "text")]:
        body = copy.deepcopy(GOODS[name].body)
        holder(body)[last] = value
        before = prepared.documents()
        answer = posted(prepared, GOODS[name].path, body)
        assert answer.status == 400, (value, answer.body)
        assert answer.body["field"].startswith(field), (value, answer.body)
        assert prepared.documents() == before


IMPOSSIBLE = [
    (name, value)
    for name in NAMES
    for value in (0, -1)
    if name not in ("adjust_stock", "clear_units", "inspect_return", "receive_transfer")
]


@pytest.mark.parametrize(("name", "value"), IMPOSSIBLE)
def test_a_quantity_below_one_is_impossible(prepared: Stand, name: str, value: int) -> None:
    body = copy.deepcopy(GOODS[name].body)
    last = "announced" if name == "announce_return" else "quantity"
    body["lines"][0][last] = value
    refused(prepared, name, body, 400, f"lines[0].{last}")


@pytest.mark.parametrize(
    ("name", "quantity"),
    [
        ("cancel_outbound", 6),
        ("pick_outbound", 3),
        ("pack_outbound", 2),
        ("ship_outbound", 3),
        ("dispatch_outbound", 6),
        ("give_up_units", 3),
        ("adjust_stock", -5),
    ],
)
def test_more_than_can_be_is_impossible(prepared: Stand, name: str, quantity: int) -> None:
    body = copy.deepcopy(GOODS[name].body)
    body["lines"][0]["quantity"] = quantity
    detail = refused(prepared, name, body, 422, "lines[0].quantity")
    assert str(abs(quantity)) in detail
    body["lines"][0]["quantity"] = quantity + (1 if quantity < 0 else -1)
    assert posted(prepared, GOODS[name].path, body).status in (200, 201)


BY_ITEM = ("receive_goods", "adjust_stock", "clear_units", "send_transfer", "receive_transfer")
WITH_LINES = [name for name in NAMES if name not in BY_ITEM]


@pytest.mark.parametrize("name", WITH_LINES)
def test_a_line_that_stands_twice_is_named(prepared: Stand, name: str) -> None:
    body = copy.deepcopy(GOODS[name].body)
    body["lines"].append(dict(body["lines"][0]))
    detail = refused(prepared, name, body, 422, "lines[1].line")
    assert detail == "line 1 stands twice, at lines[0] and lines[1]"


@pytest.mark.parametrize(
    "name", [name for name in WITH_LINES if name not in ("accept_outbound", "announce_return")]
)
def test_an_unknown_line_is_named(prepared: Stand, name: str) -> None:
    body = copy.deepcopy(GOODS[name].body)
    body["lines"][0]["line"] = "77"
    detail = refused(prepared, name, body, 422, "lines[0].line")
    assert "has no line 77; it has: 1" in detail


@pytest.mark.parametrize(
    "name", ["accept_outbound", "announce_return", "receive_goods", "adjust_stock", "clear_units"]
)
def test_an_unknown_site_is_named(prepared: Stand, name: str) -> None:
    detail = refused(prepared, name, GOODS[name].body | {"site": "ROM"}, 422, "site")
    assert detail == "there is no site ROM; there are: LON, HUL"


@pytest.mark.parametrize("name", [name for name in NAMES if "/W" in GOODS[name].path])
def test_an_unknown_document_is_not_found(prepared: Stand, name: str) -> None:
    before = prepared.documents()
    for unknown in ("WX9", "WO", "0", "WO000001%20", "a%2Fb", "x" * 300):
        path = GOODS[name].path.replace("WO000001", unknown).replace("WR000001", unknown)
        path = path.replace("WX000001", unknown)
        answer = posted(prepared, path, GOODS[name].body)
        assert (answer.status, answer.body["type"]) == (404, "urn:problem:not-found")
    assert prepared.documents() == before


@pytest.mark.parametrize("kind", ["outbounds", "shipments", "inbound-returns", "movements", "transfers"])
def test_reading_an_unknown_document_is_not_found(prepared: Stand, kind: str) -> None:
    answer = prepared.ask("GET", f"/{kind}/WX9")
    assert answer.status == 404
    assert answer.body["detail"] == f"there is no WX9 among the {kind.replace('-', ' ')}"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("page=0", "page"), ("page=-1", "page"), ("page=x", "page"), ("page=1.5", "page"),
        ("page=", "page"), ("size=0", "size"), ("size=501", "size"), ("size=%C2%B2", "size"),
        ("changed_since_ms=-1", "changed_since_ms"), ("changed_since_ms=now", "changed_since_ms"),
        ("offset=3", "offset"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/outbounds", "/shipments", "/inbound-returns", "/movements", "/stock"])
def test_a_wrong_parameter_is_named(stand: Stand, path: str, query: str, field: str) -> None:
    answer = stand.ask("GET", path, query=query)
    assert (answer.status, answer.body["field"]) == (400, field)


def test_a_reference_is_needed_to_find_an_order(stand: Stand) -> None:
    answer = stand.person("GET", "/_world/outbounds")
    assert (answer.status, answer.body["field"]) == (400, "reference")


def test_a_condition_that_does_not_exist_is_named(prepared: Stand) -> None:
    for name in ("receive_goods", "adjust_stock"):
        body = copy.deepcopy(GOODS[name].body)
        body["lines"][0]["condition"] = "pristine"
        refused(prepared, name, body, 400, "lines[0].condition")


@pytest.mark.parametrize(
    ("field", "value"),
    [("parcels", 0), ("parcels", 1001), ("parcels", "2"), ("carrier", ""), ("carrier", 7)],
)
@pytest.mark.parametrize("name", ["ship_outbound", "dispatch_outbound"])
def test_wrong_parcels_and_carriers_are_named(prepared: Stand, name: str, field: str, value: object) -> None:
    refused(prepared, name, GOODS[name].body | {field: value}, 400, field)


def test_world_operations_are_for_people_and_all_others_for_signed_clients(stand: Stand) -> None:
    for operation in stand.system.routes.operations:
        if operation.path == "/openapi.json":
            assert operation.surface is Surface.OPEN
            continue
        world = operation.path.startswith("/_world/")
        assert operation.surface is (Surface.WORLD if world else Surface.PARTNER)
