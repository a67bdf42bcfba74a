"""Every system publishes what connectors may ask of it, and nothing else."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import jsonschema_rs
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from ordergate.harness.world.in_process import Blueprint, InProcessWorld
from ordergate.simulators.kernel.access import OAuth2
from ordergate.simulators.kernel.openapi import document
from ordergate.simulators.kernel.system import System
from ordergate.simulators.kernel.wire import Operation, Reply, Surface, WireRequest
from ordergate.simulators.server.topology import BUILDERS
from tests.kernel.parts import Toy, told


@pytest.fixture(scope="module")
def world() -> Iterator[InProcessWorld]:
    made = InProcessWorld(Blueprint("full", 1), None)
    yield made
    made.close()


@pytest.fixture(scope="module", params=BUILDERS)
def system(request: pytest.FixtureRequest, world: InProcessWorld) -> System:
    return world.vendors[request.param]


@pytest.fixture(scope="module")
def published(world: InProcessWorld, system: System) -> Any:
    """The document as anybody gets it, without credentials."""
    reply = world.complete(system.answer(WireRequest("GET", "/openapi.json")))
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    return json.loads(reply.body)


def test_the_document_is_openapi_3_1(published: Any) -> None:
    absolute = copy.deepcopy(published)
    if "oauth2" in absolute["components"]["securitySchemes"]:
        # The text of OpenAPI 3.1 lets every URL be relative, its schema does not let this one:
        # https://spec.openapis.org/oas/v3.1.0.html#relative-references-in-urls
        flow = absolute["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]
        flow["tokenUrl"] = urljoin("http://system.world/erp/openapi.json", flow["tokenUrl"])
        assert flow["tokenUrl"] == "http://system.world/erp/oauth/token"
    assert [error.message for error in OPENAPI_31_VALIDATOR.iter_errors(absolute)] == []
    assert published["openapi"] == "3.1.0"


def test_every_schema_is_one_and_every_reference_leads_somewhere(published: Any) -> None:
    schemas = published["components"]["schemas"]
    for schema in schemas.values():
        jsonschema_rs.meta.validate(schema)
    referred = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(published)))
    assert referred == set(schemas)


def test_every_partner_operation_is_in_it_and_nothing_that_people_do(system: System, published: Any) -> None:
    in_document = {
        (described["operationId"], method.upper(), path)
        for path, methods in published["paths"].items()
        for method, described in methods.items()
    }
    assert in_document == {
        (operation.name, operation.method, operation.path)
        for operation in system.routes.operations
        if operation.surface is not Surface.WORLD and operation.name != "read_openapi"
    }
    assert "_world" not in json.dumps(published)


def test_every_part_of_a_path_and_of_a_query_is_described(system: System, published: Any) -> None:
    for operation in system.routes.operations:
        if operation.surface is Surface.PARTNER:
            described = published["paths"][operation.path][operation.method.lower()]
            given = [(one["in"], one["name"]) for one in described.get("parameters", [])]
            for name in re.findall(r"\{(\w+)\}", operation.path):
                assert ("path", name) in given
            assert [name for place, name in given if place == "query"] == list(operation.query)
            assert (("header", "Idempotency-Key") in given) == (operation.method == "POST")


def test_a_request_needs_all_of_the_schemes_of_its_system(system: System, published: Any) -> None:
    schemes = {
        "marketplace": ["oauth2"],
        "oms": ["apiKey"],
        "erp": ["oauth2"],
        "wms": ["keyId", "timestamp", "signature"],
    }
    assert list(published["components"]["securitySchemes"]) == schemes[system.name]
    assert published["security"] == [{name: [] for name in schemes[system.name]}]


def test_bodies_are_described_with_the_names_of_the_wire(world: InProcessWorld) -> None:
    erp, shop = (document_of(world, name)["components"]["schemas"] for name in ("erp", "marketplace"))
    assert "ExternalRef" in erp["OrderBody"]["properties"]
    assert list(shop["ShippedLine"]["properties"])[:3] == ["lineId", "quantity", "weightG"]


def document_of(world: InProcessWorld, name: str) -> Any:
    return json.loads(world.complete(world.vendors[name].answer(WireRequest("GET", "/openapi.json"))).body)


def test_the_header_if_match_is_described_where_it_is_looked_at(world: InProcessWorld) -> None:
    looked_at = [
        f"{method} {path}"
        for path, methods in document_of(world, "erp")["paths"].items()
        for method, described in methods.items()
        if any(one["name"] == "If-Match" for one in described.get("parameters", []))
    ]
    assert looked_at == [
        "patch /Customers/{key}",
        "post /SalesOrders/{number}/Amendments",
        "post /SalesOrders/{number}/Cancellations",
    ]


def test_a_token_is_asked_for_with_a_form_and_without_a_token() -> None:
    toy = Toy(access=lambda context: OAuth2("toy", context.chance, context.now_us, lifetime_s=60))
    token = told(toy.ask("GET", "/openapi.json"))["paths"]["/oauth/token"]["post"]
    toy.close()
    assert token["security"] == []
    assert list(token["requestBody"]["content"]) == ["application/x-www-form-urlencoded"]


def test_the_patterns_of_texts_end_with_a_dollar_sign(published: Any) -> None:
    assert r"\Z" not in json.dumps(published).replace(r"\\", "\\")


def answers(success: int, reply: Any) -> Any:
    operation = Operation(
        "make", "PUT", "/things/{id}", lambda call: Reply(call.path), reply=reply, success=success
    )
    return document("toy", [operation], {})["paths"]["/things/{id}"]["put"]["responses"]


def test_an_answer_without_a_type_is_an_object_and_204_is_nothing() -> None:
    assert answers(200, None)["200"]["content"] == {"application/json": {"schema": {"type": "object"}}}
    assert "content" not in answers(204, None)["204"]
    assert list(answers(200, None)["4XX"]["content"]) == ["application/problem+json"]


def test_the_document_is_no_part_of_the_record_of_a_world(toy: Toy) -> None:
    toy.ask("GET", "/openapi.json")
    assert [line["kind"] for line in toy.journal_lines] == ["call", "reply"]
    assert toy.journal_lines[-1]["body"] is None


def test_the_items_of_every_bulk_request_are_described(published: Any) -> None:
    schemas = published["components"]["schemas"]
    fields = [field for schema in schemas.values() for field in schema.get("properties", {}).values()]
    assert not [field for field in fields if field.get("type") == "array" and not field.get("items")]


def test_the_topics_of_webhooks_are_those_that_can_be_subscribed_to(world: InProcessWorld) -> None:
    reply = world.complete(world.vendors["marketplace"].answer(WireRequest("GET", "/openapi.json")))
    topics = json.loads(reply.body)["webhooks"]
    assert set(topics) == {
        "order.placed", "cancellation.requested", "amendment.requested", "return.requested", "buyer.changed",
        "payment.changed", "order.reviewed",
    }  # fmt: skip
    event = topics["order.placed"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert event["properties"]["topic"] == {"const": "order.placed"}


def test_no_two_paths_differ_in_the_names_of_their_placeholders_alone(published: Any) -> None:
    bare = [re.sub(r"\{\w+\}", "{}", path) for path in published["paths"]]
    assert len(bare) == len(set(bare))
