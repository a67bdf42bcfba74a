"""The JSON Schema by which editors complete and check files of scenarios."""

from __future__ import annotations

from typing import Any

from ..config.model import Policies
from .reading import HEADER, OF_SYSTEMS, REQUIRED, ROUND, SECTIONS
from .table import Verb, Verbs

_LOOSE = {"given": "actions", "when": "actions", "then": "expectations"}


def schema() -> dict[str, Any]:
    """The schema of one document of a file."""
    sections = {name: {"$ref": f"#/$defs/{_LOOSE[name]}"} for name in SECTIONS}
    rounds = {"type": "object", "properties": {name: sections[name] for name in ROUND}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "a scenario of Ordergate",
        "type": "object",
        "required": list(REQUIRED),
        "additionalProperties": False,
        "properties": {
            **{name: kind.schema() for name, kind in HEADER.items()},
            "policies": _policies(),
            **sections,
            "steps": {"type": "array", "items": {**rounds, "additionalProperties": False}},
        },
        "$defs": {name: _steps(SECTIONS[section]) for section, name in _LOOSE.items()},
    }


def _policies() -> dict[str, Any]:
    """Those of connectors, and those of systems with a dot in their names."""
    made = Policies.model_json_schema()
    of_systems = {name: {"enum": list(policy.choices)} for name, policy in OF_SYSTEMS.items()}
    return {**made, "properties": {**made["properties"], **of_systems}}


def _steps(verbs: Verbs) -> dict[str, Any]:
    alone = [verb.name for verb in verbs.values() if not any(p.required for p in verb.parameters.values())]
    named = {
        "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": False,
        "properties": {verb.name: _verb(verb) for verb in verbs.values()},
    }  # fmt: skip
    return {"type": "array", "items": {"anyOf": [{"enum": alone}, named]}}


def _verb(verb: Verb) -> dict[str, Any]:
    return {
        "description": f"{verb.help}\n{verb.line}",
        "type": ["object", "null"] if not verb.parameters else "object",
        "required": [one.name for one in verb.parameters.values() if one.required],
        "additionalProperties": False,
        "properties": {
            one.name: {"description": one.help, **one.kind.schema()} for one in verb.parameters.values()
        },
    }
