"""The contracts of this version: OpenAPI and AsyncAPI of each system, JSON Schema of each document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from ordergate.simulators.kernel.openapi import document, event_schema
from ordergate.simulators.kernel.system import System

from ..sync.documents.customer import Customer
from ..sync.documents.inventory import Level, Movement
from ..sync.documents.invoice import Bill
from ..sync.documents.order import Order
from ..sync.documents.price import PriceRule
from ..sync.documents.product import Product
from ..sync.documents.returns import Return
from ..sync.documents.shipment import Shipment
from ..world.in_process import Blueprint, InProcessWorld

Json = dict[str, Any]
CANONICAL = {
    "product": Product, "customer": Customer, "price-rule": PriceRule, "stock-level": Level,
    "stock-movement": Movement, "order": Order, "shipment": Shipment, "invoice": Bill, "return": Return,
}  # fmt: skip
"""The documents that the reference engine carries, by the name of their schema."""


def contracts() -> dict[str, Json]:
    """Every contract, by the path of its file below the folder of contracts."""
    with closing(InProcessWorld(Blueprint("full", 1), None)) as world:
        systems: Mapping[str, System] = world.vendors.systems
        found = {f"openapi/{name}.json": _openapi(system) for name, system in systems.items()}
        found |= {
            f"asyncapi/{name}.json": _asyncapi(system) for name, system in systems.items() if _topics(system)
        }
    return found | {f"canonical/{name}.json": _schema(name, kind) for name, kind in CANONICAL.items()}


def as_text(contract: Json) -> str:
    """A contract as it stands in its file: the same text for the same content."""
    return json.dumps(contract, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _openapi(system: System) -> Json:
    return document(system.name, system.routes.operations, system.access.schemes())


def _topics(system: System) -> dict[str, Mapping[str, type]]:
    return {
        topic: fields for operation in system.routes.operations for topic, fields in operation.topics.items()
    }


def _asyncapi(system: System) -> Json:
    """What a system tells by webhooks, a channel for each topic.

    https://www.asyncapi.com/docs/reference/specification/v3.0.0
    """
    channels, operations, messages = {}, {}, {}
    for topic, fields in _topics(system).items():
        name = topic.replace(".", "-")
        messages[name] = {"name": topic, "payload": event_schema(topic, fields)}
        channels[name] = {
            "address": topic, "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        }  # fmt: skip
        operations[f"send-{name}"] = {"action": "send", "channel": {"$ref": f"#/channels/{name}"}}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": f"{system.name} webhooks", "version": "1"},
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages},
    }


def _schema(name: str, kind: type[Any]) -> Json:
    schema: Json = kind.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:ordergate:{name}:1",
        **schema,
    }
