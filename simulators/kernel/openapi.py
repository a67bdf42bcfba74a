"""The OpenAPI 3.1 document of a system, made from the operations that connectors may use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import msgspec

from .wire import Call, Operation, Reply, Surface

PATH = "/openapi.json"
Json = dict[str, Any]

_REFERENCE = "#/components/schemas/{name}"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_JSON_TYPES = {str: "string", int: "integer"}
_PLAIN: Json = {"type": "object"}
_PROBLEM: Json = {
    "type": "object",
    "description": "Why a request did not happen (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "field": {"type": "string", "description": "What is wrong in the request."},
    },
    "required": ["type", "title", "status", "detail"],
}
_REFUSED: Json = {
    "description": "It did not happen, and nothing was changed.",
    "content": {"application/problem+json": {"schema": {"$ref": _REFERENCE.format(name="Problem")}}},
}
_IDEMPOTENCY_KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Names the request: sent again with this key it is answered as the first time.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
_IF_MATCH: Json = {
    "name": "If-Match",
    "in": "header",
    "description": "The version that the request is meant for.",
    "schema": {"type": "string", "pattern": r'^(\*|(W/)?"[0-9]{1,18}")$'},
}


def published(title: str, operations: Iterable[Operation], schemes: Mapping[str, Any]) -> Operation:
    """The operation that answers with the document; anybody may read it."""
    told = list(operations)

    @cache
    def rendered() -> bytes:
        return msgspec.json.encode(document(title, told, schemes))

    def read(call: Call) -> Reply:
        del call
        return Reply(rendered())

    # The document says nothing about what happens in a world, so the journal does without it.
    return Operation(
        "read_openapi", "GET", PATH, read, surface=Surface.OPEN, secret=True,
        summary="What this system can be asked, as OpenAPI 3.1.",
    )  # fmt: skip


def document(title: str, operations: Iterable[Operation], schemes: Mapping[str, Any]) -> Json:
    """The document; a request needs all of the security schemes, and what people do is not in it."""
    told = [operation for operation in operations if operation.surface is not Surface.WORLD]
    schemas, components = _schemas(told)
    for operation in told:
        if operation.each is not None and operation.body is not None:
            _name_items(components[operation.body.__name__], schemas[operation.each])
    topics = {topic: fields for operation in told for topic, fields in operation.topics.items()}
    paths: Json = {}
    for operation in told:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        # Relative to the document, because a system does not know where it is served.
        "servers": [{"url": "."}],
        "security": [{name: [] for name in schemes}],
        "paths": paths,
        **(
            {"webhooks": {topic: _webhook(topic, fields) for topic, fields in topics.items()}}
            if topics
            else {}
        ),
        "components": {"schemas": components, "securitySchemes": dict(schemes)},
    }


def _schemas(operations: list[Operation]) -> tuple[dict[Any, Json], Json]:
    """The schema of every type that is asked for or answered, and what those refer to."""
    types = [
        kind for operation in operations for kind in (operation.body, operation.reply, operation.each) if kind
    ]
    distinct = list(dict.fromkeys(types))
    schemas, components = msgspec.json.schema_components(distinct, ref_template=_REFERENCE)
    assert "Problem" not in components, "Problem is the name of what refusals answer"
    spoken = {name: _spoken(schema) for name, schema in components.items()}
    return dict(zip(distinct, map(_spoken, schemas), strict=True)), {**spoken, "Problem": _PROBLEM}


def _name_items(body: Json, item: Json) -> None:
    """Say what the items of a bulk request are; each is read by itself, so its type is not the body's."""
    for field in body["properties"].values():
        if field.get("type") == "array" and not field.get("items"):
            field["items"] = item


def event_schema(topic: str, fields: Mapping[str, type]) -> Json:
    """What is told of a topic, as JSON Schema."""
    kinds = {name: {"type": _JSON_TYPES[kind]} for name, kind in fields.items()}
    return {
        "type": "object",
        "description": "Names the document that changed; read it to see how it stands.",
        "properties": {"event_id": {"type": "string"}, "topic": {"const": topic}, **kinds},
        "required": ["event_id", "topic", *kinds],
    }


def _webhook(topic: str, fields: Mapping[str, type]) -> Json:
    return {
        "post": {
            "summary": f"Delivered to the URL of each subscription that asks for {topic}.",
            "requestBody": {"content": {"application/json": {"schema": event_schema(topic, fields)}}},
            "responses": {"2XX": {"description": "Taken; anything else is tried again later."}},
        }
    }


def _spoken(schema: Any) -> Any:
    """The schema with patterns as JSON Schema writes them, where a text ends with a dollar sign."""
    if isinstance(schema, list):
        return [_spoken(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: part.replace(r"\Z", "$") if name == "pattern" and isinstance(part, str) else _spoken(part)
        for name, part in schema.items()
    }


def _described(operation: Operation, schemas: Mapping[Any, Json]) -> Json:
    described: Json = {"operationId": operation.name, "summary": operation.summary}
    if operation.surface is Surface.OPEN:
        described["security"] = []
    parameters = _parameters(operation)
    if parameters:
        described["parameters"] = parameters
    if operation.body is not None:
        media = "application/x-www-form-urlencoded" if operation.form else "application/json"
        content = {media: {"schema": schemas[operation.body]}}
        described["requestBody"] = {"required": True, "content": content}
    described["responses"] = _responses(operation, schemas)
    return described


def _parameters(operation: Operation) -> list[Json]:
    text = {"type": "string"}
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in _PLACEHOLDER.findall(operation.path)
    ]
    in_query = [{"name": name, "in": "query", "schema": text} for name in operation.query]
    in_header = [_IDEMPOTENCY_KEY] if operation.method == "POST" else []
    in_header += [_IF_MATCH] if operation.if_match else []
    return [*in_path, *in_query, *in_header]


def _responses(operation: Operation, schemas: Mapping[Any, Json]) -> Json:
    answered: Json = {"description": operation.summary or "It happened."}
    if operation.success != 204:
        schema = _PLAIN if operation.reply is None else schemas[operation.reply]
        answered["content"] = {"application/json": {"schema": schema}}
    responses = {str(operation.success): answered, "4XX": _REFUSED}
    if operation.success == 201 and operation.reply is not None:
        responses["200"] = {**answered, "description": "An earlier request had done the same."}
    return responses
