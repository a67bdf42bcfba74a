"""Bad input is refused with a problem that names the field, and changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ordergate.simulators.kernel.wire import WireRequest
from tests.oms.desk import Desk, a_charge, a_movement, a_shipment, an_item, an_order, units

ORDER = an_order("408-9", ("MUG", 1), charges=[a_charge()])
SHIPMENT = a_shipment("S9", _2000001=1)
SHORTAGE = {"reference": "X9", "lines": units(_2000001=1)}
CANCELLATION = {"reference": "MC-9", "lines": units(_2000001=1)}
GRANT = {
    "cancellation_ref": "MC-1",
    "lines": [{"line_id": 2000001, "quantity": 2, "granted": 1}],
}
RETURN = {"order_id": 1000002, "external_id": "MR-9", "lines": units(_2000003=1)}
FOUND = {
    "reference": "WR1",
    "lines": [{"line_id": 2000003, "sellable": 1, "damaged": 0, "inspect": 0}],
}
BODIES: dict[str, dict[str, Any]] = {
    "/orders": ORDER,
    "/orders/1000001/holds": {"hold": "fraud"},
    "/orders/1000001/cancellations": CANCELLATION,
    "/fulfilments/3000001/acceptance": {"warehouse_ref": "WO3000001"},
    "/fulfilments/3000001/shipments": SHIPMENT,
    "/fulfilments/3000001/shortages": SHORTAGE,
    "/fulfilments/3000001/cancellations": GRANT,
    "/returns": RETURN,
    "/returns/7000001/receipts": FOUND,
    "/items/bulk": {"items": [an_item("MUG")]},
    "/stock-movements/bulk": {"movements": [a_movement("R", "MUG", 1)]},
    "/webhooks": {"url": "http://connector.test/hooks", "topics": ["order.created"]},
}


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Order 1000001 with an accepted 5 of 6 mugs, 2 asked back; 1000002 shipped, 1 announced."""
    desk.receives("MUG", 5)
    desk.receives("CAP", 3)
    first = desk.takes(("MUG", 6), ("TEE", 2))
    second = desk.takes(("CAP", 3))
    desk.accepted(first)
    desk.ships(desk.accepted(second), "S1", _2000003=3)
    body = {"reference": "MC-1", "lines": units(_2000001=3)}
    desk.does(f"/orders/{first}/cancellations", body)
    announced = {"order_id": second, "external_id": "MR-1", "lines": units(_2000003=1)}
    desk.does("/returns", announced)
    return desk


def refused(desk: Desk, path: str, body: object) -> tuple[int, str | None]:
    """The status and the field of a refusal, after seeing that nothing changed."""
    before, events = desk.documents(), desk.outbox.issued
    answer = desk.post(path, body)
    assert answer.headers["content-type"] == "application/problem+json", answer.body
    assert answer.status == answer.body["status"]
    assert answer.body["type"].startswith("urn:problem:")
    assert answer.body["detail"][0] == answer.body["detail"][0].lower()
    assert (desk.documents(), desk.outbox.issued) == (before, events)
    assert desk.outbox.waiting == []
    return answer.status, answer.body.get("field")


def changed(body: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The body with one value replaced; ``lines.0.quantity`` is a path."""
    copy: dict[str, Any] = json.loads(json.dumps(body))
    *way, last = path.split(".")
    at: Any = copy
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    at[last] = value
    return copy


def test_the_bodies_that_are_broken_below_are_good(busy: Desk) -> None:
    for path, body in BODIES.items():
        expected = 409 if path.endswith("/holds") else 201
        assert busy.post(path, body).status in (200, expected), path


@pytest.mark.parametrize("path", BODIES)
def test_an_unknown_field_is_refused_by_name(busy: Desk, path: str) -> None:
    assert refused(busy, path, {**BODIES[path], "colour": "red"}) == (400, "colour")


@pytest.mark.parametrize(("path", "name"), [(path, name) for path, body in BODIES.items() for name in body])
def test_a_wrong_type_is_refused_by_name(busy: Desk, path: str, name: str) -> None:
    body = BODIES[path]
    wrong = "1" if isinstance(body[name], int) else 1.5
    assert refused(busy, path, changed(body, name, wrong)) == (400, name)
    assert refused(busy, path, changed(body, name, None)) == (400, name)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (path, name)
        for path, body in BODIES.items()
        for name in body
        if name not in ("charges", "holds", "tracking", "topics")
    ],
)
def test_a_missing_field_is_refused_by_name(busy: Desk, path: str, name: str) -> None:
    body = {other: value for other, value in BODIES[path].items() if other != name}
    assert refused(busy, path, body) == (400, name)


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b'{"a": "\xff"}', b"[" * 100_000])
def test_a_body_that_is_no_object_in_json_is_refused(busy: Desk, path: str, raw: bytes) -> None:
    assert refused(busy, path, raw)[0] == 400


IN_ORDER: list[tuple[str, object]] = [
    ("channel", ""),
    ("external_id", "4" * 65),
    ("external_id", "4\n"),
    ("currency", "gbp"),
    ("ordered_at", "2011-03-13"),
    ("ordered_at", "2011-03-13T07:06:40"),
    ("ordered_at", "1969-12-31T23:59:59Z"),
    ("ordered_at", "9999-12-31T23:59:59-12:00"),
    ("ship_to", {"name": 7}),
    ("ship_to", []),
    ("lines.0.sku", ""),
    ("lines.0.quantity", 0),
    ("lines.0.quantity", -1),
    ("lines.0.quantity", 10**8),
    ("lines.0.quantity", 1.5),
    ("lines.0.quantity", "1"),
    ("lines.0.quantity", True),
    ("lines.0.price_e4", -1),
    ("lines.0.price_e4", "3.0600"),
    ("lines.0.price_e4", 3.06),
    ("lines.0.amount", -1),
    ("lines.0.amount", 10**30),
    ("lines.0.amount", 10**4000),
    ("lines.0.tax_bp", 10_000),
    ("lines.0.reference", "a\x00b"),
    ("lines.0.reference", "a" * 501),
    ("lines.0.colour", "red"),
    ("charges.0.kind", ""),
    ("charges.0.amount_e4", "5.00"),
    ("holds", "fraud"),
    ("holds", [""]),
]


@pytest.mark.parametrize(("path", "value"), IN_ORDER)
def test_an_order_of_the_wrong_form_is_refused(busy: Desk, path: str, value: object) -> None:
    status, field = refused(busy, "/orders", changed(ORDER, path, value))
    assert status == 400
    assert field is not None
    named = path.replace(".0", "[0]")
    assert field.startswith(named) or named == "ship_to", field


def test_an_order_needs_a_line_or_a_charge(busy: Desk) -> None:
    assert refused(busy, "/orders", an_order("408-9")) == (422, "lines")


def test_an_unknown_item_is_refused_by_its_line(busy: Desk) -> None:
    body = an_order("408-9", ("MUG", 1), ("JAR", 1))
    assert refused(busy, "/orders", body) == (422, "lines[1].sku")


def test_a_line_that_stands_twice_is_refused(busy: Desk) -> None:
    body = an_order("408-9", ("MUG", 1), ("TEE", 1))
    body["lines"][1]["external_line"] = body["lines"][0]["external_line"]
    assert refused(busy, "/orders", body) == (422, "lines[1].external_line")


QUANTITIES = [
    "/orders/1000001/cancellations",
    "/fulfilments/3000001/shipments",
    "/fulfilments/3000001/shortages",
    "/fulfilments/3000001/cancellations",
    "/returns",
]


@pytest.mark.parametrize("path", QUANTITIES)
@pytest.mark.parametrize("quantity", [0, -1, 1.5, "1", None, 10**8])
def test_an_impossible_quantity_is_refused(busy: Desk, path: str, quantity: object) -> None:
    body = changed(BODIES[path], "lines.0.quantity", quantity)
    assert refused(busy, path, body) == (400, "lines[0].quantity")


@pytest.mark.parametrize("path", QUANTITIES[1:3] + QUANTITIES[4:])
def test_more_units_than_there_are_is_refused(busy: Desk, path: str) -> None:
    body = changed(BODIES[path], "lines.0.quantity", 6)
    assert refused(busy, path, body) == (422, "lines[0].quantity")


@pytest.mark.parametrize("path", [*QUANTITIES, "/returns/7000001/receipts"])
def test_a_line_of_another_order_is_refused(busy: Desk, path: str) -> None:
    body = changed(BODIES[path], "lines.0.line_id", 2999999)
    assert refused(busy, path, body) == (422, "lines[0].line_id")


@pytest.mark.parametrize("path", [*QUANTITIES, "/returns/7000001/receipts"])
def test_a_line_that_is_named_twice_is_refused(busy: Desk, path: str) -> None:
    lines = BODIES[path]["lines"]
    assert refused(busy, path, {**BODIES[path], "lines": lines * 2}) == (422, "lines[1].line_id")


@pytest.mark.parametrize("path", [*QUANTITIES, "/returns/7000001/receipts"])
def test_no_lines_are_refused(busy: Desk, path: str) -> None:
    assert refused(busy, path, {**BODIES[path], "lines": []}) == (400, "lines")


@pytest.mark.parametrize("bucket", ["sellable", "damaged", "inspect"])
def test_a_negative_finding_is_refused(busy: Desk, bucket: str) -> None:
    body = changed(FOUND, f"lines.0.{bucket}", -1)
    assert refused(busy, "/returns/7000001/receipts", body) == (400, f"lines[0].{bucket}")


UNKNOWN = ["1999999", "0", "abc", "01000001", "3000001x", "\u0661", "9" * 5000]


@pytest.mark.parametrize("number", UNKNOWN)
@pytest.mark.parametrize("path", [path for path in BODIES if path[-10:] != "/bulk" and "00" in path])
def test_an_unknown_document_is_refused(busy: Desk, path: str, number: str) -> None:
    _, family, _, action = path.split("/")
    status, _ = refused(busy, f"/{family}/{number}/{action}", BODIES[path])
    assert status == 404


@pytest.mark.parametrize("number", UNKNOWN)
@pytest.mark.parametrize("family", ["orders", "fulfilments", "returns"])
def test_an_unknown_document_is_not_shown(busy: Desk, family: str, number: str) -> None:
    answer = busy.get(f"/{family}/{number}")
    assert (answer.status, answer.body["type"]) == (404, "urn:problem:not-found")
    assert number in answer.body["detail"]


@pytest.mark.parametrize("path", ["/items/JAR", "/stock/JAR", "/cancellations/MC-9"])
def test_an_unknown_name_is_not_shown(busy: Desk, path: str) -> None:
    answer = busy.get(path)
    assert answer.status == 404
    assert path.rpartition("/")[2] in answer.body["detail"]


def test_a_return_of_an_unknown_order_is_refused(busy: Desk) -> None:
    assert refused(busy, "/returns", {**RETURN, "order_id": 1999999}) == (404, "order_id")


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("key", [None, "", "wrong", "k\u00e9y"])
def test_without_its_key_nothing_is_done(busy: Desk, path: str, key: str | None) -> None:
    before = busy.documents()
    headers = {} if key is None else {"x-api-key": key}
    raw = json.dumps(BODIES[path]).encode()
    answer = busy.send(WireRequest("POST", path, "", headers, raw))
    assert (answer.status, answer.body["type"]) == (401, "urn:problem:unauthenticated")
    assert busy.documents() == before


def test_what_does_not_exist_and_what_cannot_be_done_there_is_told_apart(busy: Desk) -> None:
    assert busy.post("/shipments", {}).status == 404
    assert busy.post("/stock", {}).status == 405
    assert busy.get("/orders", colour="red").body["field"] == "colour"
