"""Forty changes of a contract, with what each is, written down before the check was asked."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from ordergate.harness.contracting.changes import changes

Json = dict[str, Any]


def order() -> Json:
    """An interface that places orders and reads them, and tells what became of them."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "shop", "version": "1"},
        "paths": {
            "/orders": {
                "post": {
                    "requestBody": {
                        "required": True,
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
                    },
                    "responses": {"201": answered("Made"), "422": {"description": "refused"}},
                },
                "get": {
                    "parameters": [
                        {"in": "query", "name": "limit", "schema": {"type": "integer", "maximum": 200}},
                        {"in": "query", "name": "state", "schema": {"enum": ["open", "closed"]}},
                    ],
                    "responses": {"200": answered("Made")},
                },
            },
        },
        "webhooks": {"order.placed": {"post": {"requestBody": answered("Event")}}},
        "components": {
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "x-key"}},
            "schemas": {
                "Order": {
                    "type": "object",
                    "properties": {
                        "quantity": {"type": "integer", "minimum": 1, "maximum": 100},
                        "name": {"type": "string", "maxLength": 40, "pattern": "^[A-Z]+$"},
                        "terms": {"enum": ["card", "account"]},
                        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                        "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
                    },
                    "required": ["quantity"],
                },
                "Line": {"type": "object", "properties": {"sku": {"type": "string"}}, "required": ["sku"]},
                "Made": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "string"},
                        "state": {"enum": ["open", "closed"]},
                        "total": {"type": "string"},
                    },
                    "required": ["id", "state"],
                },
                "Event": {"type": "object", "properties": {"order_id": {"type": "string"}}},
            },
        },
    }


def answered(name: str) -> Json:
    """An answer, or a body, of this form."""
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": "done", "content": {"application/json": {"schema": schema}}}


def form(name: str) -> Callable[[Json], Json]:
    """The properties of a form."""
    return lambda document: document["components"]["schemas"][name]


ASKED, MADE, LINE, EVENT = form("Order"), form("Made"), form("Line"), form("Event")


def limit(document: Json) -> Json:
    """The first parameter of the list."""
    [first, _] = document["paths"]["/orders"]["get"]["parameters"]
    return dict[str, Any](first) if not isinstance(first, dict) else first


BREAKING, COMPATIBLE = True, False
CASES: list[tuple[str, bool, Callable[[Json], Any]]] = [
    ("operation-gone", BREAKING, lambda d: d["paths"]["/orders"].pop("get")),
    ("operation-renamed", BREAKING, lambda d: d["paths"].update({"/v2": d["paths"].pop("/orders")})),
    ("operation-new", COMPATIBLE, lambda d: d["paths"].update({"/more": {"get": {"responses": {}}}})),
    ("operation-deprecated", COMPATIBLE, lambda d: d["paths"]["/orders"]["get"].update(deprecated=True)),
    ("asked-field-gone", BREAKING, lambda d: ASKED(d)["properties"].pop("note")),
    ("asked-field-new", COMPATIBLE, lambda d: ASKED(d)["properties"].update(more={"type": "string"})),
    ("asked-field-needed", BREAKING, lambda d: ASKED(d)["required"].append("name")),
    ("asked-field-not-needed", COMPATIBLE, lambda d: ASKED(d)["required"].clear()),
    ("asked-new-field-needed", BREAKING, lambda d: (
        ASKED(d)["properties"].update(more={"type": "string"}), ASKED(d)["required"].append("more"))),
    ("asked-fewer-values", BREAKING, lambda d: ASKED(d)["properties"]["terms"]["enum"].pop()),
    ("asked-more-values", COMPATIBLE, lambda d: ASKED(d)["properties"]["terms"]["enum"].append("advance")),
    ("asked-lower-maximum", BREAKING, lambda d: ASKED(d)["properties"]["quantity"].update(maximum=50)),
    ("asked-higher-maximum", COMPATIBLE, lambda d: ASKED(d)["properties"]["quantity"].update(maximum=500)),
    ("asked-higher-minimum", BREAKING, lambda d: ASKED(d)["properties"]["quantity"].update(minimum=2)),
    ("asked-shorter-text", BREAKING, lambda d: ASKED(d)["properties"]["name"].update(maxLength=20)),
    ("asked-length-open", COMPATIBLE, lambda d: ASKED(d)["properties"]["name"].pop("maxLength")),
    ("asked-other-pattern", BREAKING, lambda d: ASKED(d)["properties"]["name"].update(pattern="^[a-z]+$")),
    ("asked-pattern-gone", COMPATIBLE, lambda d: ASKED(d)["properties"]["name"].pop("pattern")),
    ("asked-other-type", BREAKING, lambda d: ASKED(d)["properties"].update(quantity={"type": "string"})),
    ("asked-null-no-more", BREAKING, lambda d: ASKED(d)["properties"].update(note={"type": "string"})),
    ("asked-in-a-list-needed", BREAKING, lambda d: (
        LINE(d)["properties"].update(unit={"type": "string"}), LINE(d)["required"].append("unit"))),
    ("parameter-gone", BREAKING, lambda d: d["paths"]["/orders"]["get"]["parameters"].pop()),
    ("parameter-new", COMPATIBLE, lambda d: d["paths"]["/orders"]["get"]["parameters"].append(
        {"in": "query", "name": "cursor", "schema": {"type": "string"}})),
    ("parameter-needed", BREAKING, lambda d: limit(d).update(required=True)),
    ("parameter-narrower", BREAKING, lambda d: limit(d)["schema"].update(maximum=100)),
    ("read-field-gone", BREAKING, lambda d: MADE(d)["properties"].pop("total")),
    ("read-field-renamed", BREAKING, lambda d: MADE(d)["properties"].update(
        gross=MADE(d)["properties"].pop("total"))),
    ("read-field-new", COMPATIBLE, lambda d: MADE(d)["properties"].update(more={"type": "string"})),
    ("read-field-may-be-missing", BREAKING, lambda d: MADE(d)["required"].remove("state")),
    ("read-field-always-there", COMPATIBLE, lambda d: MADE(d)["required"].append("total")),
    ("read-more-values", BREAKING, lambda d: MADE(d)["properties"]["state"]["enum"].append("held")),
    ("read-fewer-values", COMPATIBLE, lambda d: MADE(d)["properties"]["state"]["enum"].pop()),
    ("read-may-be-null", BREAKING, lambda d: MADE(d)["properties"].update(
        total={"type": ["string", "null"]})),
    ("status-other", BREAKING, lambda d: d["paths"]["/orders"]["post"]["responses"].update(
        {"202": d["paths"]["/orders"]["post"]["responses"].pop("201")})),
    ("refusal-new", COMPATIBLE, lambda d: d["paths"]["/orders"]["get"]["responses"].update({"429": {}})),
    ("access-other", BREAKING, lambda d: d["components"]["securitySchemes"]["key"].update(name="x-api-key")),
    ("topic-gone", BREAKING, lambda d: d["webhooks"].clear()),
    ("topic-new", COMPATIBLE, lambda d: d["webhooks"].update({"order.held": d["webhooks"]["order.placed"]})),
    ("event-field-gone", BREAKING, lambda d: EVENT(d)["properties"].pop("order_id")),
    ("event-field-new", COMPATIBLE, lambda d: EVENT(d)["properties"].update(store={"type": "string"})),
]  # fmt: skip


@pytest.mark.parametrize(
    ("breaking", "change"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_each_change_is_what_it_was_said_to_be(breaking: bool, change: Callable[[Json], Any]) -> None:
    before, after = order(), deepcopy(order())
    change(after)
    found = changes(before, after)
    assert found, "no difference was seen"
    assert any(one.breaking for one in found) is breaking, found


def test_schemas_that_hold_themselves_are_compared_to_their_end() -> None:
    before = order()
    form("Line")(before)["properties"]["parts"] = {"items": {"$ref": "#/components/schemas/Line"}}
    after = deepcopy(before)
    form("Line")(after)["required"].append("parts")
    assert [one.breaking for one in changes(before, after)] == [True]


def test_what_is_the_same_has_no_difference() -> None:
    assert changes(order(), order()) == []
